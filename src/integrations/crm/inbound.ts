/**
 * What Signoff asks of a CRM whose webhooks it takes. Taking and reading are two halves because they happen in two
 * processes: the API verifies, parses and keeps; the worker reads what was kept, when it gets to it.
 */
import type { z } from 'zod';
import type { CrmChange } from '../../domain/crm.ts';
import type { FieldMap } from '../../domain/detectionSettings.ts';
import type { JsonObject } from '../../domain/json.ts';

/** A request as it came in, before anything in it is believed. */
export interface SignedRequest {
  method: string;
  /** As the sender sees it: the configured public URL, with path and query as received. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  rawBody: Buffer;
  receivedAt: Date;
}

/** One event, ready to be kept. */
export interface InboxEvent {
  /** The sender's identity of the event, the same whenever it is sent again. */
  eventKey: string;
  /** `deal:…`, `contact:…`, `company:…` or `engagement:…`: what waits for one record is read together. */
  recordKey: string;
  /** RFC 3339, UTC. */
  occurredAt: string;
  /** What `read` is given later. */
  event: JsonObject;
}

/** Why an event is not kept though its request is accepted: the sender would only send it again. */
export type Skipped = 'unknown' | 'own' | 'malformed';

export type Parsed =
  | { ok: true; events: InboxEvent[]; skipped: Skipped[] }
  /** `pointer` is a JSON Pointer (RFC 6901) into the body. */
  | { ok: false; issues: { pointer: string; detail: string }[] };

/** The API's half. */
export interface InboundCrm {
  /** As rows, mirror and field map name it. */
  readonly name: string;
  /** Its endpoint is `/webhooks/{path}`. */
  readonly path: string;
  /** What it sends, for the OpenAPI document; with an example. What is taken is `parse`'s to say. */
  readonly body: z.ZodType;
  /** `'ok'`, or why the request is not to be believed, for the log. Compares in constant time; never throws. */
  verify(request: SignedRequest): string;
  /** The same for one more secret, such as administrators make; absent where the CRM itself makes the only one. */
  verifyWith?(secret: string, request: SignedRequest): string;
  /** Never throws, whatever JSON it is given. */
  parse(body: unknown, receivedAt: Date): Parsed;
}

export interface ReadContext {
  fieldMap: FieldMap;
  /** ISO 4217: the workspace's, for amounts that come without one. */
  currency: string;
}

/** The worker's half. */
export interface CrmReader {
  readonly name: string;
  /**
   * What the events of one record, in any order, say has changed; what they lack is fetched. Events that are read at the
   * same time (Promise.all) share their requests.
   *
   * @throws DeliveryError where the CRM does not answer: `transient`, `rate-limited` with `retryAfterMs`, or `permanent`
   */
  read(events: JsonObject[], context: ReadContext): Promise<CrmChange[]>;
}
