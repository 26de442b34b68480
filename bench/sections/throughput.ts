/** How fast actions are made and approved by many at once, how long one approval takes alone, and what it costs. */
import type { Add, Measure } from '../report/figures.ts';
import { byCallers, numbers } from '../stand/callers.ts';
import { cpuMs, cpuMsOfFamily } from '../stand/processes.ts';
import { countOpen, untilClosed, untilExecuted, untilWaiting } from '../stand/settled.ts';
import { accepted, create, type Stand } from '../stand/stand.ts';
import type { Made, System } from '../systems/system.ts';
import type { Section, Sizes } from './section.ts';

/** What a stage costs, by process: of Signoff's (or the other system's) two, and of the servers. */
function cost(of: 'creation' | 'approval'): Measure[] {
  const title = `CPU of one ${of}`;
  const parts = [
    ['', ''],
    [': process that is called', ' api'],
    [': worker', ' worker'],
    [': Temporal', ' temporal'],
    [': Postgres', ' postgres'],
  ];
  return parts.map(([what, part]) => ({ title: title + what, unit: 'ms', series: `${of} cpu${part}`, by: 'median' }));
}

const measures: Measure[] = [
  { title: 'creations answered', unit: '1/s', series: 'answered', by: 'median' },
  { title: 'settled creations', unit: '1/s', series: 'settled', by: 'median', goal: { ratioAtLeast: 0.9 } },
  { title: 'approve → executed, p50', unit: 'ms', series: 'executed', by: 'p50', goal: { ratioAtMost: 1.25 } },
  { title: 'approve → executed, p99', unit: 'ms', series: 'executed', by: 'p99', goal: { ratioAtMost: 1.5 } },
  { title: 'approvals answered', unit: '1/s', series: 'approved', by: 'median', goal: { ratioAtLeast: 0.9 } },
  { title: 'settled approvals', unit: '1/s', series: 'carriedOut', by: 'median', goal: { ratioAtLeast: 0.9 } },
  ...cost('creation'),
  ...cost('approval'),
  { title: 'answers of 503', unit: '', series: 'unavailable', by: 'sum', goal: { atMost: 0 } },
];

export const throughput: Section = {
  name: 'throughput',
  columns: ['polled', 'bare', 'signoff'],
  measures,
  onStand: async (stand, add, sizes) => {
    for (let round = 0; round < sizes.rounds; round += 1) {
      for (const system of stand.systems) await runRound(stand, system, add, sizes);
    }
  },
};

async function runRound(stand: Stand, system: System, add: Add, { actions }: Sizes): Promise<void> {
  const refused = (status: number) => add(system.name, 'unavailable', status === 503 ? 1 : 0);
  refused(0);
  const made = await createMany(stand, system, add, actions, refused);
  // Those looked at one by one are spread over all: some are in the worker's cache, most are not.
  const isAlone = ({ i }: ByCaller) => i % 4 === 0;
  await approveOneByOne(system, made.filter(isAlone), add, refused);
  await approveMany(
    stand,
    system,
    made.filter((each) => !isAlone(each)),
    add,
    refused,
  );
}

interface ByCaller extends Made {
  i: number;
  caller: number;
}

async function createMany(
  stand: Stand,
  system: System,
  add: Add,
  count: number,
  refused: (status: number) => void,
): Promise<ByCaller[]> {
  const keepCost = startCosting(stand, system);
  const beganMs = Date.now();
  const made = await byCallers(numbers(count), async (i, caller) => ({
    ...(await create(system, caller, { refused })),
    i,
    caller,
  }));
  const answeredMs = Date.now();
  const waitingMs = Math.max(await untilWaiting(stand.servers.client, made), answeredMs);
  keepCost(add, 'creation', count);
  add(system.name, 'answered', perSecond(count, answeredMs - beganMs));
  add(system.name, 'settled', perSecond(count, waitingMs - beganMs));
  return made;
}

async function approveOneByOne(
  system: System,
  actions: ByCaller[],
  add: Add,
  refused: (status: number) => void,
): Promise<void> {
  for (const action of actions) {
    const sentMs = Date.now();
    await accepted(() => system.approve(action.caller, action.id), refused);
    const executed = await untilExecuted(system, [action], 10);
    add(system.name, 'executed', lastOf(executed) - sentMs);
  }
}

async function approveMany(
  stand: Stand,
  system: System,
  actions: ByCaller[],
  add: Add,
  refused: (status: number) => void,
): Promise<void> {
  const { client } = stand.servers;
  const { name, taskQueue } = system;
  const open = taskQueue === undefined ? 0 : await countOpen(client, taskQueue);
  const keepCost = startCosting(stand, system);
  const beganMs = Date.now();
  await byCallers(actions, ({ id, caller }) => accepted(() => system.approve(caller, id), refused));
  const answeredMs = Date.now();
  const executed = await untilExecuted(system, actions);
  await untilClosed(client, taskQueue, open - actions.length);
  keepCost(add, 'approval', actions.length);
  add(name, 'approved', perSecond(actions.length, answeredMs - beganMs));
  add(name, 'carriedOut', perSecond(actions.length, lastOf(executed) - beganMs));
}

/** Looks at what CPU is used from now on; what it answers keeps the share of each of so many. */
function startCosting({ servers }: Stand, { name, processes }: System) {
  const used = () => [
    ['api', cpuMs(processes.api.pid)] as const,
    ['worker', cpuMs(processes.worker.pid)] as const,
    ['temporal', cpuMs(servers.temporal.pid)] as const,
    ['postgres', cpuMsOfFamily(servers.postgres.pid)] as const,
  ];
  const before = new Map(used());
  return (add: Add, of: 'creation' | 'approval', count: number) => {
    const shares = used().map(([part, ms]) => [part, (ms - (before.get(part) ?? 0)) / count] as const);
    for (const [part, ms] of shares) add(name, `${of} cpu ${part}`, ms);
    add(
      name,
      `${of} cpu`,
      shares.reduce((sum, [, ms]) => sum + ms, 0),
    );
  };
}

function lastOf(executed: Map<string, number>): number {
  return Math.max(...executed.values());
}

function perSecond(count: number, ms: number): number {
  return (count * 1_000) / ms;
}
