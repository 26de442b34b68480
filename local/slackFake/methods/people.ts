/** docs.slack.dev/reference/methods: users.lookupByEmail, users.info, conversations.open. */
import { refusal } from '../content.ts';
import { directWith } from '../ids.ts';
import { shownPerson } from '../people.ts';
import type { Method } from './method.ts';

export const PEOPLE: Readonly<Record<string, Method>> = {
  'users.lookupByEmail': async (form, { people }) => {
    const person = await people.byEmail(form.get('email') ?? '');
    // Slack finds nobody who has left.
    if (person === undefined || person.deleted) return refusal({ error: 'users_not_found' });
    return { ok: true, user: shownPerson(person) };
  },

  'users.info': async (form, { app, people }) => {
    const person = people.get(form.get('user') ?? '');
    if (person === undefined) return refusal({ error: 'user_not_found' });
    const seesEmail = app.scopes.includes('users:read.email');
    return { ok: true, user: shownPerson(seesEmail ? person : { ...person, email: null }) };
  },

  'conversations.open': async (form, { people }) => {
    const users = form.get('users') ?? '';
    if (users === '') return refusal({ error: 'users_list_not_supplied' });
    const person = people.get(users);
    if (person === undefined) return refusal({ error: 'user_not_found' });
    if (person.deleted) return refusal({ error: 'user_disabled' });
    return { ok: true, channel: { id: directWith(users) } };
  },
};
