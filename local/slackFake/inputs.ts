/** What a person has put into the fields of a message or a modal, as Slack tells an app of it. */
import type { Block } from './blockKit/blocks.ts';
import { elementsOf } from './blockKit/blocks.ts';
import type { Element } from './blockKit/elements.ts';

/** By block_id and action_id: a text, an option's value or several, null for an emptied field. What is missing is as it was. */
export type Given = Record<string, Record<string, string | string[] | null>>;

/** `state.values` (docs.slack.dev/reference/views, "view.state"). */
export type StateValues = Record<string, Record<string, object>>;

export function stateOf(blocks: Block[], given: Given): StateValues {
  const state: StateValues = {};
  for (const each of blocks) {
    for (const element of elementsOf(each)) {
      const [blockId, actionId] = [each.block_id ?? '', element.action_id ?? ''];
      const value = heldBy(element, given[blockId]?.[actionId]);
      if (value !== undefined) state[blockId] = { ...state[blockId], [actionId]: { type: element.type, ...value } };
    }
  }
  return state;
}

/** What the field holds, in the property that its kind has for it; undefined where the element holds nothing. */
export function heldBy(element: Element, given: string | string[] | null | undefined): object | undefined {
  const text = Array.isArray(given) ? given[0] : given;
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return { value: (text === undefined ? element.initial_value : text) || null };
    case 'static_select':
    case 'radio_buttons':
      return { selected_option: (text === undefined ? element.initial_option : optionOf(element, text)) ?? null };
    case 'checkboxes': {
      const values = given === null ? [] : [given].flat();
      const chosen = element.options.filter(({ value }) => values.includes(value));
      return { selected_options: given === undefined ? (element.initial_options ?? []) : chosen };
    }
    case 'datepicker':
      return { selected_date: (text === undefined ? element.initial_date : text) || null };
    case 'timepicker':
      return { selected_time: (text === undefined ? element.initial_time : text) || null };
    case 'datetimepicker':
      return { selected_date_time: (text === undefined ? element.initial_date_time : Number(text)) || null };
    default:
      return undefined;
  }
}

type Choosing = Extract<Element, { type: 'static_select' | 'radio_buttons' | 'overflow' }>;

/** All that one may choose from; a menu's groups as one list. */
export function optionsOf(element: Choosing) {
  const groups = element.type === 'static_select' ? (element.option_groups ?? []) : [];
  return [...(element.options ?? []), ...groups.flatMap(({ options }) => options)];
}

export function optionOf(element: Choosing, value: string | null | undefined) {
  return optionsOf(element).find((each) => each.value === value);
}

/** What Slack itself says before it sends anything, by block_id. */
export function incomplete(blocks: Block[], state: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const each of blocks) {
    if (each.type !== 'input') continue;
    const { element, block_id: id = '' } = each;
    const [value] = Object.entries(state[id]?.[element.action_id ?? ''] ?? {}).flatMap(([key, held]) =>
      key === 'type' ? [] : [held],
    );
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
    if (isEmpty && each.optional !== true) errors[id] = 'Please complete this required field.';
    if (element.type !== 'plain_text_input' || typeof value !== 'string') continue;
    const { min_length: min = 0, max_length: max = MAX_LENGTH } = element;
    if (value.length < min) errors[id] = `This entry must be at least ${min} characters.`;
    if (value.length > max) errors[id] = `This entry must be at most ${max} characters.`;
  }
  return errors;
}

const MAX_LENGTH = 3_000;
