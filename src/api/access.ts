/**
 * Who may do what: one row for each verb, one column for each role, and in the cell whose records it reaches. Every
 * route under /api names its verb; a route without one does not start.
 */

import type { Role } from '../domain/roles.ts';
import { ONLY_WHERE_NAMED, VERBS, type Verb } from '../domain/verbs.ts';
import type { Identity } from '../store/access/identity.ts';
import type { Reach } from '../store/access/scope.ts';

export const ACCESS = {
  'triggers.create': { rep: 'own', manager: 'team', admin: 'none', service: 'workspace' },
  'actions.read': { rep: 'own+covered', manager: 'team+covered', admin: 'workspace', service: 'none' },
  'actions.decide': { rep: 'own+covered', manager: 'team+covered', admin: 'none', service: 'none' },
  // A queue is tidied by the one who works through it: nobody hides an action from somebody else.
  'actions.snooze': { rep: 'own', manager: 'own', admin: 'none', service: 'none' },
  // With what somebody proved who he was, in an action's trail: whose token or session it was.
  'credentials.read': { rep: 'own', manager: 'own', admin: 'workspace', service: 'none' },
  'alerts.read': { rep: 'own+covered', manager: 'team+covered', admin: 'workspace', service: 'none' },
  // Read means read by the one it was meant for: a manager looking on leaves it unread.
  'alerts.mark': { rep: 'own', manager: 'own', admin: 'none', service: 'none' },
  'events.read': { rep: 'own+covered', manager: 'team+covered', admin: 'workspace', service: 'none' },
  'records.read': { rep: 'own+covered', manager: 'team+covered', admin: 'workspace', service: 'none' },
  // Figures; each person's own, the team's as a whole. By person: insightsByPerson in the workspace's settings.
  'insights.read': { rep: 'own', manager: 'team', admin: 'workspace', service: 'none' },
  'settings.own': { rep: 'own', manager: 'own', admin: 'own', service: 'none' },
  // What makes a change a trigger, and what a workspace has its users inherit: what holds for somebody he may read.
  'rules.read': { rep: 'own', manager: 'own', admin: 'workspace', service: 'none' },
  // But for what only an administrator sets: ONLY_ADMINS_SET, DETECTION_ONLY_ADMINS_SET.
  'rules.change': { rep: 'none', manager: 'workspace', admin: 'workspace', service: 'none' },
  // What one's own drafts are made with; an administrator has none. The workspace's: settings.workspace.
  'templates.own': { rep: 'own', manager: 'own', admin: 'none', service: 'none' },
  'settings.workspace': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  'people.manage': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  // What a company's directory does by SCIM, with a token made for it.
  'people.provision': { rep: 'none', manager: 'none', admin: 'none', service: 'workspace' },
  // What is connected, with which keys, and who of the CRM is whom here.
  'connections.manage': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  // Of whom somebody may say who looks after his actions.
  'covers.manage': { rep: 'own', manager: 'team', admin: 'workspace', service: 'none' },
  // What is kept about a contact: given to whoever asks, and forgotten.
  'privacy.manage': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  'security.read': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  // Metrics, and health in detail: of all workspaces together, in numbers.
  'installation.read': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  'me.read': { rep: 'own', manager: 'own', admin: 'own', service: 'own' },
} as const satisfies Record<Verb, Record<Role, Reach>>;

/** Whoever asks, as far as it decides what he may. */
export type Asking = Pick<Identity, 'role' | 'verbs'>;

/** What somebody may do at all. */
export function verbsOf(asking: Asking): Verb[] {
  return VERBS.filter((verb) => reachOf(verb, asking) !== 'none');
}

/** How far somebody reaches with a verb: as far as his role does, where his token does not leave the verb out. */
export function reachOf(verb: Verb, { role, verbs }: Asking): Reach {
  const isNamed = verbs === null ? !ONLY_WHERE_NAMED.includes(verb) : verbs.includes(verb);
  return isNamed ? ACCESS[verb][role] : 'none';
}

/** What tokens of a user may be made for. */
export function verbsForTokensOf(role: Role): Verb[] {
  return VERBS.filter((verb) => ACCESS[verb][role] !== 'none');
}
