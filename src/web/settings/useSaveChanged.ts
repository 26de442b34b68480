import { useState } from 'react';
import { type JsonObject, mergePatch } from '../../domain/json.ts';
import type { Settings } from '../api/client.ts';
import { changed } from './changed.ts';
import type { RulesProps } from './rulesProps.ts';
import { noteUnsaved } from './unsaved.ts';

/**
 * Saves what a form has changed since it was opened or saved last, and of everything else what is stored by then.
 *
 * @param place what it is a form of
 * @param chosen what was chosen when it was opened
 */
export function useSaveChanged(place: string, chosen: Settings, save: RulesProps['save']): RulesProps['save'] {
  const [began, setBegan] = useState(chosen);
  return async (change) => {
    const now = change(began);
    // Settings are JSON, and a patch that is an object makes an object of the same members.
    const patch = changed(began as JsonObject, now as JsonObject);
    await save(<S extends Settings>(stored: S) => mergePatch(stored as JsonObject, patch) as S);
    setBegan(now);
    noteUnsaved(place, false);
  };
}
