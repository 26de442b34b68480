/** Why a decision was not taken, for people at doors that are no screens. */
import { momentsFor, type Reader } from '../notify/moments.ts';
import { Problem } from './problems.ts';

export const NOT_YOURS = 'This is not yours to decide.';
export const NOT_NOW = 'Signoff could not take this just now. Nothing was decided: try again, or open it in Signoff.';

/** Why a decision was not taken, for whoever made it. */
export function whyNot(error: unknown, reader: Reader): string {
  if (!(error instanceof Problem)) return NOT_NOW;
  if (error.code === 'not-found') return NOT_YOURS;
  const { decision } = error.extensions;
  if (isDecision(decision)) {
    const { command, byName, at } = decision;
    const whose = `${byName === null ? '' : ` by ${byName}`}, ${momentsFor(reader).at(at)}`;
    if (error.code === 'already-decided') return `Already decided: ${command}${whose}.`;
    if (error.code === 'approval-scheduled') return `Approved already${whose}. Undo that first to decide otherwise.`;
  }
  return `${capitalised(error.message)}.`;
}

function isDecision(value: unknown): value is { command: string; byName: string | null; at: string } {
  return typeof value === 'object' && value !== null && 'command' in value && 'byName' in value && 'at' in value;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
