import assert from 'node:assert/strict';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { recordDelivered, recordFailed } from '../../../src/store/execution/settle.ts';
import { suppress } from '../../../src/store/people/suppressions.ts';
import { eventually } from '../../support/eventually.ts';
import { claimFor, startApi, type TestApi } from './support.ts';

const path = (id: string, suffix = '') => `/api/autonomous-actions/${id}${suffix}`;

describe('API: decisions', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());
  beforeEach(() => {
    api.told.length = 0;
  });

  it('answers an approval when the row shows it, and has the workflow told', async () => {
    const id = await api.makeAction('ana');
    api.told.length = 0;
    const { status, body } = await api.call('ana', 'POST', path(id, '/approve'));
    assert.equal(status, 200);
    assert.deepEqual(
      { ...body, decidedAt: null },
      { actionId: id, status: 'approved', version: 1, decision: 'approve', decidedBy: 'ana', decidedAt: null },
    );
    assert.match(body.decidedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { body: row } = await api.call('ana', 'GET', path(id));
    assert.equal(row.status, 'approved');
    assert.deepEqual(
      api.told.map((told) => [told.id, told.status, told.tell?.signal]),
      [[id, 'approved', 'approve']],
    );
  });

  it('takes the three decisions at one address too', async () => {
    const id = await api.makeAction('ana');
    const decide = (body: object) =>
      api.call('ana', 'POST', '/api/autonomous-actions', { body: { actionId: id, ...body } });
    const edited = await decide({ action: 'edit', params: { subject: 'Hello' }, version: 1 });
    assert.deepEqual([edited.status, edited.body.version, edited.body.decision], [200, 2, 'edit']);
    const cancelled = await decide({ action: 'cancel', reason: 'not now' });
    assert.deepEqual([cancelled.status, cancelled.body.status], [200, 'cancelled']);
    const { body } = await api.call('ana', 'GET', path(id));
    assert.equal(body.cancelReason, 'not now');
    assert.equal(body.params.subject, 'Hello');
    assert.notEqual(body.originalParams.subject, 'Hello');
    assert.deepEqual(
      body.audit.map(({ inWords }: { inWords: string }) => inWords),
      ['Created', 'Edited by Ana through the API: subject', 'Cancelled by Ana through the API: not now'],
    );
  });

  it('edits and approves in one step', async () => {
    const id = await api.makeAction('ana');
    const { status, body } = await api.call('ana', 'POST', path(id, '/approve'), {
      body: { version: 1, params: { subject: 'Better' } },
    });
    assert.deepEqual([status, body.status, body.version], [200, 'approved', 2]);
  });

  it('keeps the first decision and tells the second what it was, by whom and when', async () => {
    const id = await api.makeAction('ana');
    await api.call('mia', 'POST', path(id, '/cancel'), { headers: { 'signoff-channel': 'cli' } });
    const { status, body, headers } = await api.call('ana', 'POST', path(id, '/approve'));
    assert.equal(status, 409);
    assert.equal(headers['content-type'], 'application/problem+json');
    assert.deepEqual([body.type, body.code], ['/problems/already-decided', 'already-decided']);
    assert.deepEqual(
      { ...body.decision, at: null },
      { command: 'cancel', by: 'mia', byName: 'Mia', channel: 'cli', at: null },
    );
    assert.deepEqual([body.status, body.actionId, body.version], [409, id, 1]);
    assert.equal(body.actionStatus, 'cancelled');
  });

  it('refuses a decision on a version that is no longer the current one, and shows that', async () => {
    const id = await api.makeAction('ana');
    await api.call('ana', 'PATCH', path(id), { body: { params: { subject: 'Newer' } } });
    for (const [method, url] of [
      ['POST', path(id, '/approve')],
      ['POST', path(id, '/cancel')],
    ] as const) {
      const { status, body } = await api.call('ana', method, url, { body: { version: 1 } });
      assert.deepEqual([status, body.code, body.version], [409, 'stale-version', 2]);
      assert.equal(body.action.params.subject, 'Newer');
    }
  });

  it('validates an edit after merging it', async () => {
    const id = await api.makeAction('ana');
    const cases: [object, string][] = [
      [{ subject: null }, '/params/subject'],
      [{ subject: 'two\nlines' }, '/params/subject'],
      [{ contactEmail: 'nobody' }, '/params/contactEmail'],
      [{ bcc: 'eve@evil.test' }, '/params'],
    ];
    for (const [params, pointer] of cases) {
      const { status, body } = await api.call('ana', 'PATCH', path(id), { body: { params } });
      assert.deepEqual([status, body.code, body.errors[0].pointer], [422, 'invalid-params', pointer]);
    }
    assert.equal((await api.call('ana', 'GET', path(id))).body.version, 1);
  });

  it('refuses to approve what cannot be executed, and decides nothing', async () => {
    const noRecipient = await api.makeAction('ana', { actionType: 'send_email', contact: { id: 'c', name: 'Al' } });
    const suppressed = await api.makeAction('ana', {
      actionType: 'send_email',
      contact: { id: 'c', email: 'Bo@Blocked.test' },
    });
    await suppress(api.db, 'acme', { address: '@blocked.test' }, SYSTEM);
    for (const id of [noRecipient, suppressed]) {
      const { status, body } = await api.call('ana', 'POST', path(id, '/approve'));
      assert.deepEqual([status, body.code, body.obstacles.length], [409, 'not-executable', 1]);
      assert.equal((await api.call('ana', 'GET', path(id))).body.status, 'pending');
    }
    const repaired = await api.call('ana', 'POST', path(noRecipient, '/approve'), {
      body: { params: { contactEmail: 'al@acme.test' } },
    });
    assert.equal(repaired.status, 200);
  });

  it('while it executes by itself every decision is refused', async () => {
    const id = await api.makeAction('ana');
    await api.db
      .updateTable('pending_autonomous_actions')
      .set({ executing_at: new Date(), decision: 'auto_execute', decision_channel: 'timer', decided_at: new Date() })
      .where('id', '=', id)
      .execute();
    const { status, body } = await api.call('ana', 'POST', path(id, '/cancel'));
    assert.deepEqual([status, body.code, body.decision.command], [409, 'already-executing', 'auto_execute']);
  });

  it('decides once for the same caller, key, command and body, and once more for any other', async () => {
    const id = await api.makeAction('ana');
    const edit = async (who: 'ana' | 'mia', key: string, subject: string) => {
      const headers = { 'idempotency-key': key };
      const { body } = await api.call(who, 'PATCH', path(id), { body: { params: { subject } }, headers });
      return body.version;
    };
    assert.deepEqual([await edit('ana', 'a', 'x'), await edit('ana', 'a', 'x')], [2, 2]);
    assert.deepEqual([await edit('ana', 'b', 'y'), await edit('mia', 'b', 'y')], [3, 4]);
    const { body } = await api.call('ana', 'GET', path(id));
    assert.equal(body.version, 4);
  });

  it('a decision is refused to whoever lost the right to it meanwhile, in the same transaction', async () => {
    const id = await api.makeAction('ana');
    assert.equal((await api.call('ben', 'POST', path(id, '/approve'))).status, 404);
    assert.equal((await api.call('olga', 'POST', path(id, '/approve'))).status, 403);
    assert.equal((await api.call('ana', 'GET', path(id))).body.status, 'pending');
  });

  it('waits for the execution where asked to', async () => {
    const id = await api.makeAction('ana');
    const answer = api.call('ana', 'POST', path(id, '/approve?wait=executed'));
    await eventually(() => assert.equal(api.told.at(-1)?.status, 'approved'));
    const claim = await claimFor(api, id);
    assert(claim.kind === 'claimed');
    await recordDelivered(api.db, claim.action, claim.attempt, { messageId: '<1@x>' });
    const { status, body } = await answer;
    assert.deepEqual([status, body.status, body.decision], [200, 'executed', 'approve']);
    assert.ok(body.executedAt >= body.decidedAt);
  });

  describe('on failed actions', () => {
    async function failed(kind: 'permanent' | 'unconfirmed'): Promise<string> {
      const id = await api.makeAction('ana');
      await api.call('ana', 'POST', path(id, '/approve'));
      await claimFor(api, id);
      const state = kind === 'unconfirmed' ? 'unknown' : 'refused';
      await recordFailed(api.db, id, 1, { kind, message: 'it broke' }, state);
      return id;
    }

    it('confirms an unconfirmed delivery, once', async () => {
      const id = await failed('unconfirmed');
      const { status, body } = await api.call('ana', 'POST', path(id, '/confirm'));
      assert.deepEqual([status, body.status, body.decision, body.decidedBy], [200, 'executed', 'confirm', 'ana']);
      const again = await api.call('ana', 'POST', path(id, '/retry'));
      assert.deepEqual([again.status, again.body.code], [409, 'not-failed']);
    });

    it('does not confirm what surely was not delivered', async () => {
      const { status, body } = await api.call('ana', 'POST', path(await failed('permanent'), '/confirm'));
      assert.deepEqual([status, body.code], [409, 'not-unconfirmed']);
    });

    it('retries as a new, approved action and starts that', async () => {
      const id = await failed('permanent');
      const { status, body } = await api.call('mia', 'POST', path(id, '/retry'));
      assert.deepEqual([status, body.status, body.retryOf, body.decision], [200, 'approved', id, 'retry']);
      assert.equal(api.told.at(-1)?.id, body.actionId);
      const again = await api.call('ana', 'POST', path(id, '/retry'));
      assert.deepEqual([again.status, again.body.code, again.body.actionId], [409, 'already-retried', body.actionId]);
      const { body: row } = await api.call('ana', 'GET', path(id));
      assert.equal(row.retriedAs, body.actionId);
    });

    const openFailures = async () => {
      const { body } = await api.call('ana', 'GET', '/api/autonomous-actions?failure=open');
      return body.items.map((action: { id: string }) => action.id);
    };

    it('are open until somebody has retried, confirmed or dismissed them', async () => {
      const [retried, dismissed] = [await failed('permanent'), await failed('permanent')];
      const confirmed = await failed('unconfirmed');
      for (const id of [retried, dismissed, confirmed]) assert.ok((await openFailures()).includes(id));
      const { body: before } = await api.call('ana', 'GET', '/api/autonomous-actions/counts?failure=open');
      await api.call('ana', 'POST', path(retried, '/retry'));
      await api.call('ana', 'POST', path(confirmed, '/confirm'));
      const { status, body } = await api.call('mia', 'POST', path(dismissed, '/dismiss'));
      assert.deepEqual([status, body.status, body.decision, body.decidedBy], [200, 'failed', 'dismiss', 'mia']);
      for (const id of [retried, dismissed, confirmed]) assert.ok(!(await openFailures()).includes(id));
      const { body: after } = await api.call('ana', 'GET', '/api/autonomous-actions/counts?failure=open');
      assert.equal(before.byStatus.failed - (after.byStatus.failed ?? 0), 3);
    });

    it('records who has dismissed one, once, tells other screens, and still lets it be retried', async () => {
      const id = await failed('permanent');
      const headers = { 'idempotency-key': 'seen' };
      const first = await api.call('mia', 'POST', path(id, '/dismiss'), { headers });
      const repeated = await api.call('mia', 'POST', path(id, '/dismiss'), { headers });
      assert.deepEqual([repeated.status, repeated.body], [200, first.body]);
      const other = await api.call('ana', 'POST', path(id, '/dismiss'));
      assert.deepEqual([other.status, other.body.code], [409, 'already-dismissed']);
      const { body: row } = await api.call('ana', 'GET', path(id));
      assert.deepEqual([row.failureHandledBy, row.failureHandledByName, row.status], ['mia', 'Mia', 'failed']);
      assert.deepEqual(
        row.audit
          .filter(({ command }: { command: string }) => command === 'dismiss')
          .map(({ by }: { by: string }) => by),
        ['mia'],
      );
      const told = await api.db.selectFrom('events').select('type').where('action_id', '=', id).execute();
      assert.equal(told.filter(({ type }) => type === 'action.failure_handled').length, 1);
      assert.equal((await api.call('ana', 'POST', path(id, '/retry'))).status, 200);
    });

    it('dismisses nothing that has not failed, and nothing of others', async () => {
      const pending = await api.call('ana', 'POST', path(await api.makeAction('ana'), '/dismiss'));
      assert.deepEqual([pending.status, pending.body.code], [409, 'not-failed']);
      assert.equal((await api.call('ben', 'POST', path(await failed('permanent'), '/dismiss'))).status, 404);
    });
  });

  it('refuses bodies that are no decision', async () => {
    const id = await api.makeAction('ana');
    const bodies: [object, string][] = [
      [{ actionId: id, action: 'snooze' }, '/action'],
      [{ actionId: 'x', action: 'cancel' }, '/actionId'],
      [{ actionId: id, action: 'edit' }, '/params'],
      [{ actionId: id, action: 'cancel', params: {} }, ''],
      [{ actionId: id, action: 'cancel', reason: 'x'.repeat(501) }, '/reason'],
      [{ actionId: id, action: 'approve', version: 0 }, '/version'],
      [{ actionId: id, action: 'approve', by: 'mia' }, ''],
    ];
    for (const [body, pointer] of bodies) {
      const answer = await api.call('ana', 'POST', '/api/autonomous-actions', { body });
      assert.equal(answer.status, 422);
      assert.equal(answer.body.errors[0].pointer, pointer, JSON.stringify(answer.body));
    }
    const umlauts = `${'ü'.repeat(499)}😀`;
    const longest = await api.call('ana', 'POST', path(id, '/cancel'), { body: { reason: umlauts } });
    assert.equal(longest.status, 200);
  });
});
