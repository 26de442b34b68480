/** How a person in a terminal reads ids, times, amounts and what strangers wrote. */
import { styleText } from 'node:util';
import type { Status } from '../domain/lifecycle.ts';

const SHORT_ID_LENGTH = 8;
const COLOURS = {
  pending: 'yellow',
  approved: 'cyan',
  executed: 'green',
  cancelled: 'gray',
  expired: 'gray',
  failed: 'red',
} as const satisfies Record<Status, string>;

/** The beginning of an id, long enough to find it again. */
export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_LENGTH);
}

/** A status in its colour, where the terminal shows colours. */
export function statusWord(status: Status, executingAt?: string | null): string {
  return status === 'pending' && executingAt ? styleText('cyan', 'executing') : styleText(COLOURS[status], status);
}

/**
 * Text from outside, safe to print: without what a terminal would obey (escape sequences, control characters) and
 * without what makes text read in another order than it stands. Line breaks stay.
 */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

/** The same, as one line. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

/** A time, short and local: `14:05` today, else `23 Nov 14:05`, with the year where it is another one. */
export function shortTime(time: string | Date, now = new Date()): string {
  const at = new Date(time);
  const clock = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === now.toDateString()) return clock;
  const sameYear = at.getFullYear() === now.getFullYear();
  const day = at.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: sameYear ? undefined : 'numeric',
  });
  return `${day} ${clock}`;
}

/** An amount in minor units (cents) as people read it. */
export function amount(amountMinor: number, currency = 'USD'): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(amountMinor / 10 ** maximumFractionDigits);
}

/** Every line moved to the right. */
export function indent(text: string, by = 2): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
