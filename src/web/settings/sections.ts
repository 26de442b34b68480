/** Which parts the settings have, and how the address names them: `/settings?of=workspace#triggers`. Free of DOM and React. */
import type { Me } from '../api/client.ts';

export const LEVELS = ['own', 'workspace'] as const;
export type Level = (typeof LEVELS)[number];

const OWN = ['actions', 'triggers', 'templates', 'told', 'hours', 'away', 'mailbox'] as const;
const WORKSPACE = ['actions', 'triggers', 'detection', 'templates', 'told', 'hours'] as const;
export type Section = (typeof OWN)[number] | (typeof WORKSPACE)[number];

/** An administrator decides on no action: what is about deciding has no meaning for him. */
const OF_EVERYBODY: readonly Section[] = ['hours', 'away'];

export function sectionsOf(level: Level, { role }: Pick<Me, 'role'>): readonly Section[] {
  if (level === 'workspace') return WORKSPACE;
  return role === 'admin' ? OF_EVERYBODY : OWN;
}

/** What an address asks for. A part that the level does not have is looked for in the other one. */
export function readAddress(
  { search, hash }: { search: string; hash: string },
  me: Pick<Me, 'role'>,
): { level: Level; section: Section | null } {
  const asked = new URLSearchParams(search).get('of') === 'workspace' ? 'workspace' : 'own';
  const levels: Level[] = asked === 'own' ? ['own', 'workspace'] : ['workspace', 'own'];
  for (const level of levels) {
    const section = sectionsOf(level, me).find((name) => `#${name}` === hash);
    if (section !== undefined) return { level, section };
  }
  return { level: asked, section: null };
}

export function hrefOf(level: Level, section?: Section): string {
  return `/settings${level === 'workspace' ? '?of=workspace' : ''}${section === undefined ? '' : `#${section}`}`;
}

/** What a part is told apart by in the page, of either level. */
export function placeOf(level: Level, section: Section): string {
  return `${level}-${section}`;
}

/** Whether a part is one form that is saved as a whole; the others save each thing for itself. */
export function isForm(section: Section): boolean {
  return FORMS.includes(section);
}

const FORMS: readonly Section[] = ['actions', 'triggers', 'detection', 'told', 'hours'];
