/** The members of the fake's workspace. Whoever has an address at `@signoff.test` becomes one when he is first asked for. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureDirectory, openJournal } from '../fakes/durable.ts';
import { TEAM, USER } from './ids.ts';

const KNOWN_DOMAIN = '@signoff.test';

export const personSchema = z.strictObject({
  id: z.string().regex(USER),
  /** Null: the app may not see it, or there is none. */
  email: z.email().nullable(),
  realName: z.string().min(1),
  tz: z.string().default('America/New_York'),
  teamId: z.string().default(TEAM.id),
  isBot: z.boolean().default(false),
  deleted: z.boolean().default(false),
  /** A guest of several channels. */
  isRestricted: z.boolean().default(false),
  /** A guest of one channel. */
  isUltraRestricted: z.boolean().default(false),
  isEmailConfirmed: z.boolean().default(true),
});
export type Person = z.output<typeof personSchema>;

/** The demo's people with the ids that Signoff's demo has for them, and somebody whom Signoff does not know. */
const DEMO: Person[] = [
  { id: 'U0ANA', email: 'ana@signoff.test', realName: 'Ana Ruiz' },
  { id: 'U0BEN', email: 'ben@signoff.test', realName: 'Ben Adeyemi' },
  { id: 'U0MIA', email: 'mia@signoff.test', realName: 'Mia Lindqvist' },
  { id: 'U0MAX', email: 'max@signoff.test', realName: 'Max Keller' },
  { id: 'U0ZOE', email: 'zoe@elsewhere.test', realName: 'Zoe Unmapped' },
].map((person) => personSchema.parse(person));

export interface People {
  list(): Person[];
  get(id: string): Person | undefined;
  /** Found by the address as Slack finds it, whichever case it is written in. */
  byEmail(email: string): Promise<Person | undefined>;
  /** Adds somebody, or changes who has the id. */
  put(person: Person): Promise<void>;
  close(): Promise<void>;
}

/** Opens the directory kept in `dir`. */
export async function openPeople(dir: string): Promise<People> {
  await ensureDirectory(dir);
  const { lines, journal } = await openJournal(join(dir, 'people.jsonl'));
  const kept = lines.map((line) => personSchema.parse(JSON.parse(line)));
  const people = new Map([...DEMO, ...kept].map((person) => [person.id, person]));
  const put = async (person: Person) => {
    await journal.append(person);
    people.set(person.id, person);
  };
  return {
    list: () => [...people.values()],
    get: (id) => people.get(id),
    byEmail: async (email) => {
      const wanted = email.toLowerCase();
      const known = [...people.values()].find((person) => person.email?.toLowerCase() === wanted);
      if (known !== undefined || !wanted.endsWith(KNOWN_DOMAIN)) return known;
      const person = personSchema.parse({ id: idOf(wanted), email: wanted, realName: wanted.split('@')[0] });
      await put(person);
      return person;
    },
    put,
    close: () => journal.close(),
  };
}

/** Always the same id for an address. */
function idOf(email: string): string {
  return `U${createHash('sha256').update(email).digest('hex').slice(0, 10).toUpperCase()}`;
}

/** As users.info and users.lookupByEmail tell of one (docs.slack.dev/reference/objects/user-object). */
export function shownPerson({ id, email, realName, tz, teamId, isBot, deleted, ...person }: Person) {
  return {
    id,
    team_id: teamId,
    name: realName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.'),
    real_name: realName,
    deleted,
    tz,
    is_bot: isBot,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    is_email_confirmed: person.isEmailConfirmed,
    profile: { real_name: realName, display_name: '', ...(email === null ? {} : { email }) },
  };
}
