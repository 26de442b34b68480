/** The queue as the demo shows it. */
import { z } from 'zod';
import { type ApiClient, readAnswer } from '../../src/cli/apiClient.ts';
import { actionPage } from '../../src/cli/shapes.ts';
import { actionTable } from '../../src/cli/signoff/list.ts';

/** So many of the queue are shown. */
const SHOWN = 12;

const counts = z.object({
  byStatus: z.record(z.string(), z.number()),
  pending: z.object({ byUrgency: z.record(z.string(), z.number()) }),
});

/** The most pressing of everybody's pending actions, and how many there are of all. */
export async function queueInWords(admin: ApiClient): Promise<string> {
  const query = { sort: 'queue', limit: String(SHOWN) };
  const { items } = readAnswer(actionPage, await admin.get('/autonomous-actions', query));
  const { byStatus, pending } = readAnswer(counts, await admin.get('/autonomous-actions/counts'));
  const title = `The queue of all reps, the most pressing ${items.length} of ${byStatus.pending ?? 0}:`;
  return `${title}\n\n${actionTable(items)}\n\nPending: ${inWords(pending.byUrgency)}. All: ${inWords(byStatus)}.`;
}

function inWords(all: Record<string, number>): string {
  return Object.entries(all)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
