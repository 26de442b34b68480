import { Button } from '@mantine/core';
import { useDeferredValue, useId } from 'react';
import type { Field } from '../../domain/form/fields.ts';
import type { FieldTexts } from '../../domain/form/patch.ts';
import { type Format, useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { DiffText } from './DiffText.tsx';
import classes from './EditForm.module.css';
import { labelOf, labelOfChoice } from './FieldControl.tsx';

interface DraftDiffProps {
  fields: readonly Field[];
  /** As it was made, before anybody changed it. */
  draft: FieldTexts;
  values: FieldTexts;
  /** Absent where nothing is unsaved. */
  onDiscard: (() => void) | undefined;
}

/** What differs from the draft as it was made, live; typing does not wait for it. */
export function DraftDiff({ fields, draft, values, onDiscard }: DraftDiffProps) {
  const format = useFormat();
  const titleId = useId();
  const shown = useDeferredValue(values);
  const changed = fields.filter(({ name }) => shown[name] !== draft[name]);
  return (
    <section aria-labelledby={titleId} className={classes.diff}>
      <div className={classes.head}>
        <h3 id={titleId} className={classes.title}>
          {texts.edit.diff.title}
        </h3>
        {onDiscard !== undefined && (
          <Button size="compact-sm" variant="subtle" onClick={onDiscard}>
            {texts.edit.discard}
          </Button>
        )}
      </div>
      {changed.length === 0 ? (
        <p className={classes.hint}>{texts.edit.diff.none}</p>
      ) : (
        <dl className={classes.changes}>
          {changed.map((field) => (
            <div key={field.name}>
              <dt className={classes.hint}>{labelOf(field)}</dt>
              <dd className={classes.change}>
                <FieldDiff
                  field={field}
                  before={draft[field.name] ?? ''}
                  after={shown[field.name] ?? ''}
                  format={format}
                />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

interface FieldDiffProps {
  field: Field;
  before: string;
  after: string;
  format: Format;
}

/** Two values of a field, as the form shows them. */
export function FieldDiff({ field, before, after, format }: FieldDiffProps) {
  const isWhole = field.control === 'time' || field.control === 'choice';
  return (
    <DiffText before={shownValue(field, before, format)} after={shownValue(field, after, format)} isWhole={isWhole} />
  );
}

function shownValue({ control }: Field, value: string, format: Format): string {
  if (value === '') return '';
  if (control === 'choice') return labelOfChoice(value);
  return control === 'time' && !Number.isNaN(Date.parse(value)) ? format.dateTime(value) : value;
}
