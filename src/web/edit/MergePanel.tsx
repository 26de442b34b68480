import { Button } from '@mantine/core';
import { type Ref, useId } from 'react';
import type { Field } from '../../domain/form/fields.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { FieldDiff } from './DraftDiff.tsx';
import { labelOf } from './FieldControl.tsx';
import classes from './MergePanel.module.css';
import type { Conflict, Edit } from './merge.ts';

interface MergePanelProps {
  edit: Edit;
  fields: readonly Field[];
  onSettle: (name: string, choice: 'mine' | 'theirs') => void;
  /** Takes the focus where something is left to settle. */
  ref: Ref<HTMLElement>;
}

/** What was changed elsewhere during the edit: what has been taken over, and what the person has to choose. */
export function MergePanel({ edit, fields, onSettle, ref }: MergePanelProps) {
  const titleId = useId();
  const { conflicts, taken, values } = edit;
  if (conflicts.length === 0 && taken.length === 0) return null;
  return (
    <section ref={ref} tabIndex={-1} aria-labelledby={titleId} className={classes.panel}>
      <div role="alert">
        <h3 id={titleId} className={classes.title}>
          {texts.edit.merge.title}
        </h3>
        {taken.length > 0 && <p>{texts.edit.merge.taken(taken.map((name) => labelOf({ name })).join(', '))}</p>}
        <p>{conflicts.length > 0 ? texts.edit.merge.conflicts : texts.edit.merge.again}</p>
      </div>
      {fields.map((field) => {
        const conflict = conflicts.find(({ name }) => name === field.name);
        if (conflict === undefined) return null;
        return (
          <Choice
            key={field.name}
            field={field}
            conflict={conflict}
            mine={values[field.name] ?? ''}
            onChoose={(choice) => onSettle(field.name, choice)}
          />
        );
      })}
    </section>
  );
}

interface ChoiceProps {
  field: Field;
  conflict: Conflict;
  mine: string;
  onChoose: (choice: 'mine' | 'theirs') => void;
}

function Choice({ field, conflict: { base, theirs }, mine, onChoose }: ChoiceProps) {
  const format = useFormat();
  const label = labelOf(field);
  const { keepMine, takeTheirs, of } = texts.edit.merge;
  const sides = [
    { title: texts.edit.merge.base, text: base },
    { title: texts.edit.merge.mine, text: mine },
    { title: texts.edit.merge.theirs, text: theirs },
  ];
  return (
    <fieldset className={classes.choice}>
      <legend className={classes.legend}>{label}</legend>
      <dl className={classes.sides}>
        {sides.map(({ title, text }) => (
          <div key={title} className={classes.side}>
            <dt>{title}</dt>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key (WCAG 2.1.1) */}
            <dd className={classes.text} tabIndex={0}>
              <FieldDiff field={field} before={base} after={text} format={format} />
            </dd>
          </div>
        ))}
      </dl>
      <div className={classes.buttons}>
        <Button size="xs" variant="default" aria-label={of(keepMine, label)} onClick={() => onChoose('mine')}>
          {keepMine}
        </Button>
        <Button size="xs" variant="default" aria-label={of(takeTheirs, label)} onClick={() => onChoose('theirs')}>
          {takeTheirs}
        </Button>
      </div>
    </fieldset>
  );
}
