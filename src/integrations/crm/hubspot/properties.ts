/** What HubSpot's properties are called here, and how their text is read. */
import type { PropertiesOf, RecordKind } from '../../../domain/crm.ts';
import { instantOf } from '../../../domain/instant.ts';
import { personName } from '../../../domain/text.ts';
import { countryOf } from '../country.ts';
import type { ReadContext } from '../inbound.ts';
import { toMinorUnits } from '../money.ts';
import { currencyOf } from '../text.ts';

/** Properties of one object by HubSpot's names; null is none. */
export type Raw = Readonly<Record<string, string | null>>;

/** What one property says, beside the others of its object; nothing where it cannot be read. */
type Meaning<K extends RecordKind> = (value: string | null, all: Raw) => Partial<PropertiesOf[K]>;
export type Vocabulary<K extends RecordKind> = Readonly<Record<string, Meaning<K>>>;

const COMPANY: Vocabulary<'company'> = {
  name: (name) => (name === null ? {} : { name }),
  domain: (domain) => ({ domain }),
  ...country('hs_country_code'),
};

/**
 * Where a company or a contact is, by what people wrote. HubSpot makes a code of it, in a property that is named otherwise of
 * companies and of contacts; it comes later than the words, and counts where those are nobody's.
 */
function country(code: 'hs_country_code' | 'hs_country_region_code') {
  const meaning = (_: string | null, all: Raw): { country: string | null } => {
    const told = [all.country, all[code]].map((text) => text?.trim() ?? '').filter((text) => text !== '');
    const [first = null] = told;
    return { country: told.map(countryOf).find((found) => found !== undefined) ?? first };
  };
  return { country: meaning, [code]: meaning };
}

function contactVocabulary({ fieldMap }: ReadContext): Vocabulary<'contact'> {
  const name: Meaning<'contact'> = (_, all) => fullName(all);
  return {
    firstname: name,
    lastname: name,
    email: (email, all) => ({
      email: addressOf(email),
      ...fullName(all),
    }),
    associatedcompanyid: (companyId) => ({ companyId }),
    hubspot_owner_id: (ownerId) => ({ ownerId }),
    jobtitle: (jobTitle) => ({ jobTitle }),
    hs_timezone: (zone) => ({ timeZone: zone === null ? null : timeZone(zone) }),
    ...country('hs_country_region_code'),
    createdate: (created) => ({ createdAt: created === null ? null : timeOf(created) }),
    ...named(fieldMap.fitScore, (score: string | null) => ({ fitScore: numberOf(score) })),
  };
}

function dealVocabulary({ fieldMap, currency }: ReadContext): Vocabulary<'deal'> {
  return {
    dealname: (name) => (name === null ? {} : { name }),
    dealstage: (stage) => (stage === null ? {} : { stage }),
    pipeline: (pipeline) => ({ pipeline }),
    amount: (amount, all) => ({
      amountMinor:
        amount === null ? null : (toMinorUnits(amount, currencyOf(all.deal_currency_code) ?? currency) ?? null),
    }),
    deal_currency_code: (code) => ({ currency: currencyOf(code) }),
    closedate: (day) => ({ closeDate: day === null ? null : (timeOf(day)?.slice(0, 10) ?? null) }),
    hubspot_owner_id: (ownerId) => ({ ownerId }),
    ...named(fieldMap.competitors, (list: string | null) => ({ competitors: namesIn(list) })),
    ...named(fieldMap.champion, (id: string | null) => ({
      championContactId: id !== null && /^\d+$/.test(id) ? id : null,
    })),
  };
}

/** What a property of the field map's name means. It may name an association instead; then no object has the property. */
function named<M>(property: string | undefined, meaning: M): Record<string, M> {
  return property === undefined ? {} : { [property]: meaning };
}

/** The properties that say something about records of a kind. */
export function vocabularyOf<K extends RecordKind>(kind: K, context: ReadContext): Vocabulary<K> {
  const vocabularies: { [Kind in RecordKind]: Vocabulary<Kind> } = {
    company: COMPANY,
    contact: contactVocabulary(context),
    deal: dealVocabulary(context),
  };
  return vocabularies[kind];
}

/** @param all what stands beside the properties, with them: an amount's currency */
export function readProperties<K extends RecordKind>(
  words: Vocabulary<K>,
  properties: Raw,
  all: Raw = properties,
): Partial<PropertiesOf[K]> {
  const read: Partial<PropertiesOf[K]> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (Object.hasOwn(words, name)) Object.assign(read, words[name]?.(value?.trim() || null, all));
  }
  return read;
}

function addressOf(email: string | null): string | null {
  return email !== null && /^[^\s@]+@[^\s@]+$/.test(email) ? email : null;
}

/** Of the parts only together: half a name is a wrong one. */
function fullName({ firstname, lastname, email }: Raw): { name?: string } {
  if (firstname === undefined || lastname === undefined) return {};
  const name = personName([firstname, lastname].filter(Boolean).join(' ')) || addressOf(email ?? null);
  return name ? { name } : {};
}

/** HubSpot writes times as milliseconds in events and as RFC 3339 in objects. Answered as RFC 3339, UTC; null where it is no time that can be kept. */
export function timeOf(value: string): string | null {
  return instantOf(/^-?\d+$/.test(value) ? Number(value) : Date.parse(value)) ?? null;
}

/**
 * `america_slash_port_hyphen_au_hyphen_prince` is HubSpot's way to write `America/Port-au-Prince`. One that nobody knows stays
 * as it was told: nothing is what the property says where it is empty.
 */
function timeZone(zone: string): string {
  try {
    const timeZone = zone.replaceAll('_slash_', '/').replaceAll('_hyphen_', '-');
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return zone;
  }
}

function numberOf(value: string | null): number | null {
  const number = Number(value ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}

/** Checkboxes are joined by semicolons; people write commas. */
function namesIn(list: string | null): string[] {
  const names = (list ?? '').split(/[;,]/).map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== '');
}
