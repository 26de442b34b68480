/** What one action leaves in Temporal: events, workflow tasks and bytes of its history, on each way to its end. */
import type { Add, Column, Measure } from '../report/figures.ts';
import { untilExecuted, untilWaiting } from '../stand/settled.ts';
import { accepted, create, type Stand } from '../stand/stand.ts';
import type { Made } from '../systems/system.ts';
import type { Section } from './section.ts';

const WAYS = ['approved', 'by itself', 'approved with an undo window'];
const MOST_OF_APPROVED = { events: 19, tasks: 3 };

export const history: Section = {
  name: 'history',
  columns: ['bare', 'signoff'],
  measures: WAYS.flatMap((way): Measure[] => [
    { ...of(way, 'events'), goal: way === 'approved' ? { atMost: MOST_OF_APPROVED.events } : undefined },
    { ...of(way, 'workflow tasks'), goal: way === 'approved' ? { atMost: MOST_OF_APPROVED.tasks } : undefined },
    of(way, 'bytes'),
  ]),
  onStand: async (stand, add) => {
    const systems = stand.systems.filter(({ taskQueue }) => taskQueue !== undefined);
    for (const system of systems) {
      const approved = await create(system, 0);
      await untilWaiting(stand.servers.client, [approved]);
      await accepted(() => system.approve(0, approved.id));
      const byItself = await create(system, 0, { byItself: true });
      await untilExecuted(system, [approved, byItself]);
      await keep(stand, add, system.name, 'approved', approved);
      await keep(stand, add, system.name, 'by itself', byItself);
    }
    const { signoff } = stand;
    const undoable = await create(signoff, 0);
    await untilWaiting(stand.servers.client, [undoable]);
    await accepted(() => signoff.approve(0, undoable.id, { undoSeconds: 5 }));
    await untilExecuted(signoff, [undoable]);
    await keep(stand, add, 'signoff', 'approved with an undo window', undoable);
  },
};

function of(way: string, what: 'events' | 'workflow tasks' | 'bytes'): Measure {
  return { title: `${way}: ${what}`, unit: '', series: `${way} ${what}`, by: 'median' };
}

async function keep({ servers }: Stand, add: Add, column: Column, way: string, { workflowId }: Made): Promise<void> {
  if (workflowId === undefined) throw new Error('there is no workflow');
  const handle = servers.client.workflow.getHandle(workflowId);
  // The row says executed shortly before the workflow completes.
  await handle.result();
  const events = (await handle.fetchHistory()).events ?? [];
  const tasks = events.filter(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes);
  const { historySize } = await handle.describe();
  add(column, `${way} events`, events.length);
  add(column, `${way} workflow tasks`, tasks.length);
  add(column, `${way} bytes`, historySize ?? Number.NaN);
}
