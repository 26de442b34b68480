/** What lets an app open a modal: a pass that each interaction brings, good once and for three seconds. */
import { randomBytes } from 'node:crypto';
import type { Refusal } from './content.ts';

export interface Triggers {
  issue(userId: string): string;
  /** Whose it is, and uses it up; otherwise Slack's code for why not (docs.slack.dev/reference/methods/views.open). */
  take(triggerId: string): { userId: string } | Refusal;
}

export function createTriggers(lifeMs: number): Triggers {
  const issued = new Map<string, { userId: string; untilMs: number; isUsed: boolean }>();
  return {
    issue: (userId) => {
      const id = `${issued.size + 1}.${Date.now()}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { userId, untilMs: performance.now() + lifeMs, isUsed: false });
      return id;
    },
    take: (id) => {
      const trigger = issued.get(id);
      if (trigger === undefined) return { error: 'invalid_trigger_id' };
      if (trigger.isUsed) return { error: 'exchanged_trigger_id' };
      if (performance.now() > trigger.untilMs) return { error: 'expired_trigger_id' };
      trigger.isUsed = true;
      return { userId: trigger.userId };
    },
  };
}
