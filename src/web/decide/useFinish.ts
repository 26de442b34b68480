import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type ActionSummary, api, type DecisionAnswer, unwrap } from '../api/client.ts';
import { recount } from '../api/queueCache.ts';
import { refreshAction } from '../api/refreshAction.ts';
import { notify } from '../shell/notices.ts';
import { type Opening, useOpening } from '../shell/opening.ts';
import { createStore } from '../store.ts';
import { texts } from '../texts.ts';
import { asProblem, learnFrom, whyNot } from './refusals.ts';
import { withKey } from './send.ts';

/** What a person can do about a failed action. */
type Command = 'retry' | 'confirm' | 'dismiss';
type Failed = Pick<ActionSummary, 'id'>;

/** How it came out is told as a notice. */
export interface Finish {
  /** Executes it again, as a new action. */
  retry: (action: Failed) => void;
  /** Says that an unconfirmed delivery did arrive. */
  confirm: (action: Failed) => void;
  /** Says that one has seen to it: it is no longer kept in sight. */
  dismiss: (action: Failed) => void;
}

/** Ids of failed actions about which something has been sent, and no answer come yet. */
export const finishing = createStore<ReadonlySet<string>>(new Set());

/** What a person does about failed actions, for every part of the screen alike. */
export function useFinish(): Finish {
  const client = useQueryClient();
  const { open } = useOpening();
  return useMemo(() => createFinish(client, open), [client, open]);
}

function createFinish(client: QueryClient, open: Opening['open']): Finish {
  const openingOf = (actionId: string, label: string = texts.decide.open) => ({ label, take: () => open(actionId) });

  async function take({ id }: Failed, command: Command, tell: (answer: DecisionAnswer) => void): Promise<void> {
    if (finishing.get().has(id)) return;
    finishing.set((ids) => new Set([...ids, id]));
    try {
      tell(await withKey([id, command], (key) => send(id, command, key)));
      recount(client);
    } catch (error) {
      learnFrom(client, id, error);
      const problem = asProblem(error);
      const { actionId } = problem;
      notify({
        kind: 'error',
        text: `${texts.detail.notFinished[command]} ${whyNot(problem)}`,
        offer: typeof actionId === 'string' ? openingOf(actionId) : undefined,
      });
    } finally {
      await refreshAction(client, id);
      finishing.set((ids) => new Set([...ids].filter((other) => other !== id)));
    }
  }

  return {
    retry: (action) =>
      void take(action, 'retry', ({ actionId }) =>
        notify({ kind: 'info', text: texts.detail.retried, offer: openingOf(actionId, texts.detail.openRetry) }),
      ),
    confirm: (action) => void take(action, 'confirm', () => notify({ kind: 'info', text: texts.detail.confirmed })),
    dismiss: (action) => void take(action, 'dismiss', () => notify({ kind: 'info', text: texts.detail.dismissed })),
  };
}

function send(id: string, command: Command, key: string): Promise<DecisionAnswer> {
  return unwrap(
    api.POST(`/api/autonomous-actions/{id}/${command}`, {
      params: { path: { id }, header: { 'idempotency-key': key } },
      body: {},
    }),
  );
}
