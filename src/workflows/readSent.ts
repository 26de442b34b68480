/**
 * Messages as they were sent, read by ourselves: the SDK reads them before the handler, and what it cannot read (an unknown encoding,
 * broken JSON) then fails the workflow's task for ever, and with it the action.
 */
import { defaultPayloadConverter, type RawValue, rawValueTypeInfo } from '@temporalio/common';

/** More than any client sends by mistake; one that fails its task all the same is replaced in time (temporal/seeTo.ts). */
const ARGUMENTS = 16;

/** Goes with the definition of a message whose handler takes what was sent. */
export const AS_SENT = { typeInfo: { inputTypes: Array.from({ length: ARGUMENTS }, () => rawValueTypeInfo) } };

/** No object, so that whatever expects one refuses it. */
const UNREADABLE = 'what was sent cannot be read';

/** What was sent; undefined where nothing was. Never throws. */
export function readSent(sent: RawValue | undefined): unknown {
  if (sent === undefined) return undefined;
  try {
    return defaultPayloadConverter.fromPayload(sent.payload);
  } catch {
    return UNREADABLE;
  }
}
