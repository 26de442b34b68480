import { Button, CloseButton, Kbd, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemError } from '../api/client.ts';
import { queryKeys, useAction } from '../api/queries.ts';
import { expectations, expected } from '../decide/expectations.ts';
import { KeepTyped } from '../edit/KeepTyped.tsx';
import { LateNote } from '../shell/LateNote.tsx';
import { Message } from '../shell/Message.tsx';
import { useOpening } from '../shell/opening.ts';
import { singleKeys } from '../shell/shortcuts.ts';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { ActionView, type ActionViewProps } from './ActionView.tsx';
import classes from './DetailPane.module.css';

export interface DetailPaneProps extends Omit<ActionViewProps, 'action'> {
  /** null: none is open. */
  actionId: string | null;
  onClose: () => void;
}

/** The open action with everything one needs to decide on it. */
export function DetailPane(props: DetailPaneProps) {
  const { actionId, onClose } = props;
  const { back } = useOpening();
  return (
    // With its key each action is shown from its top.
    <section className={classes.pane} aria-label={texts.detail.label} key={actionId}>
      {actionId === null ? (
        <NothingOpen />
      ) : (
        <>
          <CloseButton className={classes.close} aria-label={back} onClick={onClose} />
          <Loaded {...props} actionId={actionId} />
        </>
      )}
    </section>
  );
}

function Loaded({ actionId, ...rest }: DetailPaneProps & { actionId: string }) {
  const { data, error, isPending, refetch } = useAction(actionId);
  const expectation = useStore(expectations);
  // A card that is expected to leave stays readable here until its place is taken.
  if (data !== undefined) return <ActionView {...rest} action={expected(data, expectation) ?? data} />;
  if (isPending) {
    return (
      <>
        {rest.isEditing && <KeepTyped actionId={actionId} />}
        <LateNote of={queryKeys.action(actionId)} />
        <Loading />
      </>
    );
  }
  // 422: the address names what cannot be an action's id.
  if (error instanceof ProblemError && [403, 404, 422].includes(error.problem.status)) {
    return <Message title={texts.detail.notFoundTitle} text={texts.detail.notFound} />;
  }
  return (
    <Message title={texts.detail.errorTitle} text={error === null ? undefined : textOf(error)}>
      <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
    </Message>
  );
}

function textOf(error: Error): string {
  return error instanceof ProblemError ? texts.problem(error.problem) : texts.list.error;
}

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label={texts.common.loading}>
      <Skeleton height={28} width="70%" animate={false} />
      <Skeleton height={14} width="45%" animate={false} />
      <Skeleton height={36} width="60%" animate={false} />
      <Skeleton height={280} animate={false} />
    </div>
  );
}

function NothingOpen() {
  const areOn = useStore(singleKeys);
  const { next, previous, open, help } = texts.detail.nothingKeys;
  return (
    <Message title={texts.detail.nothingTitle} text={texts.detail.nothing}>
      <p className={classes.keys}>
        <Key name={areOn ? 'J' : '↓'}>{next}</Key>
        <Key name={areOn ? 'K' : '↑'}>{previous}</Key>
        <Key name="Enter">{open}</Key>
        {areOn && <Key name="?">{help}</Key>}
      </p>
    </Message>
  );
}

function Key({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span>
      <Kbd>{name}</Kbd> {children}
    </span>
  );
}
