import { useMemo } from 'react';
import { fieldsOf } from '../../domain/form/fields.ts';
import { toValues } from '../../domain/form/patch.ts';
import type { ActionDetail } from '../api/client.ts';
import { useActionTypes } from '../api/queries.ts';
import { FieldDiff } from '../edit/DraftDiff.tsx';
import { labelOf } from '../edit/FieldControl.tsx';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './Changes.module.css';

const { draft } = texts.detail;

/** What edits have changed of the original draft, folded away; nothing where they have not. */
export function Changes({ action: { actionType, originalParams, params } }: { action: ActionDetail }) {
  const format = useFormat();
  const { data: types } = useActionTypes();
  const schema = types?.items.find((type) => type.actionType === actionType)?.schema;
  const changed = useMemo(() => {
    const fields = schema === undefined ? [] : fieldsOf(schema);
    const [before, after] = [toValues(originalParams, fields), toValues(params, fields)];
    return fields
      .map((field) => ({ field, before: before[field.name] ?? '', after: after[field.name] ?? '' }))
      .filter((change) => change.before !== change.after);
  }, [schema, originalParams, params]);

  if (changed.length === 0) return null;
  return (
    <details className={classes.changes}>
      <summary>
        <span className={classes.edited}>{draft.edited}</span> · {draft.changes(changed.length)}
      </summary>
      <dl className={classes.fields}>
        {changed.map(({ field, before, after }) => (
          <div key={field.name}>
            <dt>{labelOf(field)}</dt>
            <dd>
              <FieldDiff field={field} before={before} after={after} format={format} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
