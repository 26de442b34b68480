import assert from 'node:assert/strict';
import { DAILY, NIGHT, NOON, nextNine } from '../../support/sendingRules.ts';
import { startApi, type TestApi } from './support.ts';

describe('API: working hours, send window and caps', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const path = (id: string, rest = '') => `/api/autonomous-actions/${id}${rest}`;
  const choose = (body: object) => api.call('adam', 'PUT', '/api/workspace/settings', { body });
  const pointersOf = ({ errors }: { errors: { pointer: string }[] }) => errors.map(({ pointer }) => pointer);
  const mailTo = (timeZone?: string, contactEmail = 'sarah@acme.test') =>
    api.makeAction('ana', {
      actionType: 'send_email',
      actionParams: { subject: 'Hello', body: 'Hello', contactEmail },
      contact: { id: 'sarah', email: contactEmail, timeZone },
    });
  const edit = (actionId: string, params: object) =>
    api.call('ana', 'POST', '/api/autonomous-actions', { body: { actionId, action: 'edit', params } });
  const show = async (id: string) => (await api.call('ana', 'GET', path(id))).body;

  it('one’s own working hours stand over the workspace’s, and those over Monday to Friday, nine to five', async () => {
    const hoursOf = async () => (await api.call('ana', 'GET', '/api/settings')).body.effective.workingHours;
    assert.deepEqual(await hoursOf(), { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' });
    const workspace = { days: ['mon'], from: '08:00', to: '24:00', country: 'DE-BY' };
    assert.equal((await choose({ workingHours: workspace })).status, 200);
    assert.deepEqual(await hoursOf(), workspace);
    const own = { ...DAILY, daysOff: ['2026-12-31'] };
    await api.call('ana', 'PUT', '/api/settings', { body: { workingHours: own } });
    assert.deepEqual(await hoursOf(), own);
  });

  it('refuses hours that end when they begin, or are nobody’s, and countries that nobody knows, and says where', async () => {
    const cases: [object, string][] = [
      [{ ...DAILY, from: '09:00', to: '09:00' }, 'to'],
      [{ ...DAILY, from: '17:00', to: '09:00' }, 'to'],
      [{ ...DAILY, from: '9:00' }, 'from'],
      [{ ...DAILY, to: '18.00' }, 'to'],
      [{ ...DAILY, days: [] }, 'days'],
      [{ ...DAILY, days: ['mon', 'mon'] }, 'days'],
      [{ ...DAILY, days: ['someday'] }, 'days/0'],
      [{ ...DAILY, daysOff: ['31.12.2026'] }, 'daysOff/0'],
      [{ ...DAILY, country: 'Germany' }, 'country'],
      [{ ...DAILY, country: 'XX' }, 'country'],
      [{ ...DAILY, country: 'DE-XX' }, 'country'],
    ];
    for (const [hours, place] of cases) {
      const own = await api.call('ana', 'PUT', '/api/settings', { body: { workingHours: hours } });
      assert.deepEqual([own.status, pointersOf(own.body)], [422, [`/workingHours/${place}`]]);
      const window = await choose({ sendWindow: { hours } });
      assert.deepEqual([window.status, pointersOf(window.body)], [422, [`/sendWindow/hours/${place}`]]);
    }
    for (const caps of [{ perContactPerDay: 0 }, { perRepPerDay: 1.5 }, { perContactPerYear: 1 }]) {
      assert.equal((await choose({ caps })).status, 422, JSON.stringify(caps));
    }
    const { status } = await api.call('ana', 'PUT', '/api/settings', { body: { caps: { perContactPerDay: 1 } } });
    assert.equal(status, 422, 'they are the workspace’s to choose');
  });

  it('shows the minute at which an email would leave before one approves, and says it again after', async () => {
    await choose({ sendWindow: { hours: DAILY } });
    const zone = NIGHT();
    const id = await mailTo(zone);
    const nine = nextNine(zone);
    assert.deepEqual((await show(id)).leaves, { at: nine, timeZone: zone, why: 'window', reason: null });
    const { body: list } = await api.call('ana', 'GET', '/api/autonomous-actions?status=pending');
    assert.equal(list.items.find((item: { id: string }) => item.id === id).leaves.at, nine);

    const { body } = await api.call('ana', 'POST', path(id, '/approve'), { body: { version: 1, undoSeconds: 10 } });
    assert.deepEqual([body.status, body.executesAt], ['pending', nine]);
    assert.deepEqual(body.waits, { why: 'window', timeZone: zone });
    const shown = await show(id);
    assert.deepEqual([shown.leaves, shown.scheduledApproval.waits], [null, { why: 'window', timeZone: zone }]);
    assert.equal(shown.scheduledApproval.executesAt, nine);
  });

  it('knows no such minute by day, of other actions, and where the workspace wants none', async () => {
    await choose({ sendWindow: { hours: DAILY } });
    const [day, night] = [await mailTo(NOON()), await mailTo(NIGHT(), 'other@acme.test')];
    const task = await api.makeAction('ana', { actionType: 'create_followup_task', contact: { timeZone: NIGHT() } });
    assert.equal((await show(day)).leaves, null);
    assert.equal((await show(task)).leaves, null);
    await choose({});
    assert.equal((await show(night)).leaves, null);
  });

  it('shows when what executes by itself will leave, where that is later than it would be executed', async () => {
    const zone = NIGHT();
    const automatic = { autoExecute: { send_email: { enabled: true, autoExecuteDelayMinutes: 30 } } };
    await choose({ ...automatic, sendWindow: { hours: DAILY } });
    await api.call('ana', 'PUT', '/api/settings', { body: {} });
    const [night, day] = [await mailTo(zone), await mailTo(NOON(), 'day@acme.test')];
    const shown = await show(night);
    assert.ok(shown.autoExecuteAt < shown.autoLeavesAt);
    assert.equal(shown.autoLeavesAt, nextNine(zone));
    assert.equal((await show(day)).autoLeavesAt, null);
  });

  it('takes the approval that does not wait', async () => {
    await choose({ sendWindow: { hours: DAILY } });
    const id = await mailTo(NIGHT());
    const { body } = await api.call('ana', 'POST', path(id, '/approve'), { body: { undoSeconds: 10, sendNow: true } });
    assert.equal(body.waits, undefined);
    assert.equal(Date.parse(body.executesAt) - Date.parse(body.decidedAt), 10_000);
    const many = await mailTo(NIGHT());
    const items = [{ actionId: many, version: 1, sendNow: true }];
    const { body: bulk } = await api.call('ana', 'POST', '/api/autonomous-actions/bulk', {
      body: { action: 'approve', items },
    });
    assert.equal(bulk.results[0].answer.waits, undefined);
  });

  it('holds an email to a time zone that nobody knows, and says what is left to do', async () => {
    await choose({ sendWindow: { hours: DAILY } });
    const id = await mailTo('Mars/Olympus_Mons');
    const reason = 'nobody knows the contact\'s time zone "Mars/Olympus_Mons"';
    assert.deepEqual((await show(id)).leaves, { at: null, timeZone: 'Mars/Olympus_Mons', why: 'held', reason });
    const refused = await api.call('ana', 'POST', path(id, '/approve'), { body: {} });
    assert.deepEqual([refused.status, refused.body.code], [409, 'not-executable']);
    assert.match(refused.body.detail, /nobody knows the contact's time zone.*send it now anyway/);
  });

  it('holds an email to a country that nobody knows, or whose clocks never show working time together, and says so', async () => {
    await choose({ sendWindow: { hours: DAILY } });
    const to = async (country: string) => {
      const id = await api.makeAction('ana', {
        actionType: 'send_email',
        actionParams: { subject: 'Hello', body: 'Hello', contactEmail: 'yuki@acme.test' },
        company: { id: `in-${country}`, country },
      });
      return (await show(id)).leaves;
    };
    const [unknown, wide] = [await to('XX'), await to('RU')];
    assert.deepEqual([unknown.at, unknown.reason], [null, 'nobody knows the country "XX"']);
    assert.deepEqual([wide.at, wide.why], [null, 'held']);
    assert.equal(wide.reason, 'it is never working time by all the clocks of RU');
  });

  it('is not the contact’s where the email goes to somebody else', async () => {
    await choose({ sendWindow: { hours: DAILY } });
    const zone = NIGHT();
    const id = await mailTo(zone);
    await edit(id, { contactEmail: 'tom@acme.test' });
    const { leaves, params } = await show(id);
    assert.equal(params.contactEmail, 'tom@acme.test');
    assert.notEqual(leaves?.timeZone, zone);
    await edit(id, { contactEmail: 'SARAH@acme.test' });
    assert.equal((await show(id)).leaves.timeZone, zone);
  });

  it('is forecast from the end of the reader’s undo window, as it will be reckoned when he approves', async () => {
    const zone = NOON();
    const clock = new Date(Date.now() + 5 * 60_000).toISOString().slice(14, 16);
    const hour = Number(clock) < 5 ? 13 : 12;
    await choose({ sendWindow: { hours: { ...DAILY, from: '00:00', to: `${hour}:${clock}` } } });
    const id = await mailTo(zone);
    const undo = (seconds: number) =>
      api.call('ana', 'PUT', '/api/settings', { body: { undoSeconds: { send_email: seconds } } });
    await undo(0);
    assert.equal((await show(id)).leaves, null);
    await undo(600);
    const { leaves } = await show(id);
    assert.equal(leaves?.why, 'window', 'the undo window lasts beyond the day’s end');
    const { body } = await api.call('ana', 'POST', path(id, '/approve'), { body: { version: 1, undoSeconds: 600 } });
    assert.equal(body.executesAt, leaves.at);
    await undo(10);
  });

  it('follows the contact’s country before the company’s where the contact’s time zone is not told', async () => {
    await choose({ sendWindow: { hours: DAILY } });
    const id = await api.makeAction('ana', {
      actionType: 'send_email',
      actionParams: { subject: 'Hello', body: 'Hello', contactEmail: 'yuki@acme.test' },
      company: { id: 'acme', country: 'DE' },
      contact: { id: 'yuki', email: 'yuki@acme.test', country: 'JP' },
    });
    const { leaves, subject } = await show(id);
    assert.deepEqual([subject.company.country, subject.contact.country], ['DE', 'JP']);
    // By day there nothing keeps it.
    if (leaves !== null) assert.deepEqual([leaves.timeZone, leaves.at], ['Asia/Tokyo', nextNine('Asia/Tokyo')]);
  });
});
