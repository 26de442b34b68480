import { useEffect, useState } from 'react';
import type { TemplateTexts } from '../api/client.ts';
import { noteUnsaved } from './unsaved.ts';

interface Typed {
  texts: TemplateTexts;
  /** The version that it was begun on. */
  seen: number;
}

/** Texts that are begun and not saved, by what they are for and by whom. */
const kept = new Map<string, Typed>();

/**
 * What somebody writes instead of what is saved. Looking at another template meanwhile loses none of it, and whoever leaves the page
 * is asked first.
 *
 * @param place what it is for, and who writes it
 * @param saved with its version
 */
export function useTyped(place: string, saved: Typed) {
  const [typed, setTyped] = useState(kept.get(place) ?? saved);
  const { texts, seen } = typed;
  const isChanged = texts.subject !== saved.texts.subject || texts.body !== saved.texts.body;
  useEffect(() => {
    noteUnsaved(place, isChanged);
    if (isChanged) kept.set(place, typed);
    else kept.delete(place);
  }, [place, typed, isChanged]);
  return {
    fields: texts,
    isChanged,
    /** The version that this may replace: where nothing has been typed the newest, else the one that it was begun on. */
    seen: isChanged ? seen : saved.seen,
    /** Somebody else has saved another since. */
    isOutdated: isChanged && seen !== saved.seen,
    setFields: (change: (texts: TemplateTexts) => TemplateTexts) =>
      setTyped((now) => ({ texts: change(now.texts), seen: isChanged ? now.seen : saved.seen })),
    /** Lets it replace what somebody else has saved. */
    goOver: () => setTyped(({ texts }) => ({ texts, seen: saved.seen })),
  };
}
