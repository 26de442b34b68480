/** All systems on the same servers, started and warm. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../../local/launch.ts';
import { poll } from '../../local/poll.ts';
import { endProcess, signal } from '../../local/processes.ts';
import { type Signoff, startSignoff } from '../systems/signoff.ts';
import { startBare, startPolled } from '../systems/simple.ts';
import type { Made, System } from '../systems/system.ts';
import { byCallers, numbers } from './callers.ts';
import type { Answer } from './http.ts';
import { type Servers, startServers } from './servers.ts';
import { untilExecuted } from './settled.ts';

export interface Stand {
  servers: Servers;
  /** In the order in which rounds go through them. */
  systems: System[];
  signoff: Signoff;
  /** Ends it all in good order, the systems' processes before their servers. */
  stop(): Promise<void>;
}

const WARM_UP = 64;

export async function startStand(profileDir?: string): Promise<Stand> {
  const servers = await startServers();
  const signoff = await startSignoff(servers, profileDir);
  const systems = [await startPolled(servers), await startBare(servers), signoff];
  for (const system of systems) await warmUp(system);
  const stop = async () => {
    const end = (running: Running) => endProcess(running, { politely: 'SIGINT', graceMs: 30_000 });
    await Promise.all(systems.flatMap(({ processes: { api, worker } }) => [end(api), end(worker)]));
    await Promise.all(systems.map(({ db }) => db.end()));
    await servers.close();
    // Temporal's store may be in Postgres.
    await end(servers.temporal);
    await end(servers.postgres);
  };
  return { servers, systems, signoff, stop };
}

/** Has a system do the job some times, so that code is compiled and connections are open; also waits until it does it at all. */
async function warmUp(system: System): Promise<void> {
  const one = await poll(() => create(system, 0), { timeoutMs: 30_000 });
  const many = await byCallers(numbers(WARM_UP), (_, caller) => create(system, caller));
  await accepted(() => system.approve(0, one.id));
  await byCallers(many, ({ id }, caller) => accepted(() => system.approve(caller, id)), WARM_UP);
  await untilExecuted(system, [one, ...many]);
}

/** Tells of every answer that was not success: none is hidden. */
export type Refusals = (status: number) => void;

const REPEATS = 200;
const REPEAT_AFTER_MS = 50;

/** Calls until the answer is success, a bounded number of times; what went before is told. @throws where it never is */
export async function accepted(call: () => Promise<Answer>, refused: Refusals = () => undefined): Promise<Answer> {
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const answer = await call();
    if (answer.status < 300) return answer;
    refused(answer.status);
    if (answer.status < 500 && answer.status !== 429) {
      throw new Error(`HTTP ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    await sleep(REPEAT_AFTER_MS);
  }
  throw new Error(`refused ${REPEATS} times`);
}

/** Makes one action. */
export async function create(
  system: System,
  caller: number,
  { byItself = false, refused }: { byItself?: boolean; refused?: Refusals } = {},
): Promise<Made> {
  return system.madeOf(await accepted(() => system.create(caller, byItself), refused));
}

/** Has all other systems stand still while `work` runs: for what is counted on the servers that all share. */
export async function alone<T>({ systems }: Stand, system: System, work: () => Promise<T>): Promise<T> {
  const others = systems.filter((other) => other !== system);
  const pids = others.flatMap(({ processes: { api, worker } }) => [api.pid, worker.pid]);
  for (const pid of pids) signal(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    for (const pid of pids) signal(pid, 'SIGCONT');
  }
}
