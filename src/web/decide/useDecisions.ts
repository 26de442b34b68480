import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  type ActionSummary,
  api,
  type DecisionAnswer,
  offlineProblem,
  type SnoozeAnswer,
  unwrap,
} from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { patchAction, patchParams, recount, removeAction } from '../api/queueCache.ts';
import { type Format, useFormat } from '../format.ts';
import { isOnline } from '../shell/connection.ts';
import { announce, outdate } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { chosenBy, ownUndoSeconds, scheduledBy, settleApproval } from './approval.ts';
import { takeBulk } from './bulk.ts';
import type { DecisionResult, Decisions } from './decisions.ts';
import { type Expectation, expect, forget } from './expectations.ts';
import { canSend } from './offline.ts';
import { asProblem, learnFrom, type TriedCommand, tell } from './refusals.ts';
import { type DecisionBody, sendDecision, withKey } from './send.ts';
import { takeTurn } from './turns.ts';
import { noteVersion, versionOf } from './versions.ts';

/** Deciding, for every part of the screen alike. */
export function useDecisions(): Decisions {
  const client = useQueryClient();
  const format = useFormat();
  return useMemo(() => createDecisions(client, format), [client, format]);
}

interface Step<Answer> {
  command: TriedCommand;
  action: ActionSummary;
  /** What the card shows until the answer is there. */
  expectation: Expectation;
  send: () => Promise<Answer>;
  /** Brings what is kept to the answer. */
  settle: (answer: Answer) => void;
  /** What a screen reader says when it is done. */
  said: (answer: Answer) => string;
  /** Refusals that the caller shows: by code. */
  leftToCaller?: readonly string[];
}

const SHOWN_BY_FORMS = ['invalid-params', 'stale-version', 'invalid-request', offlineProblem.code];
const SHOWN_BY_RESCHEDULE = ['invalid-schedule', 'auto-execute-off', 'invalid-request', offlineProblem.code];

function createDecisions(client: QueryClient, format: Format): Decisions {
  async function take<Answer>(step: Step<Answer>): Promise<DecisionResult<Answer>> {
    const { command, action, expectation, send, settle, said, leftToCaller = [] } = step;
    const { id, actionType, contextSummary } = action;
    if (!isOnline()) {
      const shown = !leftToCaller.includes(offlineProblem.code);
      if (shown) canSend();
      return { kind: 'refused', problem: offlineProblem, shown };
    }
    expect([[id, expectation]]);
    const turn = takeTurn([id]);
    await turn.before;
    try {
      const answer = await send();
      settle(answer);
      outdate(id);
      announce(said(answer));
      recount(client);
      return { kind: 'done', answer };
    } catch (error) {
      const problem = asProblem(error);
      learnFrom(client, id, error);
      const shown = !leftToCaller.includes(problem.code);
      if (shown) tell({ command, about: [id], summary: contextSummary, actionType }, error, () => void take(step));
      return { kind: 'refused', problem, shown };
    } finally {
      forget(turn.end());
    }
  }

  function decide(
    action: ActionSummary,
    body: DecisionBody,
    step: Pick<Step<DecisionAnswer>, 'expectation' | 'settle' | 'said' | 'leftToCaller'>,
  ): Promise<DecisionResult> {
    return take({
      ...step,
      command: body.action,
      action,
      async send() {
        const version = versionOf(action);
        if (body.action !== 'approve') return sendDecision({ ...body, version });
        const undoSeconds = await ownUndoSeconds(client);
        return sendDecision({ ...body, undoSeconds: undoSeconds(action), version });
      },
      settle(answer) {
        noteVersion(answer);
        step.settle(answer);
        void client.invalidateQueries({ queryKey: queryKeys.action(action.id) });
      },
    });
  }

  return {
    approve(action, { params, sendNow, executeAt } = {}) {
      const body: DecisionBody = { actionId: action.id, action: 'approve', params, sendNow, executeAt };
      return decide(action, body, {
        expectation:
          executeAt === undefined
            ? scheduledBy(client, action, sendNow === true ? null : action.leaves)
            : chosenBy(client, executeAt),
        settle(answer) {
          if (params !== undefined) patchParams(client, action.id, params);
          settleApproval(client, answer, executeAt !== undefined);
        },
        said: ({ executesAt }) =>
          executesAt === undefined
            ? texts.decide.approved(action.actionType)
            : texts.decide.approvedFor(action.actionType, format.left(Date.parse(executesAt) - Date.now())),
        leftToCaller: params && SHOWN_BY_FORMS,
      });
    },

    cancel: (action, reason) =>
      decide(
        action,
        { actionId: action.id, action: 'cancel', reason },
        {
          expectation: null,
          settle: () => removeAction(client, action.id),
          said: () => texts.decide.cancelled,
        },
      ),

    edit: (action, params) =>
      decide(
        action,
        { actionId: action.id, action: 'edit', params },
        {
          expectation: {},
          settle: ({ version }) => {
            patchParams(client, action.id, params);
            patchAction(client, action.id, { version, scheduledApproval: null });
          },
          said: () => texts.decide.edited,
          leftToCaller: SHOWN_BY_FORMS,
        },
      ),

    undo: (action) =>
      decide(
        action,
        { actionId: action.id, action: 'undo' },
        {
          expectation: { scheduledApproval: null },
          settle: ({ version }) => patchAction(client, action.id, { version, scheduledApproval: null }),
          said: () => texts.decide.undone,
        },
      ),

    reschedule: (action, times) =>
      decide(
        action,
        { actionId: action.id, action: 'reschedule', ...times },
        {
          expectation: times,
          settle: ({ version, autoExecuteAt = action.autoExecuteAt, expiresAt = action.expiresAt }) =>
            patchAction(client, action.id, { version, autoExecuteAt, expiresAt }),
          said: () => texts.decide.rescheduled,
          leftToCaller: SHOWN_BY_RESCHEDULE,
        },
      ),

    snooze: (action, until) =>
      take<SnoozeAnswer>({
        command: 'snooze',
        action,
        expectation: { snoozedUntil: until },
        send: () => {
          const path = { id: action.id };
          return withKey([path, until], (key) =>
            unwrap(
              api.POST('/api/autonomous-actions/{id}/snooze', {
                params: { path, header: { 'idempotency-key': key } },
                body: { until },
              }),
            ),
          );
        },
        settle: ({ snoozedUntil }) => patchAction(client, action.id, { snoozedUntil }),
        said: () => (until === null ? texts.decide.unsnoozed : texts.decide.snoozed(format.moment(until))),
      }),

    bulk: (decision, actions, reason) => takeBulk(client, decision, actions, reason),
  };
}
