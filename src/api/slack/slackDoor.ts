import type { FastifyBaseLogger } from 'fastify';

/** What Slack is answered; null: nothing but that it has come. */
export type SlackAnswer = Record<string, unknown> | null;

/** What people do in Slack, whichever way it comes in. */
export interface SlackDoor {
  /**
   * @param payload as Slack's `payload` parses
   * @returns what to answer with, in time for Slack: what takes longer goes on, and Slack learns of it by the message; null: nothing
   * but that it has come. Undefined: it is nothing that Slack sends
   */
  interaction(payload: unknown, log: FastifyBaseLogger): Promise<SlackAnswer | undefined>;
  /** @param fields of the request's form. Alike */
  command(fields: unknown, log: FastifyBaseLogger): Promise<SlackAnswer | undefined>;
  /** Resolves when all that was begun has ended. */
  idle(): Promise<void>;
}
