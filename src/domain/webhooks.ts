/** What is sent to a workspace's own endpoints: which events there are, when they are tried again, and what they look like. */
import type { JsonObject } from './json.ts';
import { STATUSES, type Status } from './lifecycle.ts';

/** An action came into a status, or its draft was edited while it is pending. */
export const WEBHOOK_EVENTS = [
  ...STATUSES.map((status): `action.${Status}` => `action.${status}`),
  'action.edited',
] as const;
/** One of them. */
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** What an administrator sends to see whether an endpoint takes it; no endpoint need ask for it. */
export const TEST_EVENT = 'webhook.test';

/** Waits for its turn, is being attempted until it is taken, was taken, given up, sent again by hand instead. */
export const DELIVERY_STATES = ['new', 'trying', 'delivered', 'failed', 'dropped'] as const;
/** One of them. */
export type WebhookDeliveryState = (typeof DELIVERY_STATES)[number];

/** Why nothing is sent to an endpoint: an administrator switched it off, or it answered 410 Gone. */
export type DisabledReason = 'by_hand' | 'gone';

/** Each event costs a row and a workflow for each. */
export const MAX_ENDPOINTS = 10;

/** Attempts at once at one endpoint, by all workers: a receiver that hangs holds so many of their places and no more. */
export const ENDPOINT_ATTEMPTS_AT_ONCE = 5;

/** How long both secrets sign after a rotation. */
export const SECRET_OVERLAP_HOURS = 24;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after each attempt the next one is: the schedule of Standard Webhooks 1.0, "Deliverability and reliability". */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** By so much longer at most, by chance, as the specification asks: else all that failed at once would come again at once. */
const JITTER = 0.1;

/**
 * How long to wait after so many attempts, the first included; undefined: that was the last.
 *
 * @param random from 0 up to 1
 */
export function retryDelayMs(attempts: number, random: number): number | undefined {
  const delayMs = RETRY_DELAYS_MS[attempts - 1];
  return delayMs === undefined ? undefined : Math.round(delayMs * (1 + JITTER * random));
}

const MAX_TURN_DELAY_MS = 30 * SECOND_MS;

/**
 * How long to wait where an endpoint has as many attempts under way as it may, the first time about a second, then ever longer.
 *
 * @param times how often it was so by now, this time included
 * @param random from 0 up to 1: those that were turned away together do not come together
 */
export function turnDelayMs(times: number, random: number): number {
  return Math.round(Math.min(SECOND_MS * 2 ** (times - 1), MAX_TURN_DELAY_MS) * (0.5 + random));
}

/** What came of an attempt: an HTTP status, or why there was none. */
export type AttemptOutcome = { status: number } | { error: string };

/** Only 2xx says that it was taken (Standard Webhooks 1.0). */
export function isTaken(outcome: AttemptOutcome): boolean {
  return 'status' in outcome && outcome.status >= 200 && outcome.status < 300;
}

/** "The receiver is no longer interested": it is not asked again (Standard Webhooks 1.0). */
export function isGone(outcome: AttemptOutcome): boolean {
  return 'status' in outcome && outcome.status === 410;
}

/** The task queue of the attempts alone: receivers that are slow take no place from the actions' own work. */
export function webhookTaskQueue(taskQueue: string): string {
  return `${taskQueue}-webhooks`;
}

/** An event on its way to an endpoint. */
export interface EventToSend {
  id: string;
  type: string;
  /** The action; absent in a test. */
  subject?: string;
  /** RFC 3339. */
  occurredAt: string;
  data: JsonObject;
}

/**
 * An event as CloudEvents 1.0 has it in its JSON format, the structured mode. The same row makes the same bytes each time.
 *
 * @param source a URI that tells installations apart
 */
export function cloudEvent(source: string, { id, type, subject, occurredAt, data }: EventToSend): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time: occurredAt,
    datacontenttype: 'application/json',
    data,
  });
}
