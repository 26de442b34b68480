import { Button, Skeleton } from '@mantine/core';
import { useEffectEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { type Field, fieldsOf } from '../../domain/form/fields.ts';
import { toValues } from '../../domain/form/patch.ts';
import type { ActionDetail } from '../api/client.ts';
import { useActionTypes, useMe } from '../api/queries.ts';
import type { Decisions } from '../decide/decisions.ts';
import { Message } from '../shell/Message.tsx';
import { announce, notify, outdate } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { DraftDiff } from './DraftDiff.tsx';
import classes from './EditForm.module.css';
import { FieldControl } from './FieldControl.tsx';
import { FormButtons } from './FormButtons.tsx';
import { KeepTyped, typeKept } from './KeepTyped.tsx';
import { MergePanel } from './MergePanel.tsx';
import { useEdit } from './useEdit.ts';
import { useFormKeys } from './useFormKeys.ts';
import { useSave } from './useSave.ts';

export interface EditFormProps {
  action: ActionDetail;
  decisions: Decisions;
  /** After it has been saved, with or without an approval. */
  onDone: () => void;
  /** Left. What is unsaved is kept, and the person has been told so. */
  onClose: () => void;
}

/** The parameters of a pending action as a form, with what differs from the draft. */
export function EditForm(props: EditFormProps) {
  const types = useActionTypes();
  const { data: me } = useMe();
  const { actionType, id } = props.action;
  const schema = types.data?.items.find((type) => type.actionType === actionType)?.schema;
  const fields = useMemo(() => (schema === undefined ? null : fieldsOf(schema)), [schema]);
  if (types.isError) {
    return (
      <Message title={texts.edit.label} text={texts.list.error}>
        <Button onClick={() => void types.refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  if (fields === null || me == null) {
    return (
      <>
        <KeepTyped actionId={id} />
        <Skeleton height={320} aria-label={texts.common.loading} />
      </>
    );
  }
  return <Form key={id} {...props} fields={fields} userId={me.id} />;
}

function Form({
  action,
  decisions,
  onDone,
  onClose,
  fields,
  userId,
}: EditFormProps & { fields: Field[]; userId: string }) {
  const form = useRef<HTMLFormElement>(null);
  const merge = useRef<HTMLElement>(null);
  const editing = useEdit(action, fields, userId);
  const { edit } = editing;
  const draft = useMemo(() => toValues(action.originalParams, fields), [action.originalParams, fields]);
  const saving = useSave({ action, decisions, fields, editing, form, merge, onDone });
  const closed = saving.isSaving ? null : closedBy(action);
  const leave = () => {
    // Nobody could come back to it: what is decided has no form.
    if (closed !== null) editing.forget();
    else if (editing.isChanged) {
      const text = editing.isKept ? texts.edit.kept : texts.edit.notKept;
      notify({ kind: 'info', text, about: [action.id] });
    }
    onClose();
  };
  const save = (andApprove: boolean) => {
    if (closed === null) void saving.save(andApprove);
  };
  useFormKeys({ save: () => save(false), saveAndApprove: () => save(true), leave });

  /** The focus must not be lost with a button that goes. */
  const focusField = (name = fields[0]?.name) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  const settle = (name: string, choice: 'mine' | 'theirs') => {
    editing.settle(name, choice);
    focusField(name);
  };
  const discard = () => {
    editing.discard();
    focusField();
  };
  const { isRestored } = editing;
  const opened = useEffectEvent(() => {
    focusField();
    typeKept(action.id);
    // That they are not saved was told on leaving; now they are being written again.
    outdate(action.id);
    if (isRestored) announce(texts.edit.restored);
  });
  // Before the next key comes.
  useLayoutEffect(() => opened(), []);

  const write = (name: string, text: string) => {
    // What is being saved is what stands there.
    if (saving.isSaving) return;
    saving.clear(name);
    editing.write(name, text);
  };
  const control = (field: Field) => (
    <FieldControl
      key={field.name}
      field={field}
      value={edit.values[field.name] ?? ''}
      error={saving.errors[field.name]}
      onChange={(text) => write(field.name, text)}
    />
  );
  const folded = fields.filter(({ isMain }) => !isMain);
  return (
    <form
      ref={form}
      aria-label={texts.edit.label}
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save(false);
      }}
    >
      {closed !== null && (
        <p role="alert" className={classes.notice}>
          {texts.edit.closed(closed)}
        </p>
      )}
      {closed === null && action.scheduledApproval !== null && !saving.isSaving && (
        <p className={classes.notice}>{texts.edit.scheduled}</p>
      )}
      {isRestored && (
        <div className={classes.notice}>
          {texts.edit.restored}
          <Button size="compact-sm" variant="default" onClick={discard}>
            {texts.edit.discard}
          </Button>
        </div>
      )}
      {!editing.isKept && <p className={classes.notice}>{texts.edit.notKept}</p>}
      <MergePanel edit={edit} fields={fields} onSettle={settle} ref={merge} />
      <div className={classes.fields}>{fields.filter(({ isMain }) => isMain).map(control)}</div>
      {folded.length > 0 && (
        <details className={classes.more}>
          <summary>{texts.edit.more}</summary>
          <div className={classes.fields}>{folded.map(control)}</div>
        </details>
      )}
      <DraftDiff
        fields={fields}
        draft={draft}
        values={edit.values}
        onDiscard={editing.isChanged ? discard : undefined}
      />
      <p role="alert" className={classes.problem}>
        {saving.problem}
      </p>
      <FormButtons
        actionType={action.actionType}
        isClosed={closed !== null}
        saving={saving.isSaving}
        onSave={() => save(false)}
        onSaveAndApprove={() => save(true)}
        onLeave={leave}
      />
    </form>
  );
}

/** Why nothing can be saved any more, by whom; null while it can. */
function closedBy({ status, decision, decidedByName, executingAt }: ActionDetail): string | null {
  if (status !== 'pending') return texts.card.decidedBy(decision ?? status, decidedByName ?? '');
  return executingAt === null ? null : texts.edit.executing;
}
