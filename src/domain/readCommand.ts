/**
 * Reads a decision out of whatever a Temporal client sent. Hand-written, as zod would cost 0.7 MB in every cached
 * workflow (architecture, decision 12); never throws, as a throwing handler would freeze the workflow.
 */
import { CHANNELS, type Channel, type Command, type Refusal } from './decide.ts';
import { isJsonObject } from './json.ts';

export const MAX_REASON_LENGTH = 500;
const MAX_PARAMS_BYTES = 64 * 1024;
const MAX_BY_LENGTH = 100;

export type ReadCommand = { ok: true; command: Command } | { ok: false; refusal: Refusal };

/** What the message itself cannot be trusted to say. */
export interface Arrival {
  id: string;
  at: string;
  /** A signal always counts as `temporal`; an update may name the door it was sent from. */
  channel: 'temporal' | 'as-said';
}

export function readCommand(type: 'approve' | 'edit' | 'cancel', message: unknown, arrival: Arrival): ReadCommand {
  const refuse = (why: string): ReadCommand => ({
    ok: false,
    refusal: { type: 'invalid-command', message: `${type}: ${why}` },
  });
  if (!isJsonObject(message)) return refuse('takes one object, at least {}');
  const { by, version, params, reason } = message;
  if (by !== undefined && by !== null && !(typeof by === 'string' && by.length <= MAX_BY_LENGTH)) {
    return refuse(`by is text of at most ${MAX_BY_LENGTH} characters`);
  }
  if (version !== undefined && !(typeof version === 'number' && Number.isSafeInteger(version) && version > 0)) {
    return refuse('version is a whole number above 0');
  }
  if (params !== undefined && !isJsonObject(params)) return refuse('params is an object');
  if (params !== undefined && JSON.stringify(params).length > MAX_PARAMS_BYTES) {
    return refuse(`params is at most ${MAX_PARAMS_BYTES} bytes`);
  }
  if (type === 'edit' && params === undefined) return refuse('params is required');
  if (type === 'cancel' && params !== undefined) return refuse('takes no params');
  if (reason !== undefined && !(typeof reason === 'string' && [...reason].length <= MAX_REASON_LENGTH)) {
    return refuse(`reason is text of at most ${MAX_REASON_LENGTH} characters`);
  }
  const command: Command = {
    type,
    id: arrival.id,
    by: by ?? null,
    channel: arrival.channel === 'temporal' ? 'temporal' : channelOf(message.channel),
    at: arrival.at,
  };
  if (version !== undefined) command.version = version;
  if (params !== undefined) command.params = params;
  if (reason !== undefined) command.reason = reason;
  return { ok: true, command };
}

function channelOf(value: unknown): Channel {
  return CHANNELS.find((channel) => channel === value) ?? 'temporal';
}
