/** The schedule of the digests, as it looks every quarter of an hour, with its clock moved over days: in which quarters somebody is told. */
import assert from 'node:assert/strict';
import { sendDigests } from '../../../src/activities/telling/digests.ts';
import type { TellingDeps } from '../../../src/activities/telling/tellPeople.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { changeSettings, log, newAction, type Pipeline, startPipeline } from '../../support/pipeline.ts';
import { slackDesk } from '../../support/slack.ts';

const QUARTER_MS = 15 * 60_000;

describe('the mornings of digests', function () {
  // Each looks some hundred times, and machines that run tests are shared.
  this.timeout(180_000);
  let pipeline: Pipeline;
  const { signal } = new AbortController();

  before(async () => {
    pipeline = await startPipeline();
    await createAction(pipeline.db, newAction());
  });
  after(() => pipeline.stop());

  /** The quarters in which Ana was told, of all from one moment to another. */
  async function toldBetween(from: string, to: string, timeZone: string, country: string): Promise<string[]> {
    const { db, slack } = pipeline;
    const desk = slackDesk(`http://127.0.0.1:${slack.port}`);
    await db.updateTable('users').set({ time_zone: timeZone }).where('id', '=', 'ana').execute();
    const hours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const, from: '09:00', to: '17:00', country };
    await changeSettings(db, 'ana', { workingHours: { ...hours, days: [...hours.days] } });
    const told: string[] = [];
    let messages = (await desk.messages()).length;
    for (let nowMs = Date.parse(from); nowMs < Date.parse(to); nowMs += QUARTER_MS) {
      const deps: TellingDeps = {
        db,
        log,
        slack: { token: 'xoxb-test', slackApiUrl: slack.slackApiUrl },
        smtpUrl: undefined,
        publicUrl: 'http://signoff.test',
        nowMs: () => nowMs,
      };
      await sendDigests(deps, { workspaceId: 'acme' }, signal);
      const now = (await desk.messages()).length;
      if (now > messages) told.push(`${new Date(nowMs).toISOString().slice(0, 16)}Z, ${now - messages}`);
      messages = now;
    }
    return told;
  }

  it('one on each working day as it begins, by clocks that are changed between them', async () => {
    // In Berlin they go back on Sunday the 25th of October.
    assert.deepEqual(await toldBetween('2026-10-23T00:00:00Z', '2026-10-27T00:00:00Z', 'Europe/Berlin', 'DE'), [
      '2026-10-23T07:00Z, 1',
      '2026-10-26T08:00Z, 1',
    ]);
    // In New York forward on Sunday the 14th of March.
    assert.deepEqual(await toldBetween('2027-03-12T00:00:00Z', '2027-03-16T00:00:00Z', 'America/New_York', 'US'), [
      '2027-03-12T14:00Z, 1',
      '2027-03-15T13:00Z, 1',
    ]);
  });

  it('none on a public holiday, nor on Christmas Eve, when offices close', async () => {
    assert.deepEqual(await toldBetween('2026-12-23T00:00:00Z', '2026-12-29T00:00:00Z', 'Europe/Berlin', 'DE'), [
      '2026-12-23T08:00Z, 1',
      '2026-12-28T08:00Z, 1',
    ]);
  });
});
