/** What the workflow that delivers a webhook asks of the world: types only. */
export interface WebhookActivities {
  /** One attempt, and its record. Answers when the next one is; absent: there is none. */
  deliverWebhook(input: { deliveryId: string }): Promise<{ againAfterMs?: number }>;
}
