import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ActionDetail, api, type DecisionAnswer, unwrap } from '../api/client.ts';
import { learnFrom, toProblem } from '../decide/refusals.ts';
import { withKey } from '../decide/send.ts';
import { recount } from '../queue/queueCache.ts';
import { refreshAction } from '../queue/refreshAction.ts';
import { go } from '../shell/address.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';

export interface Finish {
  isRunning: boolean;
  /** Executes a failed action again, as a new one. */
  retry: () => void;
  /** Says that an unconfirmed delivery did arrive. */
  confirm: () => void;
}

/** What a person does about a failed action. How it came out is told as a notice. */
export function useFinish({ id }: ActionDetail): Finish {
  const client = useQueryClient();
  const [isRunning, setIsRunning] = useState(false);

  async function take(command: 'retry' | 'confirm', tell: (answer: DecisionAnswer) => void): Promise<void> {
    setIsRunning(true);
    try {
      tell(await withKey([id, command], (key) => send(id, command, key)));
      recount(client);
    } catch (error) {
      learnFrom(client, id, error);
      const problem = toProblem(error);
      const { actionId } = problem;
      notify({
        kind: 'error',
        text: `${texts.detail.notFinished[command]} ${texts.problem(problem)}`,
        ...(typeof actionId === 'string' ? { offer: openingOf(actionId) } : {}),
      });
    } finally {
      await refreshAction(client, id);
      setIsRunning(false);
    }
  }

  return {
    isRunning,
    retry: () =>
      void take('retry', ({ actionId }) =>
        notify({ kind: 'info', text: texts.detail.retried, offer: openingOf(actionId, texts.detail.openRetry) }),
      ),
    confirm: () => void take('confirm', () => notify({ kind: 'info', text: texts.detail.confirmed })),
  };
}

function send(id: string, command: 'retry' | 'confirm', key: string): Promise<DecisionAnswer> {
  return unwrap(
    api.POST(`/api/autonomous-actions/{id}/${command}`, {
      params: { path: { id }, header: { 'idempotency-key': key } },
      body: {},
    }),
  );
}

function openingOf(actionId: string, label: string = texts.decide.open) {
  return { label, take: () => go({ actionId }) };
}
