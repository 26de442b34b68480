import { Context } from '@temporalio/activity';
import { recordClosing, recordEdit, recordRefusal, settleAutoExecute } from '../store/recordDecision.ts';
import { recordReschedule, recordSchedule, recordUndo } from '../store/schedule.ts';
import { deriveOutcome } from '../store/settle.ts';
import type { ActionActivities, CommandInput, RefusalInput } from './contract.ts';
import { type CrmClients, createFollowupTask, logTouch } from './crm.ts';
import type { CrmInActivities } from './crmIn/contract.ts';
import { type DrainDeps, drainInbox } from './crmIn/drainInbox.ts';
import { type PollDeps, pollCrm } from './crmIn/pollCrm.ts';
import { scanSilence } from './crmIn/scanSilence.ts';
import { draftEmail } from './draftEmail.ts';
import { type ExecuteDeps, execute, notFoundIsPermanent, type PrepareEffect } from './execute.ts';
import type { MailDeps } from './mail.ts';
import { type NotifyDeps, notifyRep } from './notifyRep.ts';
import { sendEmail } from './sendEmail.ts';

export interface ActivityDeps extends ExecuteDeps, MailDeps, NotifyDeps, DrainDeps, PollDeps {
  smtpUrl: string | undefined;
  imapUrl: string | undefined;
  crms: CrmClients;
}

/** The activities that a worker registers, closed over what they need. */
export function createActivities(deps: ActivityDeps): ActionActivities & CrmInActivities {
  const { db } = deps;
  const executing = (prepare: PrepareEffect) => (input: CommandInput) => execute(deps, input, prepare);
  return {
    recordEdit: ({ actionId, command }) => recordEdit(db, actionId, command).catch(notFoundIsPermanent),
    recordSchedule: ({ actionId, command, executesAt }) =>
      recordSchedule(db, actionId, command, { executesAt, means: deps.means }).catch(notFoundIsPermanent),
    recordUndo: ({ actionId, command }) => recordUndo(db, actionId, command).catch(notFoundIsPermanent),
    recordReschedule: ({ actionId, command }) => recordReschedule(db, actionId, command).catch(notFoundIsPermanent),
    recordClosing: async ({ actionId, command }) => ({
      outcome: await recordClosing(db, actionId, command).catch(notFoundIsPermanent),
    }),
    recordRefusal: ({ actionId, ...refused }: RefusalInput) =>
      recordRefusal(db, actionId, refused).catch(notFoundIsPermanent),
    settleAutoExecute: ({ actionId, command }) => settleAutoExecute(db, actionId, command).catch(notFoundIsPermanent),
    recordOutcome: async ({ actionId, command }) => ({
      outcome: await deriveOutcome(db, actionId, command).catch(notFoundIsPermanent),
    }),

    sendEmail: executing(sendEmail(deps)),
    draftEmail: executing(draftEmail(deps)),
    createFollowupTask: executing(createFollowupTask(deps)),
    logTouch: executing(logTouch(deps)),
    notifyRep: executing(notifyRep(deps)),

    drainInbox: () => drainInbox(deps),
    scanSilence: ({ after }) => scanSilence(deps, after),
    pollCrm: (input) => pollCrm(deps, input, Context.current().cancellationSignal),
  };
}
