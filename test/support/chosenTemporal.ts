/** The Temporal server that a run of faults or a bench was told to use: see scripts/lib/temporalServer.mjs. */
import { join } from 'node:path';
import type { Launch } from '../../local/launch.ts';
import { freePort } from '../../local/ports.ts';
import type { PostgresOptions } from '../../local/postgres.ts';
import { probeProductionTemporal, productionTemporalLaunch } from '../../local/productionTemporal.ts';
import { probeTemporal, temporalLaunch } from '../../local/temporalServer.ts';
import { temporalExecutable } from './servers.ts';

export interface ChosenTemporal {
  launch: Launch;
  /** Throws while it is not ready. */
  probe: () => Promise<void>;
  /** host:port of the frontend; the namespace is `default`. */
  address: string;
  /** Prometheus's format. */
  metricsUrl: string;
}

/** Where the production server's programs are; undefined: the development server was chosen. */
function programs(): string | undefined {
  return process.env.TEMPORAL_SERVER_DIR || undefined;
}

/** What tables of figures say of it: nothing where it is the usual one. */
export function temporalInWords(): string[] {
  return programs() === undefined ? [] : ["Temporal's production server on Postgres"];
}

/**
 * Its state is on disk: in a file of `dir`, or in databases of its own in `postgres`, which has to run by now.
 *
 * @param logFile takes what it prints
 */
export async function chosenTemporal(dir: string, postgres: PostgresOptions, logFile: string): Promise<ChosenTemporal> {
  const metricsPort = await freePort();
  const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  const built = programs();
  if (built !== undefined) {
    const options = { programs: built, postgres, dir: join(dir, 'temporal'), metricsPort, logFile };
    const { launch, address } = await productionTemporalLaunch(options);
    return { launch, probe: () => probeProductionTemporal(address), address, metricsUrl };
  }
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const dbFilename = join(dir, 'temporal.sqlite');
  const launch = temporalLaunch({ executable: await temporalExecutable(), port, dbFilename, logFile });
  const args = [...launch.args, '--metrics-port', String(metricsPort)];
  return { launch: { ...launch, args }, probe: () => probeTemporal(address), address, metricsUrl };
}
