/** A company's customers as their CRM knows them: the demo's world, the same for the same seed and time. */
import { historyOf, type Mood } from './histories.ts';
import { createRandom, type Random } from './random.ts';
import type { Company, Contact, Deal, Engagement } from './records.ts';
import { COMPANIES, FIRST_NAMES, JOB_TITLES, LAST_NAMES, PLACES, PROJECTS } from './words.ts';

export interface Account {
  companies: Company[];
  contacts: Contact[];
  deals: Deal[];
  engagements: Engagement[];
  /** How each deal is doing, by its id. */
  moods: ReadonlyMap<string, Mood>;
}

export const DAY_MS = 24 * 60 * 60 * 1_000;
export const STAGES = ['discovery', 'qualification', 'demo', 'proposal', 'negotiation', 'contract'] as const;
const [CONTACTS, CONTACTS_EACH] = [250, 7];
const [DEALS, DEALS_EACH_AT_MOST] = [100, 6];
const [SILENT, COLD] = [4, 3];

/** Whose companies they are; nobody of ours has Dora's address, as after somebody has left. */
export const OWNERS = ['ana', 'ben', 'mia'].map((id) => `${id}@signoff.test`);
export const UNKNOWN_OWNER = 'dora.novak@signoff.test';

/** @param nowMs the data's present: what was closes before it, what is open closes after it */
export function makeAccount(seed: number, nowMs: number): Account {
  const random = createRandom(seed);
  const companies = COMPANIES.map(([name, domain], index) => ({ id: numbered('company', index), name, domain }));
  const contacts = placesOf(random, CONTACTS, CONTACTS_EACH, CONTACTS).map((company, index) =>
    makeContact(random, index, company, nowMs),
  );
  const staff = (company: number) => contacts.filter(({ companyId }) => companyId === numbered('company', company));
  const seen = new Map<number, number>();
  const deals = placesOf(random, DEALS, 1, DEALS_EACH_AT_MOST).map((company, index) => {
    const nth = seen.get(company) ?? 0;
    seen.set(company, nth + 1);
    return makeDeal(random, index, company, staff(company), nth, nowMs);
  });
  const moods = moodsOf(random, deals);
  const engagements = deals.flatMap((deal) => {
    const aside = contacts.filter(({ companyId }) => companyId === deal.companyId)[CONTACTS_EACH - 1];
    return historyOf(random, deal, moods.get(deal.id) ?? 'closed', aside?.id ?? '', nowMs);
  });
  return { companies, contacts, deals, engagements, moods };
}

/** `deal-017` */
export function numbered(kind: string, index: number): string {
  return `${kind}-${String(index + 1).padStart(3, '0')}`;
}

/** To which company each of `count` things belongs: `each` to everyone, the rest as it falls, `most` at the most. */
function placesOf(random: Random, count: number, each: number, most: number): number[] {
  const places = COMPANIES.flatMap((_, company) => Array.from({ length: each }, () => company));
  while (places.length < count) {
    const company = random.whole(0, COMPANIES.length - 1);
    if (places.filter((other) => other === company).length < most) places.push(company);
  }
  return places;
}

function ownerOf(company: number): string {
  return company % 10 === 9 ? UNKNOWN_OWNER : (OWNERS[company % OWNERS.length] ?? UNKNOWN_OWNER);
}

function makeContact(random: Random, index: number, company: number, nowMs: number): Contact {
  const [, domain = '', place = 'newYork'] = COMPANIES[company] ?? [];
  const [first, last] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const address = `${first}.${last}`.normalize('NFD').replace(/[^A-Za-z.]/g, '');
  return {
    id: numbered('contact', index),
    name: `${first} ${last}`,
    email: `${address.toLowerCase()}@${domain}`,
    companyId: numbered('company', company),
    ownerEmail: ownerOf(company),
    jobTitle: random.pick(JOB_TITLES),
    fitScore: random.whole(20, 78),
    timeZone: PLACES[place].timeZone,
    createdAt: new Date(nowMs - random.whole(60, 700) * DAY_MS).toISOString(),
    updatedAt: new Date(nowMs).toISOString(),
  };
}

/** @param nth of this company's deals: each has another champion, so that one's silence is not another's */
function makeDeal(random: Random, index: number, company: number, staff: Contact[], nth: number, nowMs: number): Deal {
  const [name = '', , place = 'newYork'] = COMPANIES[company] ?? [];
  const isOpen = index % 5 !== 4;
  const stage = isOpen ? random.pick(STAGES) : random.pick(['closed_won', 'closed_won', 'closed_lost']);
  const closesInDays = isOpen ? random.whole(-3, 110) : -random.whole(5, 200);
  const champion = staff[nth]?.id;
  const others = random.shuffled(staff.slice(DEALS_EACH_AT_MOST)).slice(0, 2);
  return {
    id: numbered('deal', index),
    name: `${name} ${random.pick(PROJECTS)}`,
    companyId: numbered('company', company),
    ownerEmail: ownerOf(company),
    pipeline: 'sales',
    stage,
    amount: random.whole(16, 480) * 500,
    currency: PLACES[place].currency,
    closeDate: new Date(nowMs + closesInDays * DAY_MS).toISOString().slice(0, 10),
    competitors: [],
    contactIds: [...(champion === undefined ? [] : [champion]), ...others.map(({ id }) => id)],
    championContactId: champion ?? null,
    updatedAt: new Date(nowMs).toISOString(),
  };
}

function moodsOf(random: Random, deals: Deal[]): Map<string, Mood> {
  const open = deals.filter(({ stage }) => STAGES.some((each) => each === stage));
  const watched = random.shuffled(open.filter(({ ownerEmail }) => ownerEmail !== UNKNOWN_OWNER));
  const moods = new Map<string, Mood>(open.map(({ id }) => [id, 'lively']));
  for (const { id } of watched.slice(0, SILENT)) moods.set(id, 'silent');
  for (const { id } of watched.slice(SILENT, SILENT + COLD)) moods.set(id, 'cold');
  return moods;
}
