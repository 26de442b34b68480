/**
 * Reads a decision out of whatever a Temporal client sent. Hand-written, as zod would cost 0.7 MB in every cached
 * workflow; never throws, as a throwing handler would freeze the workflow.
 */
import { type Command, type DecisionType, MAX_UNDO_SECONDS, type Refusal } from './decide.ts';
import { INSTANT_WORDS, readInstant } from './instant.ts';
import { findUnstorable, isJsonObject, isTooDeep } from './json.ts';

export const MAX_REASON_LENGTH = 500;
const MAX_PARAMS_BYTES = 64 * 1024;
const MAX_BY_LENGTH = 100;

export type ReadCommand = { ok: true; command: Command } | { ok: false; refusal: Refusal };

/** What the message itself cannot be trusted to say. */
export interface Arrival {
  id: string;
  at: string;
}

export function readCommand(type: DecisionType, message: unknown, arrival: Arrival): ReadCommand {
  const refuse = (why: string): ReadCommand => ({
    ok: false,
    refusal: { type: 'invalid-command', message: `${type}: ${why}` },
  });
  if (!isJsonObject(message)) return refuse('takes one object, at least {}');
  const { by, version, params, reason, undoSeconds, sendNow, executeAt, autoExecuteAt, expiresAt } = message;
  if (by !== undefined && by !== null && !(typeof by === 'string' && by.length <= MAX_BY_LENGTH)) {
    return refuse(`by is text of at most ${MAX_BY_LENGTH} characters`);
  }
  if (version !== undefined && !(typeof version === 'number' && Number.isSafeInteger(version) && version > 0)) {
    return refuse('version is a whole number above 0');
  }
  if (params !== undefined && !isJsonObject(params)) return refuse('params is an object');
  if (isTooDeep(message)) return refuse('is nested too deep');
  if (findUnstorable(message, '') !== undefined) return refuse('holds NUL or half a character');
  if (params !== undefined && JSON.stringify(params).length > MAX_PARAMS_BYTES) {
    return refuse(`params is at most ${MAX_PARAMS_BYTES} bytes`);
  }
  if (type === 'edit' && params === undefined) return refuse('params is required');
  if (type !== 'edit' && type !== 'approve' && params !== undefined) return refuse('takes no params');
  if (undoSeconds !== undefined && !(type === 'approve' && isUndoWindow(undoSeconds))) {
    return refuse(`undoSeconds goes with approve and is a whole number from 0 to ${MAX_UNDO_SECONDS}`);
  }
  if (sendNow !== undefined && !(type === 'approve' && typeof sendNow === 'boolean')) {
    return refuse('sendNow goes with approve and is true or false');
  }
  const chosen = readTime(executeAt);
  if (executeAt !== undefined && (type !== 'approve' || chosen === 'none')) {
    return refuse(`executeAt goes with approve and is ${INSTANT_WORDS}`);
  }
  const times = { autoExecuteAt: readTime(autoExecuteAt ?? undefined), expiresAt: readTime(expiresAt) };
  if (times.autoExecuteAt === 'none' || times.expiresAt === 'none') {
    return refuse(`autoExecuteAt and expiresAt: each ${INSTANT_WORDS}`);
  }
  const asksForTimes = autoExecuteAt !== undefined || expiresAt !== undefined;
  if (asksForTimes !== (type === 'reschedule')) {
    return refuse(asksForTimes ? 'takes no times' : 'autoExecuteAt or expiresAt is required');
  }
  if (reason !== undefined && !(typeof reason === 'string' && [...reason].length <= MAX_REASON_LENGTH)) {
    return refuse(`reason is text of at most ${MAX_REASON_LENGTH} characters`);
  }
  const command: Command = {
    type,
    id: arrival.id,
    by: by ?? null,
    // Whoever reaches Temporal's frontend may say what he likes: by which door it came is known.
    channel: 'temporal',
    at: arrival.at,
  };
  if (version !== undefined) command.version = version;
  if (params !== undefined) command.params = params;
  if (reason !== undefined) command.reason = reason;
  if (undoSeconds !== undefined) command.undoSeconds = undoSeconds;
  if (sendNow !== undefined) command.sendNow = sendNow;
  if (chosen !== undefined) command.executeAt = chosen;
  if (autoExecuteAt !== undefined) command.autoExecuteAt = times.autoExecuteAt ?? null;
  if (times.expiresAt !== undefined) command.expiresAt = times.expiresAt;
  return { ok: true, command };
}

function isUndoWindow(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_UNDO_SECONDS;
}

/** A time in UTC; undefined where there is none, `none` where what stands there is no time. */
function readTime(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return (typeof value === 'string' ? readInstant(value) : undefined) ?? 'none';
}
