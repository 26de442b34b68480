import assert from 'node:assert/strict';
import { detectSilence, type QuietDeal } from '../../../src/detection/detect.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { daysAgo, dealOf, NOW } from './fixtures.ts';

const DEAL: QuietDeal = {
  dealId: 'renewal',
  properties: dealOf({ stage: 'proposal', companyId: 'acme', championContactId: 'sarah' }).properties,
  lastEngagementAt: daysAgo(1),
  slumpToldAt: null,
  coldToldAt: null,
};
const found = (deal: Partial<QuietDeal>, settings = DEFAULT_DETECTION) =>
  detectSilence({ ...DEAL, ...deal }, NOW, settings).map(({ triggerType, facts }) => `${triggerType} ${facts.days}`);

describe('detecting silence', () => {
  it('finds a deal without engagement, once for each silence', () => {
    assert.deepEqual(detectSilence({ ...DEAL, lastEngagementAt: daysAgo(16) }, NOW, DEFAULT_DETECTION), [
      {
        triggerType: 'activity_slump',
        occurredAt: NOW,
        dealId: 'renewal',
        companyId: 'acme',
        contactId: 'sarah',
        facts: { days: 16 },
        silentSince: daysAgo(16),
        urgency: 'normal',
      },
    ]);
    assert.deepEqual(found({ lastEngagementAt: daysAgo(13.9) }), []);
    assert.deepEqual(found({ lastEngagementAt: daysAgo(16), slumpToldAt: daysAgo(16) }), []);
    assert.deepEqual(found({ lastEngagementAt: daysAgo(16), slumpToldAt: daysAgo(60) }), ['activity_slump 16']);
  });

  it('waits as long as the stage asks for', () => {
    const settings = { ...DEFAULT_DETECTION, silenceDays: { default: 14, byStage: { Proposal: 5 } } };
    assert.deepEqual(found({ lastEngagementAt: daysAgo(6) }, settings), ['activity_slump 6']);
  });

  it('leaves deals alone that are closed or in a stage that nobody named', () => {
    for (const stage of ['closed_won', 'closed_lost', 'limbo']) {
      const properties = { ...DEAL.properties, stage };
      assert.deepEqual(found({ properties, lastEngagementAt: daysAgo(90), championAnsweredAt: daysAgo(90) }), []);
    }
  });

  it('finds a champion who has stopped answering', () => {
    assert.deepEqual(found({ championAnsweredAt: daysAgo(12) }), ['champion_cold 12']);
    assert.deepEqual(found({ championAskedAt: daysAgo(12) }), ['champion_cold 12']);
    assert.deepEqual(found({ championAnsweredAt: daysAgo(9) }), []);
    assert.deepEqual(found({}), []);
    const properties = { ...DEAL.properties, championContactId: null };
    assert.deepEqual(found({ properties, championAnsweredAt: daysAgo(12) }), []);
  });

  it('gives the champion the full time from being asked, and tells a silence once', () => {
    assert.deepEqual(found({ championAnsweredAt: daysAgo(30), championAskedAt: daysAgo(3) }), []);
    assert.deepEqual(found({ championAnsweredAt: daysAgo(30), championAskedAt: daysAgo(11) }), ['champion_cold 30']);
    const told = { championAnsweredAt: daysAgo(30), championAskedAt: daysAgo(11), coldToldAt: daysAgo(30) };
    assert.deepEqual(found(told), []);
    assert.deepEqual(found({ ...told, championAnsweredAt: daysAgo(11) }), ['champion_cold 11']);
  });
});
