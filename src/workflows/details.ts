import { type ActionState, type Command, nextDeadlineMs } from '../domain/decide.ts';

/** The state in words, for the workflow's page in Temporal's Web UI (Markdown). */
export function describe(state: ActionState): string {
  const { standing, autoExecuteAtMs, expiresAtMs, version } = state;
  switch (standing.kind) {
    case 'open': {
      const automatic = autoExecuteAtMs === null ? '' : `, executes by itself at ${time(autoExecuteAtMs)}`;
      return `**pending**, version ${version}${automatic}, expires at ${time(expiresAtMs)}`;
    }
    case 'scheduled':
      return `**pending**, ${who(standing.command)}: executes at ${time(standing.executesAtMs)} unless that is undone`;
    case 'executing':
      return `**executing**: ${who(standing.command)}`;
    case 'cancelled':
      return `**cancelled**: ${who(standing.command)}`;
    case 'expired':
      return '**expired**: nobody decided in time';
  }
}

/** What the workflow's timer waits for. */
export function waitInWords(state: ActionState): string {
  if (state.standing.kind === 'scheduled') return 'until the approval can no longer be undone';
  return nextDeadlineMs(state) === state.expiresAtMs ? 'until it expires' : 'until it executes by itself';
}

function who({ type, by, channel, at }: Command): string {
  return `${type} by ${by ?? 'nobody in particular'} (${channel}) at ${at}`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
