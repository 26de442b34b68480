import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordDelivered, recordFailed } from '../../../src/store/settle.ts';
import { suppress } from '../../../src/store/suppressions.ts';
import { record, startApi, type TestApi } from './support.ts';

const path = (id: string, suffix = '') => `/api/autonomous-actions/${id}${suffix}`;

describe('API: decisions', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());
  beforeEach(() => {
    api.decisions.seen.length = 0;
    api.decisions.next.length = 0;
  });

  it('answers an approval only when the row shows it', async () => {
    const id = await api.makeAction('ana');
    api.decisions.next.push(async (request) => {
      // Accepted by the workflow; its activity records it a little later.
      void sleep(300).then(() => record(api.db, request));
      return { kind: 'accepted' };
    });
    const { status, body } = await api.call('ana', 'POST', path(id, '/approve'));
    assert.equal(status, 200);
    assert.deepEqual(
      { ...body, decidedAt: null },
      { actionId: id, status: 'approved', version: 1, decision: 'approve', decidedBy: 'ana', decidedAt: null },
    );
    assert.match(body.decidedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { body: row } = await api.call('ana', 'GET', path(id));
    assert.equal(row.status, 'approved');
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

  it('passes on what the workflow refuses', async () => {
    const id = await api.makeAction('ana');
    const decision = { command: 'auto_execute', by: null, channel: 'timer', at: new Date().toISOString() } as const;
    api.decisions.next.push(async () => ({
      kind: 'refused',
      refusal: { type: 'already-executing', message: 'is being executed', decision },
    }));
    const executing = await api.call('ana', 'POST', path(id, '/cancel'));
    assert.deepEqual([executing.status, executing.body.code], [409, 'already-executing']);
    assert.deepEqual(executing.body.decision, { ...decision, byName: null });

    api.decisions.next.push(async () => ({
      kind: 'refused',
      refusal: { type: 'too-many-changes', message: 'enough' },
    }));
    const many = await api.call('ana', 'PATCH', path(id), { body: { params: { subject: 'x' } } });
    assert.deepEqual([many.status, many.body.code], [409, 'too-many-changes']);
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
    assert.equal(api.decisions.seen.length, 1, 'only the edit reached the workflow');
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
    assert.equal(api.decisions.seen.length, 0);
  });

  it('refuses to approve what cannot be executed, and decides nothing', async () => {
    const noRecipient = await api.makeAction('ana', { actionType: 'send_email', contact: { id: 'c', name: 'Al' } });
    const suppressed = await api.makeAction('ana', {
      actionType: 'send_email',
      contact: { id: 'c', email: 'Bo@Blocked.test' },
    });
    await suppress(api.db, 'acme', '@blocked.test');
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

  it('tells whoever decided that the decision could not be recorded', async () => {
    const id = await api.makeAction('ana', { actionType: 'send_email' });
    api.decisions.next.push(async (request) => {
      // Between the API's check and the claim the address was suppressed.
      await suppress(api.db, 'acme', 'sarah@acme.test');
      return record(api.db, request);
    });
    const { status, body } = await api.call('ana', 'POST', path(id, '/approve'));
    assert.deepEqual([status, body.code], [409, 'not-executable']);
    assert.match(body.detail, /suppression/);
  });

  it('answers 503 where nobody confirms, and the repetition with the same key finds what was decided', async () => {
    const id = await api.makeAction('ana');
    const headers = { 'idempotency-key': 'patient' };
    let late = Promise.resolve<unknown>(undefined);
    api.decisions.next.push(async (request) => {
      late = sleep(100).then(() => record(api.db, request));
      return { kind: 'unconfirmed' };
    });
    const first = await api.call('ana', 'POST', path(id, '/approve'), { headers });
    assert.deepEqual([first.status, first.body.code], [503, 'decision-unconfirmed']);
    await late;
    const again = await api.call('ana', 'POST', path(id, '/approve'), { headers });
    assert.deepEqual([again.status, again.body.status], [200, 'approved']);
    assert.equal(api.decisions.seen.length, 1);
  });

  it('asks with the same update id only for the same caller, key, command and body', async () => {
    const id = await api.makeAction('ana');
    const unconfirmed = async () => ({ kind: 'unconfirmed' }) as const;
    api.decisions.next.push(...Array.from({ length: 6 }, () => unconfirmed));
    const cancel = (who: 'ana' | 'mia', key: string, body: object) =>
      api.call(who, 'POST', path(id, '/cancel'), { body, headers: { 'idempotency-key': key } });
    await cancel('ana', 'a', { reason: 'x' });
    await cancel('ana', 'a', { reason: 'x' });
    await cancel('ana', 'a', { reason: 'y' });
    await cancel('ana', 'b', { reason: 'x' });
    await cancel('mia', 'a', { reason: 'x' });
    await api.call('ana', 'PATCH', path(id), { body: { params: {} }, headers: { 'idempotency-key': 'a' } });
    const [first, repeated, ...others] = api.decisions.seen.map(({ updateId }) => updateId);
    assert.equal(first, repeated);
    assert.equal(new Set([first, ...others]).size, 5);
    assert.match(String(first), /^cancel:[\w-]{43}$/);
    assert.match(String(others.at(-1)), /^edit:/);
  });

  it('answers from Postgres where the workflow has closed', async () => {
    const id = await api.makeAction('ana');
    api.decisions.next.push(async (request) => {
      await record(api.db, { ...request, updateId: 'somebody-else', message: { ...request.message, by: 'mia' } });
      return { kind: 'closed' };
    });
    const decided = await api.call('ana', 'POST', path(id, '/cancel'));
    assert.deepEqual([decided.status, decided.body.code, decided.body.decision.by], [409, 'already-decided', 'mia']);

    const other = await api.makeAction('ana');
    api.decisions.next.push(async () => ({ kind: 'closed' }));
    const pending = await api.call('ana', 'POST', path(other, '/cancel'));
    assert.deepEqual([pending.status, pending.body.code], [503, 'decision-unconfirmed']);
  });

  it('starts an action that was left unstarted before it decides', async () => {
    const id = await api.makeAction('ana');
    api.started.length = 0;
    await api.call('ana', 'POST', path(id, '/approve'));
    assert.deepEqual(api.started, [id]);
  });

  it('waits for the execution where asked to', async () => {
    const id = await api.makeAction('ana');
    api.decisions.next.push(async (request) => {
      const reply = await record(api.db, request);
      void sleep(300).then(() => recordDelivered(api.db, id, 1, { messageId: '<1@x>' }));
      return reply;
    });
    const { status, body } = await api.call('ana', 'POST', path(id, '/approve?wait=executed'));
    assert.deepEqual([status, body.status, body.decision], [200, 'executed', 'approve']);
    assert.ok(body.executedAt >= body.decidedAt);
  });

  describe('on failed actions', () => {
    async function failed(kind: 'permanent' | 'unconfirmed'): Promise<string> {
      const id = await api.makeAction('ana');
      await api.call('ana', 'POST', path(id, '/approve'));
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
      assert.equal(api.started.at(-1), body.actionId);
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
