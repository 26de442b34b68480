import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DeliveryError, type Effect } from '../../../src/domain/delivery.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import type { CrmClient, CrmTask, CrmTouch } from '../../../src/integrations/crm/crm.ts';
import { saveOwners } from '../../../src/store/crm/crmDirectory.ts';
import { retryAction } from '../../../src/store/decisions/finish.ts';
import { updateUser, updateWorkspace } from '../../../src/store/people/administration.ts';
import { startActionWorkflow } from '../../../src/temporal/tellWorkflow.ts';
import { eventually } from '../../support/eventually.ts';
import { knownUser } from '../../support/knownUser.ts';
import {
  auditOf,
  create,
  decide,
  type Pipeline,
  readRow,
  refusedFor,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { raiseRegression } from '../../support/raiseRegression.ts';

const TASK = {
  actionType: 'create_followup_task',
  triggerType: 'deal_stage_regression',
  params: { subject: 'Call Sarah', dueAt: '2026-12-01T10:00:00Z', urgency: 'normal' },
  subject: { deal: { id: '9001' }, contact: { id: '77', name: 'Sarah Lee' } },
} as const;

describe('CRM out', () => {
  let pipeline: Pipeline;
  const written: (CrmTask | CrmTouch)[] = [];
  const refusing: DeliveryError[] = [];
  const scope = { workspaceId: 'acme', crm: 'hubspot' };

  function effect(record: CrmTask | CrmTouch): Effect {
    return {
      async perform({ fence }) {
        const refusal = refusing.shift();
        if (refusal !== undefined) throw refusal;
        await fence();
        written.push(record);
        return { crm: 'hubspot', id: String(written.length) };
      },
    };
  }
  const hubspot: CrmClient = { name: 'hubspot', createTask: effect, logTouch: effect };

  const means = { smtpRelay: true, slack: true, crms: new Set(['built-in', 'hubspot']) };

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: new Map([['hubspot', hubspot]]), means });
  });
  after(() => pipeline.stop());
  beforeEach(async () => {
    written.length = 0;
    await pipeline.db.deleteFrom('crm_owners').execute();
    await updateUser(pipeline.db, 'ana', { crmOwnerId: null }, SYSTEM);
    await updateWorkspace(pipeline.db, 'acme', { crm: 'built-in' }, SYSTEM);
  });

  const owner = (id: string, email: string, active = true) => ({ id, email, name: null, active });
  const approve = async (overrides: object) => {
    const row = await create(pipeline, { ...TASK, crm: 'hubspot', ...overrides });
    await decide({ ...pipeline, means }, row, 'approve');
    return row;
  };
  /** Why an approval was refused as not executable. */
  async function obstacle(overrides: object): Promise<string> {
    const row = await approve(overrides);
    const refusal = await eventually(async () => {
      const last = (await auditOf(pipeline, row.id)).at(-1);
      assert.equal(refusedFor(last), 'not-executable');
      return last;
    });
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
    return refusal?.message ?? '';
  }

  it('gives the record to the rep as the CRM knows them: by email in any case', async () => {
    await saveOwners(pipeline.db, scope, [owner('12', 'mia@signoff.test'), owner('501', 'ANA@signoff.TEST')]);
    const row = await approve({});
    await untilStatus(pipeline, row.id, 'executed');
    const [task] = written;
    assert.deepEqual(
      [task?.ownerId, task?.dealId, task?.contactId, task?.contactName],
      ['501', '9001', '77', 'Sarah Lee'],
    );
  });

  it('the owner ID set for a rep wins over the address, where such an owner is active', async () => {
    await updateUser(pipeline.db, 'ana', { crmOwnerId: '900' }, SYSTEM);
    await saveOwners(pipeline.db, scope, [owner('501', 'ana@signoff.test'), owner('900', 'ruiz@elsewhere.test')]);
    const first = await approve(TOUCH);
    await untilStatus(pipeline, first.id, 'executed');
    await saveOwners(pipeline.db, scope, [owner('501', 'ana@signoff.test')]);
    const second = await approve(TOUCH);
    await untilStatus(pipeline, second.id, 'executed');
    assert.deepEqual(
      written.map(({ ownerId }) => ownerId),
      ['900', '501'],
    );
  });

  it('a rep who is no active owner is refused before the decision, in words that say what is missing', async () => {
    assert.equal(await obstacle({}), 'HubSpot has not told yet who can own a record there');
    await saveOwners(pipeline.db, scope, [owner('501', 'ana@signoff.test', false), owner('12', 'mia@signoff.test')]);
    assert.match(await obstacle({}), /^Ana Ruiz is not an owner in HubSpot: .*ana@signoff\.test/);
    assert.match(await obstacle(TOUCH), /^Ana Ruiz is not an owner in HubSpot/);
    assert.deepEqual(written, []);
  });

  it('a CRM without a credential is refused before the decision, and so is one that nothing can be written to', async () => {
    assert.equal(
      await obstacle({ crm: 'bottlecrm' }),
      'BottleCRM has no credential: set BOTTLECRM_URL and BOTTLECRM_TOKEN',
    );
    assert.equal(await obstacle({ crm: 'webhook' }), 'nothing can be written to the CRM webhook');
  });

  it('an id that is none of the CRM’s is refused before the decision, and never comes near the CRM', async () => {
    await saveOwners(pipeline.db, scope, [owner('501', 'ana@signoff.test')]);
    for (const kind of ['company', 'deal', 'contact']) {
      assert.equal(
        await obstacle({ subject: { [kind]: { id: '../../admin/users/1' } } }),
        `the ${kind} "../../admin/users/1" is not an id of HubSpot: must be a number`,
      );
    }
    assert.deepEqual(written, []);
  });

  it('a refused credential fails the action, which says so; its retry goes to the same CRM', async () => {
    await saveOwners(pipeline.db, scope, [owner('501', 'ana@signoff.test')]);
    refusing.push(new DeliveryError('permanent', 'HubSpot refuses the access token (HTTP 401)'));
    const row = await approve({});
    const failed = await untilStatus(pipeline, row.id, 'failed');
    assert.deepEqual(failed.failure, { kind: 'permanent', message: 'HubSpot refuses the access token (HTTP 401)' });
    await updateWorkspace(pipeline.db, 'acme', { crm: 'bottlecrm' }, SYSTEM);
    const by = { actor: knownUser('ana'), commandId: randomUUID() };
    const retried = await retryAction(pipeline.db, row.id, by);
    assert.ok(retried.kind === 'done');
    const retry = await readRow(pipeline, retried.actionId);
    await startActionWorkflow(pipeline.client, pipeline.taskQueue, retry);
    await untilStatus(pipeline, retry.id, 'executed');
    assert.deepEqual([retry.crm, written.length], ['hubspot', 1]);
  });

  /** The CRM of the action that a trigger makes. */
  async function crmOf(triggerCrm: string): Promise<string> {
    const of = { workspaceId: 'acme', crm: triggerCrm };
    const made = await raiseRegression(pipeline.db, of, `deal-${randomUUID()}`);
    return made?.crm ?? 'none';
  }

  it('an action goes back to the CRM that its trigger came from, else to where the workspace keeps such things', async () => {
    const all = () => Promise.all(['hubspot', 'bottlecrm', 'webhook'].map(crmOf));
    assert.deepEqual(await all(), ['hubspot', 'bottlecrm', 'built-in']);
    await updateWorkspace(pipeline.db, 'acme', { crm: 'hubspot' }, SYSTEM);
    assert.deepEqual(await all(), ['hubspot', 'bottlecrm', 'hubspot']);
  });
});
