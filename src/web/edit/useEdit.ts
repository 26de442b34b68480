import { useEffect, useMemo, useState } from 'react';
import type { Field } from '../../domain/form/fields.ts';
import { toValues } from '../../domain/form/patch.ts';
import { isJsonObject } from '../../domain/json.ts';
import type { ActionDetail, Problem } from '../api/client.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { begin, change, type Edit, isChanged, rebase, resume, settle } from './merge.ts';
import { type KeyValueStorage, readUnsaved, removeUnsaved, writeUnsaved } from './unsaved.ts';

/** Reading `localStorage` itself throws where storage is forbidden: hence not before it is used. */
export const browserStorage: KeyValueStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
};

export interface Editing {
  edit: Edit;
  isChanged: boolean;
  /** Whether it was begun before this page was. */
  isRestored: boolean;
  /** False where the browser does not keep what is unsaved. */
  isKept: boolean;
  write: (name: string, text: string) => void;
  settle: (name: string, choice: 'mine' | 'theirs') => void;
  /** Back to what the action says; what was written can be had back for a moment. */
  discard: () => void;
  /** Keeps what is written no longer than the form is open. */
  forget: () => void;
  /** Takes up the newer version that a refusal tells of. */
  learn: (problem: Problem) => void;
  /** What is written has become the action's `version`. */
  saved: (version: number) => void;
}

/** An edit of an action: kept in the browser until it is saved or discarded, and always on top of the newest version. */
export function useEdit(action: ActionDetail, fields: readonly Field[], userId: string): Editing {
  const key = useMemo(() => ({ userId, actionId: action.id }), [userId, action.id]);
  const theirs = useMemo(() => toValues(action.params, fields), [action.params, fields]);
  const [kept, setKept] = useState(() => readUnsaved(browserStorage, key));
  const [stored, setEdit] = useState(() => {
    const now = begin(action.version, theirs);
    return kept === null ? now : resume(kept, now);
  });
  const [isKept, setIsKept] = useState(true);

  const edit = rebase(stored, action.version, theirs);
  if (edit !== stored) setEdit(edit);

  useEffect(() => {
    if (isChanged(edit)) setIsKept(writeUnsaved(browserStorage, key, edit));
    else removeUnsaved(browserStorage, key);
  }, [edit, key]);

  function discard(): void {
    setEdit(begin(edit.version, edit.base));
    setKept(null);
    const take = () => {
      writeUnsaved(browserStorage, key, edit);
      setEdit((now) => resume(edit, begin(now.version, now.base)));
    };
    notify({ kind: 'info', text: texts.edit.discarded, offer: { label: texts.undo.undo, take } });
  }

  function learn({ action: newer }: Problem): void {
    if (!isJsonObject(newer)) return;
    const { version, params } = newer;
    if (typeof version === 'number' && isJsonObject(params)) {
      setEdit((now) => rebase(now, version, toValues(params, fields)));
    }
  }

  return {
    edit,
    isChanged: isChanged(edit),
    isRestored: kept !== null && isChanged(edit),
    isKept,
    write: (name, text) => setEdit((now) => change(now, name, text)),
    settle: (name, choice) => setEdit((now) => settle(now, name, choice)),
    discard,
    forget: () => removeUnsaved(browserStorage, key),
    learn,
    saved(version) {
      removeUnsaved(browserStorage, key);
      setEdit((now) => begin(version, now.values));
    },
  };
}
