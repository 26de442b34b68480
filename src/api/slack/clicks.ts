/** Clicks on the buttons of a message. */
import type { FastifyBaseLogger } from 'fastify';
import { undoSecondsOf } from '../../domain/autoExecute.ts';
import { toValues } from '../../domain/form/patch.ts';
import { actionUrl } from '../../domain/links.ts';
import type { SlackClick } from '../../integrations/slack/interactions.ts';
import { clientOf } from '../../integrations/slack/notify.ts';
import { privately, respond } from '../../integrations/slack/respond.ts';
import { slackCall } from '../../integrations/slack/slackFailure.ts';
import { BUTTON_IDS, readButton, working } from '../../notify/slackCard.ts';
import { cancelForm, editForm, type FormSubject, fitsSlack } from '../../notify/slackModal.ts';
import { type SlackUser, workspaceOfAction } from '../../store/access/slackUsers.ts';
import { type ActionDetail, findAction } from '../../store/actions/actions.ts';
import { readSettings } from '../../store/settings/settings.ts';
import { lookAgain } from '../../store/telling/tellings.ts';
import { noteView } from '../../store/telling/views.ts';
import { commandId } from '../commandId.ts';
import { decideAndTell } from '../decide.ts';
import { whyNot } from '../whyNot.ts';
import { formFields } from './formFields.ts';
import { answerNote, readNote } from './notes.ts';
import type { DoorParts } from './parts.ts';
import { actorOfUser, type Clicker, scopeOfUser } from './who.ts';
import { words } from './words.ts';

const ACTION_ID = /^[0-9a-f-]{36}$/;
/** As long as what we write to a message may be on its way. */
const WRITING_MS = 10_000;
/** Within which the form must be asked for: what Slack sent with the click is good for 3 s. */
const FORM_WITHIN_MS = 2_000;

interface Clicked {
  click: SlackClick;
  clicker: Clicker;
  user: SlackUser;
  subject: FormSubject;
  log: FastifyBaseLogger;
}

/** @returns what does what a click asks for; nothing is answered by it, the message tells */
export function createClicks({ deps, settings, whoIs }: DoorParts) {
  const { db, kickTelling, publicUrl = '' } = deps;

  return async (click: SlackClick, log: FastifyBaseLogger): Promise<null> => {
    const [button] = click.actions;
    const subject = readButton(button?.value);
    const note = readNote(click);
    const actionId = subject?.actionId ?? note?.actionId;
    // The button that leads to Signoff is told as well.
    if (button === undefined || actionId === undefined || !ACTION_ID.test(actionId)) return null;
    const clicker = { slackUserId: click.user.id, teamId: click.team?.id ?? click.user.team_id ?? null };
    try {
      const workspaceId = await workspaceOfAction(db, actionId);
      const users = await whoIs(clicker);
      const user = users.find((each) => each.workspaceId === workspaceId);
      if (user === undefined) {
        log.warn({ ...clicker, actionId }, 'denied: nobody of ours in Slack');
        await tellPrivately(click, words.unknownPerson);
        return null;
      }
      if (subject !== undefined) await act(button.action_id, { click, clicker, user, subject, log });
      else if ((await findAction(db, scopeOfUser(user), actionId)) === undefined)
        await tellPrivately(click, words.notYours);
      else await answerNote(settings, click, user, note?.snooze);
    } catch (error) {
      log.warn({ err: error, actionId }, 'a click in Slack was not taken');
      await tellPrivately(click, words.notNow);
    }
    return null;
  };

  function tellPrivately({ response_url }: SlackClick, text: string): Promise<boolean> {
    return respond(settings, response_url, privately(text));
  }

  function act(buttonId: string, clicked: Clicked): Promise<unknown> {
    switch (buttonId) {
      case BUTTON_IDS.approve:
        return decide('approve', clicked);
      case BUTTON_IDS.undo:
        return decide('undo', clicked);
      case BUTTON_IDS.edit:
        return open(clicked, 'edit');
      case BUTTON_IDS.cancel:
        return open(clicked, 'cancel');
      default:
        return Promise.resolve();
    }
  }

  /**
   * The buttons go at once, and the decision is taken meanwhile; how it came out the message tells, written by nobody but the worker. What
   * we write to it here may arrive late: until that has surely ended, what it shows is not known.
   */
  async function decide(type: 'approve' | 'undo', { click, clicker, user, subject, log }: Clicked): Promise<void> {
    const { actionId, version } = subject;
    await lookAgain(db, [actionId], WRITING_MS);
    const shown = click.message?.blocks ?? [];
    const said = respond(settings, click.response_url, {
      replace_original: true,
      text: words.working,
      blocks: working(shown, words.working),
    });
    const asked = type === 'approve' ? { version, ...(await undoWindow(user, actionId)) } : { version };
    const key = JSON.stringify(['slack', clicker, click.message?.ts ?? null, click.actions[0]?.action_ts ?? null]);
    const decision = {
      actionId,
      type,
      asked,
      actor: actorOfUser(user, clicker),
      commandId: commandId(type, { userId: user.id, key }, actionId),
    };
    const refusal = await decideAndTell(deps, log, scopeOfUser(user), decision).then(
      () => undefined,
      (error: unknown) => whyNot(error, user),
    );
    if (refusal !== undefined) await tellPrivately(click, refusal);
    // What was given up may arrive all the same.
    const afterMs = (await said) ? 0 : WRITING_MS;
    // It has been decided, whatever becomes of this: it was to be looked at before, and will be.
    await lookAgain(db, [actionId], afterMs).catch((error: unknown) => log.warn({ err: error }, 'looked at later'));
    kickTelling();
  }

  async function undoWindow(user: SlackUser, actionId: string): Promise<{ undoSeconds?: number }> {
    const action = await findAction(db, scopeOfUser(user), actionId);
    if (action === undefined) return {};
    const { own, workspace } = await readSettings(db, user.id);
    return { undoSeconds: undoSecondsOf(own, workspace, action.actionType) };
  }

  async function open({ click, user, subject }: Clicked, form: 'edit' | 'cancel'): Promise<void> {
    const action = await findAction(db, scopeOfUser(user), subject.actionId);
    if (action === undefined || action.status !== 'pending') {
      await tellPrivately(click, action === undefined ? words.notYours : words.over);
      await lookAgain(db, [subject.actionId]);
      return kickTelling();
    }
    await noteView(db, { actionId: action.id, workspaceId: action.workspaceId, userId: user.id, channel: 'slack' });
    const view = form === 'edit' ? editView(action) : cancelForm(subjectOf(action), action.contextSummary);
    if (view === undefined) {
      await tellPrivately(click, words.tooLong(actionUrl(publicUrl, action.id)));
      return;
    }
    const client = await clientOf(settings, AbortSignal.timeout(FORM_WITHIN_MS));
    await slackCall('transient', () => client.views.open({ trigger_id: click.trigger_id, view }));
  }
}

/** Undefined where the draft does not fit. */
function editView(action: ActionDetail) {
  const fields = formFields(action.actionType);
  const values = toValues(action.params, fields);
  return fitsSlack(fields, values) ? editForm(subjectOf(action), fields, values) : undefined;
}

/** As it is now: the form shows that, whichever version the message showed. */
function subjectOf({ id, version }: ActionDetail): FormSubject {
  return { actionId: id, version };
}
