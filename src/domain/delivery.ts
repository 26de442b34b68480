/**
 * What a delivery (one outgoing effect) is to the code that carries it out. An integration performs an effect in one
 * attempt, never retries by itself (Temporal is the only retrier), and says of a failure what is known.
 */
import type { Json } from './json.ts';

/** The states of a row in the deliveries ledger (docs/architecture.md, "The deliveries ledger"). */
export const DELIVERY_STATES = ['free', 'claimed', 'sending', 'done', 'refused', 'unknown'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/**
 * What is known of a delivery that did not succeed:
 * `permanent`: surely not delivered, and would not be next time; `transient`: surely not delivered, may be next time;
 * `rate-limited`: the same, not before `retryAfterMs`; `unconfirmed`: nobody knows whether it was delivered.
 */
export type DeliveryFailureKind = 'permanent' | 'transient' | 'rate-limited' | 'unconfirmed';

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: DeliveryFailureKind;
  /** How long to wait before the next attempt: with `rate-limited` as the other side asked. */
  readonly retryAfterMs: number | undefined;
  /** The other side knows the credential not, or no more, or lets it not do this: an operator's to mend. */
  readonly credentialRefused: boolean;

  constructor(
    kind: DeliveryFailureKind,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number; credentialRefused?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.credentialRefused = options.credentialRefused ?? false;
  }
}

/** What came of a delivery, shown on the action: ids and links of the other side, plain JSON. */
export type DeliveryResult = { [key: string]: Json };

/** Handed to an integration for one attempt. */
export interface Attempt {
  /** The same for every attempt of one delivery and unique to it: the Message-ID, idempotency key or marker is made of it. */
  key: string;
  /**
   * To be awaited immediately before the irrevocable bytes leave. Resolves when the ledger still gives this attempt the
   * right to send; rejects otherwise, and then nothing may be sent.
   */
  fence(): Promise<void>;
  /** Aborts when the worker gives the attempt up. */
  signal: AbortSignal;
}

/**
 * One delivery, ready to be carried out.
 *
 * `perform` makes one attempt and throws only DeliveryErrors; any other error is taken as transient before the fence
 * was passed and as unconfirmed after it. `ask` finds out whether an earlier attempt, whose outcome is unknown, was
 * delivered: its result, or null where there is nothing of it. Null soon after an attempt proves nothing, as what the other side
 * was asked to do may still be under way there: who asks waits and asks again. Without `ask` an unknown outcome stays unknown.
 */
export interface Effect {
  perform(attempt: Attempt): Promise<DeliveryResult>;
  ask?: (attempt: Pick<Attempt, 'key' | 'signal'>) => Promise<DeliveryResult | null>;
}

/** Why an action failed, as the row keeps it. */
export type FailureKind = 'permanent' | 'transient' | 'not-executable' | 'unconfirmed' | 'terminated';
export interface Failure {
  kind: FailureKind;
  message: string;
}
