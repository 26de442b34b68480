import type { Reach, Scope } from '../store/access/scope.ts';

/** A reach without those who are covered. */
const WITHOUT_COVERED: Readonly<Record<Reach, Reach>> = {
  none: 'none',
  own: 'own',
  'own+covered': 'own',
  team: 'team',
  'team+covered': 'team',
  workspace: 'workspace',
};

/**
 * The part of a scope that a list shows: for reps and managers their own with those of whom they cover, unless they ask for the
 * team's or for one user's; for an admin, who has none of his own, everything. What insights count is never of those covered.
 */
export function narrow(scope: Scope, asked: { scope?: 'own' | 'team'; userId?: string; counted?: string }): Scope {
  const isTeams = scope.reach === 'team' || scope.reach === 'team+covered';
  const isOwn = asked.scope === 'own' || (asked.scope === undefined && asked.userId === undefined && isTeams);
  const hasCovered = scope.reach === 'own+covered' || scope.reach === 'team+covered';
  const reach = !isOwn ? scope.reach : hasCovered ? 'own+covered' : 'own';
  return { ...scope, reach: asked.counted === undefined ? reach : WITHOUT_COVERED[reach] };
}
