import type { Scope } from '../store/access/scope.ts';

/**
 * The part of a scope that a list shows: for reps and managers their own unless they ask for the team's or for one
 * user's; for an admin, who has none of his own, everything.
 */
export function narrow(scope: Scope, asked: { scope?: 'own' | 'team'; userId?: string }): Scope {
  const own =
    asked.scope === 'own' || (asked.scope === undefined && asked.userId === undefined && scope.reach === 'team');
  return own ? { ...scope, reach: 'own' } : scope;
}
