/** Edits that nobody has saved yet, kept in the browser's storage. Free of DOM and React. */

import type { FieldTexts } from '../../domain/form/patch.ts';
import { isJsonObject } from '../../domain/json.ts';
import type { Conflict, Edit } from './merge.ts';

/** As much of Web Storage as it takes. Each of its calls may throw: storage may be full, or forbidden. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Whose edit of which action. */
export interface UnsavedKey {
  userId: string;
  actionId: string;
}

/** The edit that was kept; null where there is none, or nothing that one could go on with. */
export function readUnsaved(storage: KeyValueStorage, key: UnsavedKey): Edit | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(nameOf(key)) ?? 'null');
    return isEdit(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps the edit in place of an earlier one. False where the storage does not take it. */
export function writeUnsaved(storage: KeyValueStorage, key: UnsavedKey, edit: Edit): boolean {
  try {
    storage.setItem(nameOf(key), JSON.stringify(edit));
    return true;
  } catch {
    return false;
  }
}

/** Forgets the edit; what cannot be removed stays. */
export function removeUnsaved(storage: KeyValueStorage, key: UnsavedKey): void {
  try {
    storage.removeItem(nameOf(key));
  } catch {
    // Where storage is forbidden nothing was kept either.
  }
}

/** Two people at one browser do not find each other's text. */
function nameOf({ userId, actionId }: UnsavedKey): string {
  return `signoff-unsaved:${userId}:${actionId}`;
}

function isEdit(kept: unknown): kept is Edit {
  if (!isJsonObject(kept)) return false;
  const { version, base, values, conflicts, taken } = kept;
  return (
    Number.isSafeInteger(version) &&
    isValues(base) &&
    isValues(values) &&
    Array.isArray(conflicts) &&
    conflicts.every(isConflict) &&
    Array.isArray(taken) &&
    taken.every((name) => typeof name === 'string')
  );
}

function isConflict(kept: unknown): kept is Conflict {
  return isValues(kept) && ['name', 'base', 'theirs'].every((member) => Object.hasOwn(kept, member));
}

function isValues(kept: unknown): kept is FieldTexts {
  return isJsonObject(kept) && Object.values(kept).every((value) => typeof value === 'string');
}
