/** What Slack is told where a decision is not taken. */
import { momentsFor, type Reader } from '../../notify/moments.ts';
import { Problem } from '../problems.ts';

export const words = {
  unknownPerson:
    'Signoff does not know you: ask an administrator to add you with the address that you have in Slack, or with your member ID.',
  notYours: 'This is not yours to decide.',
  notNow: 'Signoff could not take this just now. Nothing was decided: try again, or open it in Signoff.',
  tooLong: (url: string) => `This draft is too long for a form in Slack. Edit it in Signoff: ${url}`,
  changed: 'It has changed since you opened the form. Nothing was saved: look at it again.',
  working: 'Working …',
  nothingWaits: 'Nothing waits for you.',
  waiting: (shown: number, url: string) => `What waits for you, the most urgent first (${shown}). All of it: ${url}`,
};

/** Why a decision was not taken, for whoever made it. */
export function whyNot(error: unknown, reader: Reader): string {
  if (!(error instanceof Problem)) return words.notNow;
  if (error.code === 'not-found') return words.notYours;
  const { decision } = error.extensions;
  if (error.code === 'already-decided' && isDecision(decision)) {
    const { command, byName, at } = decision;
    return `Already decided: ${command}${byName === null ? '' : ` by ${byName}`}, ${momentsFor(reader).at(at)}.`;
  }
  return `${capitalised(error.message)}.`;
}

function isDecision(value: unknown): value is { command: string; byName: string | null; at: string } {
  return typeof value === 'object' && value !== null && 'command' in value && 'byName' in value && 'at' in value;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
