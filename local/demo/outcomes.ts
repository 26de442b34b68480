/** What became of the triggers, from the trigger log. */
import { z } from 'zod';
import { type ApiClient, readAnswer } from '../../src/cli/apiClient.ts';
import { table } from '../../src/cli/table.ts';
import { TRIGGER_OUTCOMES, TRIGGER_TYPES, type TriggerType } from '../../src/domain/triggers.ts';

const page = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      triggerType: z.enum(TRIGGER_TYPES).nullable(),
      outcome: z.enum(TRIGGER_OUTCOMES),
    }),
  ),
  nextBefore: z.number().nullable(),
});
type Entry = z.output<typeof page>['items'][number];

/** The newest entry's number; 0 where there is none. */
export async function lastLogged(admin: ApiClient): Promise<number> {
  const { items } = readAnswer(page, await admin.get('/workspace/trigger-log', { limit: '1' }));
  return items[0]?.id ?? 0;
}

/** Everything that was logged after an entry. */
export async function loggedAfter(admin: ApiClient, id: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  let before: string | undefined;
  for (;;) {
    const { items, nextBefore } = readAnswer(page, await admin.get('/workspace/trigger-log', { limit: '200', before }));
    entries.push(...items.filter((entry) => entry.id > id));
    if (nextBefore === null || nextBefore <= id + 1) return entries;
    before = String(nextBefore);
  }
}

/** By type: how many actions were made, and how many triggers joined one that is pending already. */
export function outcomesTable(entries: Entry[]): string {
  const count = (triggerType: TriggerType, outcome: Entry['outcome']) =>
    entries.filter((entry) => entry.triggerType === triggerType && entry.outcome === outcome).length;
  const rows = TRIGGER_TYPES.map((type) => [
    `  ${type}`,
    String(count(type, 'created')),
    String(count(type, 'duplicate')),
  ]);
  return table(rows, { headings: ['  TRIGGER', 'NEW ACTIONS', 'JOINED PENDING ONES'] });
}

/** What made no action of its own and why, in sentences. */
export function unusedInWords(entries: Entry[]): string {
  const count = (outcome: Entry['outcome']) => entries.filter((entry) => entry.outcome === outcome).length;
  const unused = `No action: ${count('below_threshold')} below the thresholds, ${count('no_owner')} of an owner who is nobody here.`;
  if (count('duplicate') === 0) return unused;
  return `${unused}\nWhat an earlier run has told and did not change since (engagements, newcomers, silences) is not told again.`;
}
