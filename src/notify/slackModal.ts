/** Forms in Slack: the draft to edit, the reason to cancel with. Pure. */
import type { KnownBlock, ModalView } from '@slack/web-api';
import type { Field } from '../domain/form/fields.ts';
import type { FieldTexts } from '../domain/form/patch.ts';
import { cancelReasons } from '../domain/words/cancelReasons.ts';
import { choiceNames, fieldNames } from '../domain/words/fields.ts';
import { slackText } from './slackText.ts';

/** Of a text input (docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element). */
export const MAX_INPUT = 3_000;
const MAX_LABEL = 75;

export const EDIT_FORM = 'signoff_edit';
export const CANCEL_FORM = 'signoff_cancel';

/** What a form is about, kept in it. */
export interface FormSubject {
  actionId: string;
  version: number;
}

/** The fields of a form in Slack: those that a reviewer changes. */
export function slackFields(fields: readonly Field[]): Field[] {
  return fields.filter(({ isMain }) => isMain);
}

/** Whether what is there fits: what does not is edited in Signoff itself. */
export function fitsSlack(fields: readonly Field[], values: FieldTexts): boolean {
  return slackFields(fields).every(({ name }) => (values[name] ?? '').length <= MAX_INPUT);
}

/** The draft, to be changed. */
export function editForm(subject: FormSubject, fields: readonly Field[], values: FieldTexts): ModalView {
  return {
    ...form(subject, EDIT_FORM, 'Edit the draft', 'Save'),
    blocks: slackFields(fields).map((field) => input(field, values[field.name] ?? '')),
  };
}

/** The reason to cancel for. */
export function cancelForm(subject: FormSubject, summary: string): ModalView {
  const options = Object.entries(cancelReasons).map(([value, text]) => ({ text: plain(text), value }));
  return {
    ...form(subject, CANCEL_FORM, 'Cancel this action', 'Cancel the action'),
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: slackText(summary, MAX_INPUT), emoji: false } },
      {
        type: 'input',
        block_id: 'preset',
        label: plain('Why?'),
        optional: true,
        element: { type: 'static_select', action_id: 'preset', options },
      },
      {
        type: 'input',
        block_id: 'words',
        label: plain('In your own words'),
        optional: true,
        element: { type: 'plain_text_input', action_id: 'words', max_length: 400 },
      },
    ],
  };
}

/** In place of a form that cannot be sent any more. */
export function notice(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: plain(title, 24),
    close: plain('Close'),
    blocks: [{ type: 'section', text: { type: 'plain_text', text: slackText(text, MAX_INPUT), emoji: false } }],
  };
}

function form(subject: FormSubject, callbackId: string, title: string, submit: string) {
  return {
    type: 'modal' as const,
    callback_id: callbackId,
    private_metadata: JSON.stringify(subject),
    // Each at most 24 characters (docs.slack.dev/reference/views/modal-views).
    title: plain(title, 24),
    submit: plain(submit, 24),
    close: plain('Back', 24),
  };
}

function input(field: Field, value: string): KnownBlock {
  const { name, isRequired } = field;
  return {
    type: 'input',
    block_id: name,
    label: plain(fieldNames[name] ?? name),
    optional: !isRequired,
    element: elementOf(field, value),
  };
}

function elementOf({ name, control, choices, maxLength }: Field, value: string) {
  switch (control) {
    case 'choice': {
      const options = choices.map((choice) => ({ text: plain(choiceNames[choice] ?? choice), value: choice }));
      const chosen = options.find((option) => option.value === value);
      return { type: 'static_select' as const, action_id: name, options, ...(chosen && { initial_option: chosen }) };
    }
    case 'time': {
      const ms = Date.parse(value);
      const initial = Number.isNaN(ms) ? {} : { initial_date_time: Math.floor(ms / 1_000) };
      return { type: 'datetimepicker' as const, action_id: name, ...initial };
    }
    case 'email':
      return { type: 'email_text_input' as const, action_id: name, ...initialValue(value) };
    case 'line':
    case 'text':
      return {
        type: 'plain_text_input' as const,
        action_id: name,
        multiline: control === 'text',
        max_length: Math.min(maxLength, MAX_INPUT),
        ...initialValue(value),
      };
  }
}

/** Empty, Slack refuses it. */
function initialValue(value: string) {
  return value === '' ? {} : { initial_value: value };
}

function plain(text: string, maxLength = MAX_LABEL) {
  return { type: 'plain_text' as const, text: slackText(text, maxLength), emoji: false };
}
