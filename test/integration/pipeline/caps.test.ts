import assert from 'node:assert/strict';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import type { Caps } from '../../../src/domain/sendingRules.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { noteFailedAttempt } from '../../../src/store/execution/deliveries.ts';
import { eraseSought } from '../../../src/store/privacy/erase.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addRep,
  auditOf,
  create,
  decide,
  deliveryOf,
  mailsOf,
  type Pipeline,
  readRow,
  resultOf,
  skipTime,
  startPipeline,
} from '../../support/pipeline.ts';
import { changeWorkspace, DAILY, NOON } from '../../support/sendingRules.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('caps on emails', () => {
  let pipeline: Pipeline;
  let contacts = 0;
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker();
  });
  after(() => pipeline.stop());

  const cap = (caps: Caps) => changeWorkspace(pipeline.db, { caps });
  const newContact = () => {
    contacts += 1;
    return `contact-${contacts}@acme.test`;
  };
  const mailTo = (contactEmail: string, userId = 'ana') =>
    create(pipeline, { userId, params: { subject: 'Hello', body: 'Hello', contactEmail, urgency: 'normal' } });
  const send = async (row: ActionRow) => {
    await decide(pipeline, row, 'approve');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
  };
  /** Postgres knows microseconds, and free it is after them. */
  const isFreeAt = async (atMs: number, { id }: ActionRow, periodMs: number) => {
    const freeMs = (await deliveryOf(pipeline, id)).first_claimed_at.getTime() + periodMs;
    assert.ok(atMs === freeMs || atMs === freeMs + 1, `${atMs} is not ${freeMs}`);
  };
  const executesAtMs = ({ scheduled_approval: approval }: ActionRow) => Date.parse(approval?.executesAt ?? '');
  /** Waits until the claim has put it off, and answers until when. */
  const untilPutOff = (row: ActionRow) =>
    eventually(async () => {
      const { scheduled_approval: approval } = await readRow(pipeline, row.id);
      assert.equal(approval?.waits?.why, 'cap');
      return Date.parse(approval?.executesAt ?? '');
    });

  it('let as many leave to a contact as they say, and the next one when the first is a day ago', async () => {
    await cap({ perContactPerDay: 2 });
    const contact = newContact();
    const [first, second] = [await mailTo(contact), await mailTo(contact.toUpperCase())];
    await send(first);
    await send(second);
    const third = await mailTo(contact, await addRep(pipeline));
    const { row } = await decide(pipeline, third, 'approve');
    await isFreeAt(executesAtMs(row), first, DAY_MS);
    assert.deepEqual(row.scheduled_approval?.waits, { why: 'cap', timeZone: 'UTC' });
    assert.deepEqual(await mailsOf(pipeline, third.id), []);

    await skipTime(pipeline, third.workflow_id);
    assert.deepEqual(await resultOf(pipeline, third), { outcome: 'executed' });
    assert.equal((await mailsOf(pipeline, third.id)).length, 1);
  });

  it('count a week for a contact, and a day for a rep, whoever the contacts are', async () => {
    await cap({ perContactPerWeek: 1, perRepPerDay: 2 });
    const [contact, rep] = [newContact(), await addRep(pipeline)];
    const first = await mailTo(contact, rep);
    await send(first);
    const again = await decide(pipeline, await mailTo(contact), 'approve');
    await isFreeAt(executesAtMs(again.row), first, 7 * DAY_MS);

    const second = await mailTo(newContact(), rep);
    await send(second);
    const third = await decide(pipeline, await mailTo(newContact(), rep), 'approve');
    await isFreeAt(executesAtMs(third.row), first, DAY_MS);
    for (const { row } of [again, third]) {
      assert.deepEqual(await mailsOf(pipeline, row.id), []);
      await skipTime(pipeline, row.workflow_id);
      assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    }
  });

  it('let exactly as many leave as they say where several reps write to one contact at the same moment', async () => {
    await cap({ perContactPerDay: 3 });
    const contact = newContact();
    const reps = await Promise.all(Array.from({ length: 8 }, () => addRep(pipeline)));
    const rows = await Promise.all(reps.map((rep) => mailTo(contact, rep)));
    await Promise.all(rows.map((row) => decide(pipeline, row, 'approve')));
    const now = await eventually(
      async () => {
        const now = await Promise.all(rows.map(({ id }) => readRow(pipeline, id)));
        const settled = now.filter((row) => row.status === 'executed' || row.scheduled_approval?.waits?.why === 'cap');
        assert.equal(settled.length, 8);
        return now;
      },
      { timeoutMs: 20_000 },
    );
    assert.equal(now.filter(({ status }) => status === 'executed').length, 3);
    const waiting = now.filter(({ status }) => status === 'pending');
    const sent = await Promise.all(rows.map(({ id }) => mailsOf(pipeline, id)));
    assert.equal(sent.flat().length, 3);
    for (const row of waiting) await decide(pipeline, row, 'cancel');
  });

  it('put off what finds them reached when it leaves, and say so in its trail', async () => {
    await cap({ perContactPerDay: 1 });
    const contact = newContact();
    const waiting = await mailTo(contact);
    const { row } = await decide(pipeline, waiting, 'approve', { undoSeconds: 1 });
    assert.equal(row.scheduled_approval?.waits, undefined, 'nothing kept it when it was approved');
    const first = await mailTo(contact, await addRep(pipeline));
    await send(first);
    await isFreeAt(await untilPutOff(waiting), first, DAY_MS);
    const entry = (await auditOf(pipeline, waiting.id)).at(-1);
    assert.equal(entry?.command, 'postpone');
    assert.match(entry?.message ?? '', /^as many emails have been sent as the workspace lets be sent: leaves at /);
    assert.ok((await decide(pipeline, waiting, 'undo')).accepted);
    await decide(pipeline, waiting, 'cancel');
  });

  it('are kept by what need not wait for the send window', async () => {
    const timeZone = NOON();
    await changeWorkspace(pipeline.db, { caps: { perContactPerDay: 1 }, sendWindow: { hours: DAILY } });
    const contact = newContact();
    const about = { subject: { contact: { id: 'sarah', timeZone } } };
    const params = { subject: 'Hello', body: 'Hello', contactEmail: contact, urgency: 'normal' };
    const first = await create(pipeline, { ...about, params });
    await send(first);
    const second = await create(pipeline, { ...about, params });
    const { row } = await decide(pipeline, second, 'approve', { sendNow: true });
    assert.equal(row.scheduled_approval?.waits?.why, 'cap');
    await decide(pipeline, second, 'cancel');
  });

  it('count a delivery once, however often it is claimed', async () => {
    await cap({ perContactPerDay: 2 });
    const contact = newContact();
    const row = await mailTo(contact);
    await pipeline.stopWorkers();
    await decide(pipeline, row, 'approve');
    const options = { ...pipeline, atMs: Date.now(), leaseMs: 60_000 };
    for (const attempt of [1, 2, 3]) {
      const claim = await claimExecution(pipeline.db, row.id, options);
      assert.equal(claim.kind === 'claimed' && claim.attempt, attempt);
    }
    const second = await mailTo(contact);
    await decide(pipeline, second, 'approve');
    assert.equal((await claimExecution(pipeline.db, second.id, options)).kind, 'claimed');
    const third = await mailTo(contact);
    await decide(pipeline, third, 'approve');
    assert.equal((await claimExecution(pipeline.db, third.id, options)).kind, 'deferred');
    await pipeline.startWorker();
  });

  it('count what has yet to be tried again when it is, not before: another may take its place, and is put before it', async () => {
    await cap({ perContactPerDay: 1 });
    const contact = newContact();
    const first = await mailTo(contact);
    await pipeline.stopWorkers();
    await decide(pipeline, first, 'approve');
    const options = { ...pipeline, atMs: Date.now(), leaseMs: 60_000 };
    assert.equal((await claimExecution(pipeline.db, first.id, options)).kind, 'claimed');
    const error = { kind: 'transient', message: 'try again later' } as const;
    await noteFailedAttempt(pipeline.db, first.id, 1, { error, delivered: 'no' });
    const second = await mailTo(contact);
    await decide(pipeline, second, 'approve');
    assert.equal((await claimExecution(pipeline.db, second.id, options)).kind, 'claimed');
    assert.equal((await claimExecution(pipeline.db, first.id, options)).kind, 'deferred');
    assert.equal((await readRow(pipeline, first.id)).scheduled_approval?.waits?.why, 'cap');
    await pipeline.startWorker();
  });

  it('count nothing that surely did not arrive, and hold no address of who was forgotten', async () => {
    await cap({ perContactPerDay: 1 });
    const contact = newContact();
    const [refused, sent] = [await mailTo(contact), await mailTo(contact)];
    await send(refused);
    await pipeline.db.updateTable('deliveries').set({ state: 'refused' }).where('action_id', '=', refused.id).execute();
    await send(sent);
    assert.equal((await deliveryOf(pipeline, sent.id)).recipient, contact);
    await eraseSought(pipeline.db, 'acme', { email: contact }, SYSTEM);
    assert.equal((await deliveryOf(pipeline, sent.id)).recipient, null);
  });
});
