import { Context } from '@temporalio/activity';
import { type ConnectionDeps, checkConnection } from '../checks/connection.ts';
import { lookAt } from '../store/execution/claimExecution.ts';
import { deriveOutcome } from '../store/execution/settle.ts';
import { saveCheck } from '../store/settings/connectionChecks.ts';
import { beating } from './beating.ts';
import type { CheckActivities } from './checkContract.ts';
import type { ActionActivities, LookInput } from './contract.ts';
import { type CrmClients, createFollowupTask, logTouch } from './crm.ts';
import type { CrmInActivities } from './crmIn/contract.ts';
import { type DrainDeps, drainInbox } from './crmIn/drainInbox.ts';
import { type PollDeps, pollCrm } from './crmIn/pollCrm.ts';
import { scanSilence } from './crmIn/scanSilence.ts';
import { decideHere } from './decideHere.ts';
import { draftEmail } from './draftEmail.ts';
import { type ExecuteDeps, execute, notFoundIsPermanent, type PrepareEffect } from './execute.ts';
import { type NotifyDeps, notifyRep } from './notifyRep.ts';
import { type SendDeps, sendEmail } from './sendEmail.ts';
import { stepOf } from './step.ts';
import type { TellingActivities } from './telling/contract.ts';
import { sendDigests } from './telling/digests.ts';
import { type TellingDeps, tellPeople } from './telling/tellPeople.ts';

export interface ActivityDeps
  extends ExecuteDeps,
    SendDeps,
    NotifyDeps,
    DrainDeps,
    PollDeps,
    ConnectionDeps,
    TellingDeps {
  imapUrl: string | undefined;
  crms: CrmClients;
}

/** All that our workflows ask of a worker. */
export type AllActivities = ActionActivities & CrmInActivities & CheckActivities & TellingActivities;

/** The activities that a worker registers, closed over what they need. */
export function createActivities(deps: ActivityDeps): AllActivities {
  const { db } = deps;
  const executing = (prepare: PrepareEffect) => (input: LookInput) => execute(deps, input, prepare);
  return {
    look: async ({ actionId, atMs }) => stepOf(await lookAt(db, actionId, { atMs }).catch(notFoundIsPermanent)),
    decideHere: (input) => decideHere(deps, input),
    recordOutcome: async ({ actionId, atMs }) => {
      const outcome = await deriveOutcome(db, actionId).catch(notFoundIsPermanent);
      return outcome === undefined ? stepOf(await lookAt(db, actionId, { atMs })) : { outcome };
    },

    sendEmail: executing(sendEmail(deps)),
    draftEmail: executing(draftEmail(deps)),
    createFollowupTask: executing(createFollowupTask(deps)),
    logTouch: executing(logTouch(deps)),
    notifyRep: executing(notifyRep(deps)),

    checkConnection: async (input) => saveCheck(db, input.workspaceId, input.name, await checkConnection(deps, input)),

    drainInbox: () => alive(() => drainInbox(deps)),
    scanSilence: ({ after }) => alive(() => scanSilence(deps, after)),
    pollCrm: (input) => alive(() => pollCrm(deps, input, Context.current().cancellationSignal)),

    sendDigests: (input) => alive(() => sendDigests(deps, input, Context.current().cancellationSignal)),
    tellPeople: () => alive(() => tellPeople(deps, Context.current().cancellationSignal)),
  };
}

/** Tells Temporal of a dead worker within a minute, instead of when the activity's time is up. */
function alive<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  return beating(() => context.heartbeat(), work);
}
