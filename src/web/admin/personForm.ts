/** A person as a form holds one: every field is text, empty where nothing is there. */
import { ROLES } from '../../domain/roles.ts';
import type { NewPerson, Person, PersonChanges } from '../api/client.ts';
import { texts } from '../texts.ts';

export type Field = keyof typeof texts.admin.person.fields;
export type Fields = Record<Field, string>;

export const ROLE_CHOICES = ROLES.map((value) => ({ value, label: texts.admin.people.roles[value] }));

export function fieldsOf(person: Person | null, timeZone: string): Fields {
  return {
    id: person?.id ?? '',
    displayName: person?.displayName ?? '',
    email: person?.email ?? '',
    role: person?.role ?? 'rep',
    managerId: person?.managerId ?? '',
    timeZone: person?.timeZone ?? timeZone,
    locale: person?.locale ?? 'en',
    signature: person?.signature ?? '',
    slackUserId: person?.slackUserId ?? '',
    crmOwnerId: person?.crmOwnerId ?? '',
    externalId: person?.externalId ?? '',
  };
}

/** All of a new one. */
export function bodyOf(fields: Fields): NewPerson {
  const { id, displayName, email, timeZone, locale } = fields;
  return { id, displayName, email, timeZone, locale, role: roleOf(fields), ...optionalOf(fields) };
}

/** Only what is another now. */
export function changesOf(person: Person, fields: Fields): PersonChanges {
  const { displayName, email, timeZone, locale } = fields;
  const all: PersonChanges = { displayName, email, timeZone, locale, role: roleOf(fields), ...optionalOf(fields) };
  // Each key of the changes is one of the person.
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== person[name as keyof Person]));
}

function roleOf({ role }: Fields): Person['role'] {
  return ROLES.find((each) => each === role) ?? 'rep';
}

type Optional = 'managerId' | 'signature' | 'slackUserId' | 'crmOwnerId' | 'externalId';

function optionalOf(fields: Fields): Record<Optional, string | null> {
  const or = (name: Field) => (fields[name].trim() === '' ? null : fields[name].trim());
  return {
    managerId: or('managerId'),
    signature: fields.signature.trim() === '' ? null : fields.signature,
    slackUserId: or('slackUserId'),
    crmOwnerId: or('crmOwnerId'),
    externalId: or('externalId'),
  };
}
