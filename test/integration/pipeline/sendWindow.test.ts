import assert from 'node:assert/strict';
import type { Wake } from '../../../src/domain/decide.ts';
import { retryAction } from '../../../src/store/decisions/finish.ts';
import { claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { eventually } from '../../support/eventually.ts';
import { knownUser } from '../../support/knownUser.ts';
import {
  addRep,
  auditOf,
  automatic,
  changeSettings,
  commandsOf,
  create,
  decide,
  mailsOf,
  type Pipeline,
  readRow,
  refusedFor,
  resultOf,
  skipTime,
  startPipeline,
  TOUCH,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';
import { changeWorkspace, DAILY_WINDOW, NIGHT, NOON, nextNine, to } from '../../support/sendingRules.ts';

const MINUTE_MS = 60_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('a send window', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });
  beforeEach(() => changeWorkspace(pipeline.db, DAILY_WINDOW));
  after(() => pipeline.stop());

  const wakeOf = (workflowId: string) => pipeline.client.workflow.getHandle(workflowId).query<Wake>('wake');

  it('keeps what is approved at night until the contact is at work, and then it leaves', async () => {
    const zone = NIGHT();
    const row = await create(pipeline, to(zone));
    const decided = await decide(pipeline, row, 'approve', { version: 1 });
    const nine = nextNine(zone);
    assert.deepEqual(decided.accepted && decided.row.scheduled_approval?.waits, { why: 'window', timeZone: zone });
    assert.equal(decided.row.scheduled_approval?.executesAt, nine);
    await eventually(async () =>
      assert.deepEqual(await wakeOf(row.workflow_id), { what: 'window_passed', atMs: Date.parse(nine) }),
    );
    assert.deepEqual(await mailsOf(pipeline, row.id), []);

    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    assert.deepEqual(await commandsOf(pipeline, row.id), ['create', 'schedule', 'approve', 'execute']);
  });

  it('holds at a moment that was chosen, too: until then it can be undone, and at night it waits on', async () => {
    const zone = NOON();
    const row = await create(pipeline, to(zone));
    const chosen = await decide(pipeline, row, 'approve', { executeAt: inMs(60 * MINUTE_MS), version: 1 });
    assert.deepEqual([chosen.row.scheduled_approval?.chosen, chosen.row.scheduled_approval?.waits], [true, undefined]);
    await decide(pipeline, row, 'undo');
    const night = inMs(14 * 60 * MINUTE_MS);
    const kept = await decide(pipeline, row, 'approve', { executeAt: night });
    assert.equal(kept.row.scheduled_approval?.waits?.why, 'window');
    assert.equal(kept.row.scheduled_approval?.executesAt, nextNine(zone, Date.parse(night)));
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    assert.deepEqual(await commandsOf(pipeline, row.id), [
      'create',
      'schedule',
      'undo',
      'schedule',
      'approve',
      'execute',
    ]);
  });

  it('lets what is approved in working hours leave at once, and knows nothing of other kinds of actions', async () => {
    const [mail, touch] = [await create(pipeline, to(NOON())), await create(pipeline, { ...TOUCH, ...to(NIGHT()) })];
    await decide(pipeline, mail, 'approve');
    await decide(pipeline, touch, 'approve');
    assert.deepEqual(await resultOf(pipeline, mail), { outcome: 'executed' });
    assert.deepEqual(await resultOf(pipeline, touch), { outcome: 'executed' });
    assert.deepEqual(await commandsOf(pipeline, touch.id), ['create', 'approve', 'execute']);
  });

  it('is reckoned from the end of the undo window, which may lie beyond the day’s end', async () => {
    const row = await create(pipeline, to('UTC'));
    const at = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T16:59:55.000Z`;
    const decided = await decide(pipeline, row, 'approve', { at, undoSeconds: 10 });
    assert.equal(decided.row.scheduled_approval?.executesAt, nextNine('UTC', Date.parse(at)));
    await decide(pipeline, row, 'cancel');
  });

  it('opens by the contact’s clocks on the first day after they were changed', async () => {
    const row = await create(pipeline, to('Europe/Berlin'));
    const summer = changeOfClocks();
    // The evening before the night in which clocks go forward: seven o'clock UTC is nine then, not eight.
    const at = new Date(summer - 6 * 60 * MINUTE_MS).toISOString();
    const decided = await decide(pipeline, row, 'approve', { at });
    assert.equal(decided.row.scheduled_approval?.executesAt, new Date(summer + 6 * 60 * MINUTE_MS).toISOString());
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
  });

  it('is closed on public holidays of the company’s country, whose clocks it follows where the contact’s are not known', async () => {
    const year = new Date().getUTCFullYear() + 1;
    const subject = { company: { id: 'acme', country: 'DE' }, contact: { id: 'sarah' } };
    const row = await create(pipeline, { subject });
    const decided = await decide(pipeline, row, 'approve', { at: `${year}-12-24T18:00:00.000Z` });
    assert.equal(decided.row.scheduled_approval?.executesAt, `${year}-12-27T08:00:00.000Z`);
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
  });

  it('undone or cancelled while it waits, nothing leaves', async () => {
    const [undone, cancelled] = [await create(pipeline, to(NIGHT())), await create(pipeline, to(NIGHT()))];
    for (const row of [undone, cancelled]) await decide(pipeline, row, 'approve', { undoSeconds: 10 });
    assert.ok((await decide(pipeline, undone, 'undo')).accepted);
    assert.ok((await decide(pipeline, cancelled, 'cancel', { reason: 'Wrong contact' })).accepted);
    assert.deepEqual(await resultOf(pipeline, cancelled), { outcome: 'cancelled' });
    await skipTime(pipeline, undone.workflow_id);
    assert.deepEqual(await resultOf(pipeline, undone), { outcome: 'expired' });
    assert.deepEqual([...(await mailsOf(pipeline, undone.id)), ...(await mailsOf(pipeline, cancelled.id))], []);
  });

  it('is not waited for where the approval says so, but for its undo window, also as a signal', async () => {
    const [decided, signalled] = [await create(pipeline, to(NIGHT())), await create(pipeline, to(NIGHT()))];
    const { row } = await decide(pipeline, decided, 'approve', { undoSeconds: 1, sendNow: true });
    assert.deepEqual([row.scheduled_approval?.waits, row.scheduled_approval?.sendNow], [undefined, true]);
    await pipeline.client.workflow.getHandle(signalled.workflow_id).signal('approve', { by: 'ana', sendNow: true });
    assert.deepEqual(await resultOf(pipeline, decided), { outcome: 'executed' });
    assert.deepEqual(await resultOf(pipeline, signalled), { outcome: 'executed' });
  });

  it('what was approved and waits for it is sent now by a second approval that says so, whoever gives it', async () => {
    const row = await create(pipeline, to(NIGHT()));
    await decide(pipeline, row, 'approve');
    const again = await decide(pipeline, row, 'approve', { undoSeconds: 10 });
    assert.equal(!again.accepted && again.refusal.type, 'approval-scheduled');
    assert.ok((await decide(pipeline, row, 'approve', { by: 'mia', undoSeconds: 1, sendNow: true })).accepted);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await readRow(pipeline, row.id)).decided_by, 'mia');
    assert.deepEqual(await commandsOf(pipeline, row.id), [
      'create',
      'schedule',
      'approve',
      'schedule',
      'approve',
      'execute',
    ]);
  });

  it('is no approval where nobody knows the contact’s time zone, but to send it now', async () => {
    const row = await create(pipeline, to('Mars/Olympus_Mons'));
    const refused = await decide(pipeline, row, 'approve');
    assert.equal(!refused.accepted && refused.refusal.type, 'not-executable');
    assert.match(refused.accepted ? '' : refused.refusal.message, /time zone "Mars\/Olympus_Mons".*send it now/);
    assert.equal((await readRow(pipeline, row.id)).scheduled_approval, null);
    assert.ok((await decide(pipeline, row, 'approve', { sendNow: true })).accepted);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
  });

  it('is waited for by what executes by itself, which then does', async () => {
    const zone = NIGHT();
    const userId = await addRep(pipeline, automatic('send_email', 0));
    const row = await create(pipeline, { userId, ...to(zone) });
    const nine = nextNine(zone);
    await eventually(async () => assert.equal((await readRow(pipeline, row.id)).auto_execute_at?.toISOString(), nine));
    assert.deepEqual(await commandsOf(pipeline, row.id), ['create', 'postpone']);
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await readRow(pipeline, row.id)).decision, 'auto_execute');
  });

  it('is waited for in vain by what is switched off meanwhile, or expires before', async () => {
    const userId = await addRep(pipeline, automatic('send_email', 0));
    const row = await create(pipeline, { userId, ...to(NIGHT()) });
    await eventually(async () => assert.deepEqual(await commandsOf(pipeline, row.id), ['create', 'postpone']));
    await changeSettings(pipeline.db, userId, {});
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });

    await changeSettings(pipeline.db, userId, automatic('send_email', 60));
    const short = await create(pipeline, { userId, ...to(NIGHT()) });
    const expiresAt = new Date(Date.now() + 90 * MINUTE_MS).toISOString();
    await decide(pipeline, short, 'reschedule', { expiresAt });
    await skipTime(pipeline, short.workflow_id);
    assert.deepEqual(await resultOf(pipeline, short), { outcome: 'expired' });
    const called = (await auditOf(pipeline, short.id)).find(({ command }) => command === 'disarm');
    assert.match(called?.message ?? '', /after it has expired/);
    assert.deepEqual(await mailsOf(pipeline, short.id), []);
  });

  it('is asked anew where it becomes impossible to know', async () => {
    const row = await create(pipeline, to(NOON()));
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    await pipeline.db
      .updateTable('pending_autonomous_actions')
      .set({ subject: JSON.stringify({ contact: { timeZone: 'Mars/Olympus_Mons' } }) })
      .where('id', '=', row.id)
      .execute();
    const atMs = Date.now() + 11 * MINUTE_MS;
    const claim = await claimExecution(pipeline.db, row.id, { ...pipeline, atMs, leaseMs: 60_000 });
    assert.equal(claim.kind === 'deferred' && claim.wake.what, 'expire');
    const refused = (await auditOf(pipeline, row.id)).find(({ accepted }) => !accepted);
    assert.equal(refusedFor(refused), 'not-executable');
    await decide(pipeline, row, 'cancel');
  });

  it('is waited for by a retry as by any approval', async () => {
    const zone = NIGHT();
    const row = await create(pipeline, to(zone));
    await pipeline.db
      .updateTable('pending_autonomous_actions')
      .set({ status: 'failed', failure: JSON.stringify({ kind: 'transient', message: 'away' }) })
      .where('id', '=', row.id)
      .execute();
    const retried = await retryAction(pipeline.db, row.id, { actor: knownUser('ana'), commandId: 'retry' });
    const made = retried.kind === 'done' ? retried.made : undefined;
    assert.equal(made?.status, 'pending');
    assert.equal(made?.scheduled_approval?.executesAt, nextNine(zone));
    assert.deepEqual(await commandsOf(pipeline, made?.id ?? ''), ['create', 'schedule']);
  });

  it('switched off meanwhile, it is not asked again when an email leaves', async () => {
    const row = await create(pipeline, to(NIGHT()));
    await decide(pipeline, row, 'approve');
    await changeWorkspace(pipeline.db, {});
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
  });
});

/** The next moment, at least a day away, at which clocks in Berlin go forward: the last Sunday of a March, 01:00 UTC. */
function changeOfClocks(): number {
  const year = new Date().getUTCFullYear();
  return (
    [year, year + 1]
      .map((of) => {
        const lastMs = Date.UTC(of, 2, 31, 1);
        return lastMs - new Date(lastMs).getUTCDay() * 24 * 60 * MINUTE_MS;
      })
      .find((ms) => ms > Date.now() + 24 * 60 * MINUTE_MS) ?? 0
  );
}
