import type { Due, Wake } from '../domain/decide.ts';

const WAITS: Readonly<Record<Due, string>> = {
  decided: 'until it is executed',
  window_passed: 'until the approval can no longer be undone',
  auto_execute: 'until it executes by itself',
  expire: 'until it expires',
};

/** What the workflow's timer waits for. */
export function waitInWords({ what }: Wake): string {
  return WAITS[what];
}

/** The state in words, for the workflow's page in Temporal's Web UI (Markdown). Who decided what is in the row's trail. */
export function describe({ what, atMs }: Wake): string {
  if (what === 'decided') return '**approved**, to be executed';
  return `**pending**: waits ${WAITS[what]}, ${new Date(atMs).toISOString()}`;
}
