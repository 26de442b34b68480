import { memo, useMemo } from 'react';
import { texts } from '../texts.ts';
import classes from './DiffText.module.css';
import { type DiffPart, replaced, wordDiff } from './wordDiff.ts';

interface DiffTextProps {
  before: string;
  after: string;
  /** Of things that are one or the other, such as a time, rather than text. */
  isWhole?: boolean;
}

/** A text with what was put in and taken out marked: by colour, by line, and in words for whoever does not see them. */
export const DiffText = memo(function DiffText({ before, after, isWhole = false }: DiffTextProps) {
  const parts = useMemo(
    () => (isWhole && before !== after ? replaced(before, after) : wordDiff(before, after)),
    [before, after, isWhole],
  );
  return (
    <p className={classes.text}>
      {parts.length === 0 && <span className={classes.empty}>{texts.edit.diff.empty}</span>}
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
        <Part key={index} part={part} />
      ))}
    </p>
  );
});

function Part({ part: { kind, text } }: { part: DiffPart }) {
  if (kind === 'same') return text;
  const Mark = kind === 'added' ? 'ins' : 'del';
  return (
    <Mark className={classes[kind]}>
      <span className="visually-hidden"> {texts.edit.diff[kind]} </span>
      {/* A line break alone would mark nothing that one could see. */}
      {text.replaceAll('\n', `${texts.edit.diff.lineBreak}\n`)}
      <span className="visually-hidden"> {texts.edit.diff.end} </span>
    </Mark>
  );
}
