import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeliveryError } from '../../../../src/domain/delivery.ts';
import { createBottleCrmClient } from '../../../../src/integrations/crm/bottlecrm/client.ts';
import type { CrmTask, CrmTouch } from '../../../../src/integrations/crm/crm.ts';
import { type Answer, bottleCrmStandIn, type StandIn, uuid } from '../../../support/bottleCrmStandIn.ts';
import { testAttempt } from '../../../support/deliveryAttempt.ts';

const [DEAL, CONTACT, COMPANY, OWNER] = [uuid(1), uuid(2), uuid(3), uuid(5)];
const KEY = uuid(77);

const task: CrmTask = {
  workspaceId: 'w',
  userId: 'u',
  ownerId: OWNER,
  subject: 'Call Ana',
  body: 'About the renewal.',
  dealId: DEAL,
  contactId: CONTACT,
  companyId: COMPANY,
  contactName: 'Ana Ruiz',
  dueAt: '2026-11-24T22:00:00Z',
  priority: 'high',
};
const { dueAt: _dueAt, priority: _priority, ...about } = task;
const touch: CrmTouch = { ...about, subject: 'Demo', touchType: 'meeting', occurredAt: '2026-11-24T09:00:00Z' };

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DeliveryError, String(error));
  return error;
}

describe('Writing into BottleCRM', () => {
  let server: Server;
  let state: StandIn['state'];
  let url: string;
  const client = (webUrl?: string) =>
    createBottleCrmClient({ url: `${url}/`, token: 'bcrm_pat_x', timeoutMs: 5_000, webUrl });

  beforeEach(async () => {
    const made = bottleCrmStandIn();
    state = made.state;
    server = createServer((request, response) => void made.handle(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    // It listens on a port.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('makes a task on the deal, with owner, priority and contact, the contact named and the marker last', async () => {
    const attempt = testAttempt(KEY);
    const result = await client('https://crm.example.com/').createTask(task).perform(attempt);
    const id = uuid(100);
    assert.deepEqual(result, { crm: 'bottlecrm', taskId: id, url: `https://crm.example.com/tasks/${id}` });
    const [made] = state.tasks;
    assert.deepEqual(made, {
      id,
      created_at: made?.created_at,
      title: 'Call Ana',
      status: 'New',
      priority: 'High',
      due_date: '2026-11-24',
      description: `About the renewal.\n\nContact: Ana Ruiz\n\nref: ${KEY}`,
      opportunity: DEAL,
      assigned_to: [OWNER],
      contacts: [CONTACT],
    });
    assert.equal(attempt.fences(), 1);
  });

  it('takes the due day from the organization’s calendar', async () => {
    state.timeZone = 'Australia/Sydney';
    await client().createTask(task).perform(testAttempt(KEY));
    assert.equal(state.tasks[0]?.due_date, '2026-11-25');
  });

  it('puts a task without a deal on the company, and one without either on nothing', async () => {
    const { dealId: _deal, ...withoutDeal } = task;
    await client().createTask(withoutDeal).perform(testAttempt(KEY));
    const { companyId: _company, ...withoutEither } = withoutDeal;
    const result = await client()
      .createTask(withoutEither)
      .perform(testAttempt(uuid(78)));
    const [second, first] = state.tasks;
    assert.deepEqual([first?.opportunity, first?.account], [undefined, COMPANY]);
    assert.deepEqual([second?.opportunity, second?.account, second?.contacts], [undefined, undefined, [CONTACT]]);
    assert.deepEqual(result, { crm: 'bottlecrm', taskId: second?.id, url: null });
  });

  it('finds a task whose answer was lost by its marker, on any page, though it was renamed', async () => {
    state.next.set('POST', 'lost');
    const effect = client().createTask(task);
    assert.equal((await failureOf(effect.perform(testAttempt(KEY)))).kind, 'unconfirmed');
    const [made] = state.tasks;
    assert.ok(made);
    made.title = 'Ring Ana';
    for (let n = 0; n < 120; n += 1) state.tasks.unshift({ ...made, id: uuid(1_000 + n), description: 'other' });
    assert.deepEqual(await effect.ask?.(testAttempt(KEY)), { crm: 'bottlecrm', taskId: made.id, url: null });
    assert.equal(await effect.ask?.(testAttempt(uuid(78))), null);
    assert.equal(state.requests.filter(({ method }) => method === 'POST').length, 1);
  });

  it('calls a task made though it cannot be read back', async () => {
    const effect = client().createTask(task);
    const attempt = testAttempt(KEY, async () => {
      state.next.set('GET', { status: 503 });
    });
    assert.deepEqual(await effect.perform(attempt), { crm: 'bottlecrm', taskId: null, url: null });
    assert.equal(state.tasks.length, 1);
  });

  it('sends nothing where the fence does not let it through', async () => {
    const effects = [
      client().createTask(task),
      client().logTouch(touch),
      client().logTouch({ ...touch, touchType: 'note' }),
    ];
    for (const effect of effects) {
      const attempt = testAttempt(KEY, () => Promise.reject(new Error('lost')));
      await assert.rejects(effect.perform(attempt), /lost/);
    }
    assert.ok(state.requests.every(({ method }) => method === 'GET'));
  });

  it('logs calls, meetings and e-mails as interactions on one record', async () => {
    for (const touchType of ['call', 'meeting', 'email'] as const) {
      const result = await client('https://crm.example.com')
        .logTouch({ ...touch, touchType })
        .perform(testAttempt(KEY));
      const [made] = state.interactions;
      assert.deepEqual(made, {
        id: made?.id,
        kind: touchType,
        occurred_at: touch.occurredAt,
        subject: 'Demo',
        opportunity: DEAL,
        body: `About the renewal.\n\nContact: Ana Ruiz\n\nref: ${KEY}`,
      });
      assert.deepEqual(result, {
        crm: 'bottlecrm',
        touchId: made?.id,
        url: `https://crm.example.com/pipeline/${DEAL}`,
      });
      state.interactions.length = 0;
    }
  });

  it('logs notes and forms, which are no interactions there, as comments on the record', async () => {
    for (const touchType of ['note', 'form'] as const) {
      const result = await client()
        .logTouch({ ...touch, touchType })
        .perform(testAttempt(KEY));
      const [made] = state.comments;
      assert.equal(made?.comment, `Demo\n\nAbout the renewal.\n\nContact: Ana Ruiz\n\nref: ${KEY}`);
      assert.deepEqual(result, { crm: 'bottlecrm', touchId: made?.id, url: null });
      assert.equal(state.requests.at(-2)?.path, `/api/opportunities/${DEAL}/`);
      state.comments.length = 0;
    }
  });

  it('finds touches whose answer was lost by their marker, on any page', async () => {
    for (const touchType of ['meeting', 'note'] as const) {
      state.next.set('POST', 'lost');
      const effect = client().logTouch({ ...touch, touchType });
      assert.equal((await failureOf(effect.perform(testAttempt(KEY)))).kind, 'unconfirmed');
      const rows = touchType === 'note' ? state.comments : state.interactions;
      const [made] = rows;
      for (let n = 0; n < 250; n += 1) rows.unshift({ ...made, id: uuid(1_000 + n), body: 'other', comment: 'other' });
      assert.equal((await effect.ask?.(testAttempt(KEY)))?.touchId, made?.id);
      assert.equal(await effect.ask?.(testAttempt(uuid(78))), null);
    }
  });

  it('cuts what is too long for BottleCRM, but never the marker', async () => {
    await client()
      .logTouch({ ...touch, subject: 's'.repeat(300), body: 'b'.repeat(20_000) })
      .perform(testAttempt(KEY));
    const [made] = state.interactions;
    assert.equal(String(made?.subject).length, 200);
    assert.ok(String(made?.body).length <= 10_000);
    assert.ok(String(made?.body).endsWith(`\n\nref: ${KEY}`));
  });

  const outcomes: [string, Answer, DeliveryError['kind'], RegExp][] = [
    ['a refused token', { status: 401, body: { detail: 'Token has been revoked.' } }, 'permanent', /revoked/],
    [
      'a missing scope',
      { status: 403, body: { detail: 'It needs the tasks:write scope.' } },
      'permanent',
      /token .*tasks:write/,
    ],
    [
      'a refused field',
      { status: 400, body: { error: true, errors: { due_date: ['Date has wrong format.'] } } },
      'permanent',
      /due_date: Date has wrong format/,
    ],
    ['a refusal in words', { status: 404, body: { error: true, errors: 'Not found.' } }, 'permanent', /Not found/],
    ['a wrong URL', { status: 302, headers: { location: '/login' } }, 'permanent', /URL/],
    ['too many requests', { status: 429, headers: { 'retry-after': '7' } }, 'rate-limited', /7 s/],
    ['a server’s error', { status: 500 }, 'unconfirmed', /500/],
  ];
  for (const [name, answer, kind, words] of outcomes) {
    it(`says what ${name} means`, async () => {
      state.next.set('POST', answer);
      const failure = await failureOf(client().createTask(task).perform(testAttempt(KEY)));
      assert.equal(failure.kind, kind);
      assert.match(failure.message, words);
      assert.equal(failure.retryAfterMs, kind === 'rate-limited' ? 7_000 : undefined);
      assert.doesNotMatch(failure.message, /bcrm_pat_x/);
    });
  }

  it('fails at once where the token is refused before anything is sent', async () => {
    state.always = { status: 403, body: { detail: 'Organization context is required.' } };
    const attempt = testAttempt(KEY);
    assert.equal((await failureOf(client().createTask(task).perform(attempt))).kind, 'permanent');
    assert.equal(attempt.fences(), 0);
  });

  it('knows that nothing was sent where BottleCRM is not there', async () => {
    const effect = client().logTouch(touch);
    server.close();
    server.closeAllConnections();
    assert.equal((await failureOf(effect.perform(testAttempt(KEY)))).kind, 'transient');
  });
});
