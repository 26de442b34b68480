/** What has taken place on a deal: so that some have gone quiet, and the others have not. */
import type { Random } from './random.ts';
import type { Deal, Engagement } from './records.ts';
import { MEETINGS } from './words.ts';

/** `silent`: nobody has been heard of for weeks; `cold`: the champion has stopped answering; no mood: it is closed. */
export type Mood = 'lively' | 'silent' | 'cold' | 'closed';

type Event = [kind: Engagement['kind'], direction: Engagement['direction'], contact: 'champion' | 'aside', day: number];

const HOUR_MS = 60 * 60 * 1_000;

/**
 * The engagements of a deal up to now. The thresholds that they stay on either side of are those of DEFAULT_DETECTION: 14
 * days of silence, 10 without the champion's answer.
 *
 * @param aside a contact who is nobody's champion
 */
export function historyOf(random: Random, deal: Deal, mood: Mood, aside: string, nowMs: number): Engagement[] {
  return eventsOf(random, mood).map(([kind, direction, who, day], index) => ({
    id: `${deal.id}-${index + 1}`,
    kind,
    dealId: deal.id,
    contactId: (who === 'champion' ? deal.championContactId : undefined) ?? aside,
    companyId: deal.companyId,
    title: kind === 'meeting' ? random.pick(MEETINGS) : undefined,
    at: new Date(nowMs - day * 24 * HOUR_MS - random.whole(1, 9) * HOUR_MS).toISOString(),
    direction,
  }));
}

function eventsOf(random: Random, mood: Mood): Event[] {
  switch (mood) {
    case 'lively':
      return [
        ['email', 'outbound', 'champion', random.whole(20, 40)],
        ['meeting', undefined, 'aside', random.whole(15, 19)],
        ['email', 'outbound', 'champion', random.whole(9, 12)],
        ['email', 'inbound', 'champion', random.whole(2, 7)],
        ['note', undefined, 'aside', random.whole(0, 1)],
      ];
    case 'silent':
      return [
        ['call', 'outbound', 'aside', random.whole(50, 70)],
        ['email', 'outbound', 'aside', random.whole(15, 45)],
      ];
    case 'cold':
      return [
        ['email', 'inbound', 'champion', random.whole(20, 28)],
        ['email', 'outbound', 'champion', random.whole(15, 17)],
        ['email', 'outbound', 'champion', random.whole(11, 13)],
        ['call', 'outbound', 'aside', random.whole(3, 6)],
      ];
    case 'closed':
      return [['meeting', undefined, 'aside', random.whole(40, 90)]];
  }
}
