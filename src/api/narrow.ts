import type { Scope } from '../store/access/scope.ts';

/**
 * The part of a scope that a list shows: for reps and managers their own with those of whom they cover, unless they ask for the
 * team's or for one user's; for an admin, who has none of his own, everything.
 */
export function narrow(scope: Scope, asked: { scope?: 'own' | 'team'; userId?: string }): Scope {
  const isTeams = scope.reach === 'team' || scope.reach === 'team+covered';
  const isOwn = asked.scope === 'own' || (asked.scope === undefined && asked.userId === undefined && isTeams);
  if (!isOwn) return scope;
  return { ...scope, reach: scope.reach === 'own+covered' || scope.reach === 'team+covered' ? 'own+covered' : 'own' };
}
