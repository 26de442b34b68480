/**
 * Who may do what: one row for each verb, one column for each role, and in the cell whose records it reaches. Every
 * route under /api names its verb; a route without one does not start.
 */

import type { Role } from '../domain/roles.ts';
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
  'settings.own': { rep: 'own', manager: 'own', admin: 'own', service: 'none' },
  'settings.workspace': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  'people.manage': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  // Of whom somebody may say who looks after his actions.
  'covers.manage': { rep: 'own', manager: 'team', admin: 'workspace', service: 'none' },
  'security.read': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  // Metrics, and health in detail: of all workspaces together, in numbers.
  'installation.read': { rep: 'none', manager: 'none', admin: 'workspace', service: 'none' },
  'me.read': { rep: 'own', manager: 'own', admin: 'own', service: 'own' },
} as const satisfies Record<string, Record<Role, Reach>>;

export type Verb = keyof typeof ACCESS;

/** What a role may do at all. */
export function verbsOf(role: Role): Verb[] {
  // keyof is what Object.keys gives of an object that nobody extends.
  return (Object.keys(ACCESS) as Verb[]).filter((verb) => reachOf(verb, role) !== 'none');
}

/** How far a role reaches with a verb. */
export function reachOf(verb: Verb, role: Role): Reach {
  return ACCESS[verb][role];
}
