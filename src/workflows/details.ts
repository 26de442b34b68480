import type { ActionState, Command } from '../domain/decide.ts';

/** The state in words, for the workflow's page in Temporal's Web UI (Markdown). */
export function describe(state: ActionState): string {
  const { standing, autoExecuteAtMs, expiresAtMs, version } = state;
  switch (standing.kind) {
    case 'open': {
      const automatic = autoExecuteAtMs === null ? '' : `, executes by itself at ${time(autoExecuteAtMs)}`;
      return `**pending**, version ${version}${automatic}, expires at ${time(expiresAtMs)}`;
    }
    case 'executing':
      return `**executing**: ${who(standing.command)}`;
    case 'cancelled':
      return `**cancelled**: ${who(standing.command)}`;
    case 'expired':
      return '**expired**: nobody decided in time';
  }
}

function who({ type, by, channel, at }: Command): string {
  return `${type} by ${by ?? 'nobody in particular'} (${channel}) at ${at}`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
