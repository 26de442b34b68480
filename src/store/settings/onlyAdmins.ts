import { isDeepStrictEqual } from 'node:util';
import type { Role } from '../../domain/roles.ts';

/** A change of what administrators alone set, by somebody else. */
export class OnlyAdminsSet extends Error {
  override readonly name = 'OnlyAdminsSet';

  constructor(setting: string) {
    super(`only an administrator sets ${setting}`);
  }
}

/**
 * Refuses whoever is no administrator a change of what administrators alone set; to leave it out changes it as well. Asked with the row
 * locked, so that what is compared is what is replaced.
 *
 * @throws OnlyAdminsSet
 */
export function refuseUnlessAdmin<S extends object>(
  role: Role,
  onlyAdminsSet: readonly (keyof S & string)[],
  before: S,
  after: S,
): void {
  const refused = onlyAdminsSet.find((name) => !isDeepStrictEqual(before[name], after[name]));
  if (role !== 'admin' && refused !== undefined) throw new OnlyAdminsSet(refused);
}
