/** The elements that one acts on, as parts of a form. */
import { escapeHtml } from '../../../src/domain/escapeHtml.ts';
import type { Element } from '../blockKit/elements.ts';
import { optionsOf } from '../inputs.ts';
import { plainHtml } from './mrkdwn.ts';

/** How a field is called in the form and on the screen, and what is wrong with it. */
export interface Field {
  name: string;
  id: string;
  /** Text, not HTML; undefined where a label stands beside it. */
  label?: string | undefined;
  /** What has been put in; undefined: as the app has filled it in. */
  given: string | string[] | null | undefined;
  error?: string | undefined;
  /** The id of what says more of it. */
  describedBy?: string | undefined;
  autofocus?: boolean;
}

/** HTML of a field that one fills in or chooses from; undefined for an element that is a button. */
export function fieldHtml(element: Element, field: Field): string | undefined {
  switch (element.type) {
    case 'button':
    case 'overflow':
      return undefined;
    case 'radio_buttons':
    case 'checkboxes':
      return choiceHtml(element, field);
    case 'static_select':
      return selectHtml(element, field);
    case 'plain_text_input': {
      const { multiline, placeholder, initial_value: initial } = element;
      const value = textOf(field.given, initial);
      const hint = placeholder === undefined ? '' : ` placeholder="${plainHtml(placeholder.text)}"`;
      return multiline
        ? `<textarea rows="8"${attributes(field)}${hint}>${escapeHtml(`\n${value}`)}</textarea>`
        : `<input type="text"${attributes(field)}${hint} value="${escapeHtml(value)}">`;
    }
    default:
      return `<input type="${TYPES[element.type]}"${attributes(field)} value="${escapeHtml(textOf(field.given, initialOf(element)))}">`;
  }
}

const TYPES = {
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
} as const;

function initialOf(element: Extract<Element, { type: keyof typeof TYPES }>): string | undefined {
  switch (element.type) {
    case 'datepicker':
      return element.initial_date;
    case 'timepicker':
      return element.initial_time;
    case 'datetimepicker':
      // On this page a date with a time is UTC's, to the minute.
      return element.initial_date_time === undefined ? undefined : minuteOf(element.initial_date_time);
    default:
      return element.initial_value;
  }
}

const minuteOf = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 16);
const textOf = (given: Field['given'], initial = '') => (given === undefined ? initial : ([given].flat()[0] ?? ''));

function attributes({ name, id, label, error, describedBy, autofocus = false }: Field): string {
  return [
    ` name="${escapeHtml(name)}" id="${escapeHtml(id)}"`,
    label === undefined ? '' : ` aria-label="${plainHtml(label)}"`,
    error === undefined ? '' : ' aria-invalid="true"',
    describedBy === undefined ? '' : ` aria-describedby="${escapeHtml(describedBy)}"`,
    autofocus ? ' autofocus' : '',
  ].join('');
}

function selectHtml(element: Extract<Element, { type: 'static_select' }>, field: Field): string {
  const chosen = textOf(field.given, element.initial_option?.value);
  const html = (options: { text: { text: string }; value: string }[]) =>
    options.map(({ text, value }) => {
      const selected = value === chosen ? ' selected' : '';
      return `<option value="${escapeHtml(value)}"${selected}>${plainHtml(text.text)}</option>`;
    });
  const groups = (element.option_groups ?? []).map(
    ({ label, options }) => `<optgroup label="${plainHtml(label.text)}">${html(options).join('')}</optgroup>`,
  );
  const nothing = `<option value="">${plainHtml(element.placeholder?.text ?? 'Choose …')}</option>`;
  return `<select${attributes(field)}>${nothing}${html(element.options ?? []).join('')}${groups.join('')}</select>`;
}

function choiceHtml(element: Extract<Element, { type: 'radio_buttons' | 'checkboxes' }>, field: Field): string {
  const isRadio = element.type === 'radio_buttons';
  const initial = isRadio ? [element.initial_option?.value] : (element.initial_options ?? []).map(({ value }) => value);
  const chosen = field.given === undefined ? initial : [field.given].flat();
  const boxes = element.options.map(({ text, value, description }, i) => {
    const checked = chosen.includes(value) ? ' checked' : '';
    const more = description === undefined ? '' : ` <small>${plainHtml(description.text)}</small>`;
    const focus = field.autofocus && i === 0 ? ' autofocus' : '';
    return `<label><input type="${isRadio ? 'radio' : 'checkbox'}" name="${escapeHtml(field.name)}" value="${escapeHtml(value)}"${checked}${focus}> ${plainHtml(text.text)}${more}</label>`;
  });
  const { id, label, error, describedBy } = field;
  // A group cannot be aria-invalid: what is wrong is told by what describes it.
  const described =
    describedBy === undefined || error === undefined ? '' : ` aria-describedby="${escapeHtml(describedBy)}"`;
  return `<fieldset id="${escapeHtml(id)}"${described}><legend>${plainHtml(label ?? '')}</legend>${boxes.join('')}</fieldset>`;
}

/** Whether a field is a group, which no label can be for: its legend names it. */
export const isGroup = ({ type }: Element) => type === 'radio_buttons' || type === 'checkboxes';

/** Buttons that are to be clicked: of a button one, of an overflow menu each option. `value` is undefined where there is no choice. */
export function clicksOf(element: Element): { label: string; value: string | undefined; url: string | undefined }[] {
  if (element.type === 'button') return [{ label: element.text.text, value: undefined, url: element.url }];
  if (element.type !== 'overflow') return [];
  return optionsOf(element).map((option) => ({
    label: option.text.text,
    value: option.value,
    url: 'url' in option && typeof option.url === 'string' ? option.url : undefined,
  }));
}

/** What lies behind a summary until one unfolds it; both are HTML. */
export function foldedHtml(summary: string, body: string): string {
  return `<details class="folded"><summary>${summary}</summary><div>${body}</div></details>`;
}

/** Behind three dots, as Slack has it. */
export function menuHtml(clicks: string[]): string {
  return foldedHtml('<span aria-hidden="true">⋯</span><span class="unseen">More actions</span>', clicks.join(''));
}

/** A click's button with, where the app wants it, the question before it. */
export function withConfirm(element: Element, button: (label: string) => string, label: string): string {
  const confirm = 'confirm' in element ? element.confirm : undefined;
  if (confirm === undefined) return button(plainHtml(label));
  const { title, text } = confirm;
  const question = `<p><strong>${plainHtml(title.text)}</strong><br>${plainHtml(text.text)}</p>`;
  return foldedHtml(plainHtml(label), `${question}${button(plainHtml(confirm.confirm.text))}`);
}
