/** Each role's fuzzing, one after the other, each on an API and a database of its own; see scripts/testFuzz.mjs. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Person, startApi, type TestApi } from '../integration/api/support.ts';
import { stopServers } from '../support/running.ts';
import { fuzz } from './schemathesis.ts';

/** Somebody of each role. */
const ROLES = { rep: 'ana', manager: 'mia', admin: 'adam', service: 'crm' } as const satisfies Record<string, Person>;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    role: { type: 'string' },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));

let [cases, failed] = [0, 0];
try {
  for (const [role, person] of Object.entries(ROLES)) {
    if (values.role !== undefined && values.role !== role) continue;
    // Not as on a developer's machine: there are no demo users to sign in as.
    const api = await startApi({ demoSignIn: false });
    try {
      const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
      const ids = await seedApi(api);
      const found = await fuzz({ url, token: api.tokens[person], ids, seed, seconds: Number(values.seconds) });
      // What was asked with a token that had been revoked on the way would have proved nothing.
      const isVoid = (await api.call(person, 'GET', '/api/me')).status !== 200;
      console.log(
        `${role}: ${found.cases} cases of ${found.operations} operations, ${isVoid ? 'void' : found.verdict}`,
      );
      cases += found.cases;
      if (isVoid || found.verdict !== 'passed') failed += 1;
    } finally {
      await api.stop();
    }
  }
} finally {
  await stopServers();
}
console.log(`${cases} cases, ${failed} roles failed (seed ${seed})`);
process.exitCode = failed === 0 && cases > 0 ? 0 : 1;

/** Something of each kind, so that what names one finds it. */
async function seedApi(api: TestApi): Promise<{ actionId: string; alertId: string }> {
  const actionId = await api.makeAction('ana');
  for (let n = 0; n < 20; n += 1) await api.makeAction(n % 2 === 0 ? 'ana' : 'ben');
  const { body } = await api.call('ana', 'GET', '/api/alerts');
  return { actionId, alertId: body.items[0].id };
}
