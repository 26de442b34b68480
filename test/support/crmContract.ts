/** What a CRM has to pass to be written to: run by test/integration/crmContract.test.ts against each that there is. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DeliveryError, type Effect } from '../../src/domain/delivery.ts';
import type { CrmClient, CrmTask, CrmTouch } from '../../src/integrations/crm/crm.ts';
import { testAttempt } from './deliveryAttempt.ts';

/** What becomes of the next request that writes; `lost`: it is carried out, and its answer never comes. */
export type Fault = 'lost' | 'unauthorised' | 'limited' | 'broken';

export interface CrmUnderTest {
  client: CrmClient;
  /** About records that the CRM has. */
  task: CrmTask;
  touch: CrmTouch;
  /** How many tasks and touches the CRM has. */
  count(): Promise<number>;
  /** Absent where the CRM is a part of us and nothing lies between. */
  remote?: {
    fail(fault: Fault): Promise<void>;
    /** The same client, where nobody listens. */
    unreachable: CrmClient;
  };
  stop(): Promise<void>;
}

const KINDS = {
  unauthorised: 'permanent',
  /** With a wait of seven seconds. */
  limited: 'rate-limited',
  broken: 'unconfirmed',
  lost: 'unconfirmed',
} as const satisfies Record<Fault, DeliveryError['kind']>;

export function crmContract(name: string, start: () => Promise<CrmUnderTest>): void {
  describe(`the contract of a CRM: ${name}`, () => {
    let crm: CrmUnderTest;
    before(async () => {
      crm = await start();
    });
    after(() => crm.stop());

    const effects: [string, (client: CrmClient) => Effect][] = [
      ['task', (client) => client.createTask(crm.task)],
      ['touch', (client) => client.logTouch(crm.touch)],
    ];
    for (const [what, effectOf] of effects) {
      it(`makes one ${what} of a delivery, says which, and finds that one again`, async () => {
        const [before, attempt] = [await crm.count(), testAttempt(randomUUID())];
        const result = await effectOf(crm.client).perform(attempt);
        assert.equal(attempt.fences(), 1);
        assert.equal(result.crm, crm.client.name);
        assert.ok(typeof result[`${what}Id`] === 'string', JSON.stringify(result));
        assert.deepEqual(await effectOf(crm.client).ask?.(attempt), result);
        assert.equal(await crm.count(), before + 1);

        const other = await effectOf(crm.client).perform(testAttempt(randomUUID()));
        assert.notDeepEqual(other, result);
        assert.deepEqual(await effectOf(crm.client).ask?.(attempt), result);
      });

      it(`makes no ${what} where the fence refuses, and says what the fence said`, async () => {
        const [before, refusal] = [await crm.count(), new Error('overtaken')];
        const overtaken = testAttempt(randomUUID(), () => Promise.reject(refusal));
        await assert.rejects(effectOf(crm.client).perform(overtaken), refusal);
        assert.equal(await crm.count(), before);
      });

      it(`tells what became of a ${what} that failed`, async () => {
        const { remote, client } = crm;
        // Nothing lies between us and ourselves: there is no such failure to tell of.
        if (remote === undefined) return void assert.equal(client.name, 'built-in');
        for (const [fault, kind] of Object.entries(KINDS) as [Fault, DeliveryError['kind']][]) {
          const [before, attempt] = [await crm.count(), testAttempt(randomUUID())];
          await remote.fail(fault);
          const failure = await failureOf(effectOf(client).perform(attempt));
          assert.equal(failure.kind, kind, fault);
          if (fault === 'limited') assert.equal(failure.retryAfterMs, 7_000);
          const found = await effectOf(client).ask?.(attempt);
          if (fault === 'lost') assert.ok(typeof found?.[`${what}Id`] === 'string', JSON.stringify(found));
          else assert.equal(found, null, fault);
          assert.equal(await crm.count(), before + (fault === 'lost' ? 1 : 0), fault);
        }
        const nobody = await failureOf(effectOf(remote.unreachable).perform(testAttempt(randomUUID())));
        assert.equal(nobody.kind, 'transient');
      });
    }
  });
}

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof DeliveryError, String(outcome));
  return outcome;
}
