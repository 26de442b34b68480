/** Forms that were sent in Slack. */
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import type { AskedFor } from '../../domain/decide.ts';
import type { Field } from '../../domain/form/fields.ts';
import { type FieldTexts, patchOf, toValues } from '../../domain/form/patch.ts';
import { parseJson } from '../../domain/json.ts';
import { cancelReasons } from '../../domain/words/cancelReasons.ts';
import { enteredIn, type SlackSubmission } from '../../integrations/slack/interactions.ts';
import { CANCEL_FORM, EDIT_FORM, notice, slackFields } from '../../notify/slackModal.ts';
import { type SlackUser, workspaceOfAction } from '../../store/access/slackUsers.ts';
import { findAction } from '../../store/actions/actions.ts';
import { lookAgain } from '../../store/telling/tellings.ts';
import { commandId } from '../commandId.ts';
import { decideAndTell } from '../decide.ts';
import { Problem, type ValidationIssue } from '../problems.ts';
import { whyNot } from '../whyNot.ts';
import { formFields } from './formFields.ts';
import type { DoorParts } from './parts.ts';
import type { SlackAnswer } from './slackDoor.ts';
import { actorOfUser, scopeOfUser } from './who.ts';
import { words } from './words.ts';

/** What we have put into the form: Slack brings it back as it was. */
const about = z.object({ actionId: z.uuid(), version: z.number().int().positive() });
type About = z.output<typeof about>;

const NO_REASON = { preset: 'Choose a reason or write one.' };

/** @returns what answers a form: nothing closes it, errors stand beside their fields, what is not saved is told in its place */
export function createSubmissions({ deps, whoIs }: DoorParts) {
  const { db, kickTelling } = deps;

  /** Never rejects: an empty answer would close the form as if it had been saved. */
  return (submission: SlackSubmission, log: FastifyBaseLogger): Promise<SlackAnswer> =>
    take(submission, log).catch((error: unknown) => {
      log.warn({ err: error }, 'a form in Slack was not taken');
      return inPlace(words.notNow);
    });

  async function take(submission: SlackSubmission, log: FastifyBaseLogger): Promise<SlackAnswer> {
    const { view, user: sender, team } = submission;
    const read = about.safeParse(parseJson(view.private_metadata));
    if (!read.success || (view.callback_id !== EDIT_FORM && view.callback_id !== CANCEL_FORM)) return null;
    const subject = read.data;
    const clicker = { slackUserId: sender.id, teamId: team?.id ?? sender.team_id ?? null };
    const workspaceId = await workspaceOfAction(db, subject.actionId);
    const user = (await whoIs(clicker)).find((each) => each.workspaceId === workspaceId);
    if (user === undefined) return inPlace(words.unknownPerson);

    const type = view.callback_id === EDIT_FORM ? 'edit' : 'cancel';
    const entered = enteredIn(submission);
    const asked = type === 'edit' ? await edited(user, subject, entered) : cancelled(subject, entered);
    if ('answer' in asked) return asked.answer;
    const key = JSON.stringify(['slack', view.id, entered]);
    const decision = {
      actionId: subject.actionId,
      type,
      asked: asked.asked,
      actor: actorOfUser(user, clicker),
      commandId: commandId(type, { userId: user.id, key }, subject.actionId),
    } as const;
    try {
      await decideAndTell(deps, log, scopeOfUser(user), decision);
      return null;
    } catch (error) {
      return refused(error, user, entered);
    } finally {
      await lookAgain(db, [subject.actionId]).catch((error: unknown) => log.warn({ err: error }, 'looked at later'));
      kickTelling();
    }
  }

  /** What has changed of the fields that the form has. */
  async function edited(
    user: SlackUser,
    { actionId, version }: About,
    entered: Record<string, string>,
  ): Promise<Answered> {
    const action = await findAction(db, scopeOfUser(user), actionId);
    if (action === undefined) return { answer: inPlace(words.notYours) };
    if (action.version !== version) return { answer: inPlace(words.changed) };
    const fields = slackFields(formFields(action.actionType));
    const before = toValues(action.params, fields);
    const params = patchOf(before, { ...entered, ...untouchedTimes(fields, before, entered) }, fields);
    return Object.keys(params).length === 0 ? { answer: null } : { asked: { version, params } };
  }
}

/** Slack knows times to the second and in one notation: what is the same second is as it was. */
function untouchedTimes(fields: readonly Field[], before: FieldTexts, entered: FieldTexts): FieldTexts {
  const secondOf = (text = '') => Math.floor(Date.parse(text) / 1_000);
  const untouched = fields.filter(
    ({ name, control }) => control === 'time' && secondOf(before[name]) === secondOf(entered[name]),
  );
  return Object.fromEntries(untouched.map(({ name }) => [name, before[name] ?? '']));
}

type Answered = { answer: SlackAnswer } | { asked: AskedFor };

function cancelled({ version }: About, { preset = '', words: own = '' }: Record<string, string>): Answered {
  const known: Readonly<Record<string, string>> = cancelReasons;
  const reason = [known[preset] ?? '', own.trim()].filter((part) => part !== '').join(': ');
  return reason === '' ? { answer: { response_action: 'errors', errors: NO_REASON } } : { asked: { version, reason } };
}

/** Slack shows errors beside the blocks that it is told of, and none that it does not know. */
function refused(error: unknown, user: SlackUser, entered: Record<string, string>): NonNullable<SlackAnswer> {
  if (error instanceof Problem && error.code === 'invalid-params' && Array.isArray(error.extensions.errors)) {
    const byField = new Map<string, string>();
    // As problems.ts makes them (`invalid`).
    for (const { pointer, detail } of error.extensions.errors as ValidationIssue[]) {
      const field = pointer.split('/')[2] ?? '';
      if (field in entered) byField.set(field, detail);
    }
    if (byField.size > 0) return { response_action: 'errors', errors: Object.fromEntries(byField) };
  }
  return inPlace(error instanceof Problem && error.code === 'stale-version' ? words.changed : whyNot(error, user));
}

function inPlace(text: string): NonNullable<SlackAnswer> {
  return { response_action: 'update', view: notice('Not saved', text) };
}
