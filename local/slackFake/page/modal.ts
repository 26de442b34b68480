import { escapeHtml } from '../../../src/domain/escapeHtml.ts';
import type { Block } from '../blockKit/blocks.ts';
import { elementsOf } from '../blockKit/blocks.ts';
import type { Element } from '../blockKit/elements.ts';
import type { OpenView } from '../views.ts';
import { blockHtml } from './blocks.ts';
import { clicksOf, fieldHtml, isGroup, menuHtml, withConfirm } from './elements.ts';
import { errorHtml } from './messages.ts';
import { plainHtml } from './mrkdwn.ts';
import type { PageState } from './state.ts';

/** How a field is called in the modal's form: names of blocks and elements may hold anything. */
export const fieldName = (block: Block, element: Element) =>
  JSON.stringify([block.block_id ?? '', element.action_id ?? '']);

/** The modal that is on top, as one form. */
export function modalHtml(view: OpenView, state: PageState, nameOf: (userId: string) => string): string {
  const { id, hash, modal, errors } = view;
  const inputs = modal.blocks.filter(({ type }) => type === 'input');
  const first = inputs.find(({ block_id: block = '' }) => block in errors) ?? inputs[0];
  const element = (each: Element, block: Block) => elementHtml(each, block, view, block === first);
  const blocks = modal.blocks.map((block) => blockHtml(block, { nameOf, element })).join('\n');
  const submit =
    modal.submit === undefined
      ? ''
      : `<button class="primary" name="do" value="submit">${plainHtml(modal.submit.text)}</button>`;
  const close = `<button name="do" value="close"${first === undefined ? ' autofocus' : ''}>${plainHtml(modal.close?.text ?? 'Cancel')}</button>`;
  const failed = state.errorAt === undefined ? errorHtml(state.error) : '';
  const hidden = { as: state.as.id, in: state.channel ?? '', view: id };
  return `<dialog open aria-modal="true" aria-labelledby="modal-title" data-view="${escapeHtml(`${id} ${hash}`)}">
<h2 id="modal-title">${plainHtml(modal.title.text)}</h2>
<form method="post" action="/page/modal" novalidate>${Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('')}
${submit === '' ? '' : '<button class="unseen" name="do" value="submit" tabindex="-1" aria-hidden="true"></button>'}
${blocks}
${failed}<div class="actions">${submit}${close}</div></form></dialog>`;
}

function elementHtml(element: Element, block: Block, { errors, given }: OpenView, autofocus: boolean): string {
  const name = fieldName(block, element);
  const id = `field-${name}`;
  const blockId = block.block_id ?? '';
  const error = errors[blockId];
  const isLabelled = block.type === 'input' && !isGroup(element);
  const isOptional = block.type === 'input' && block.optional === true ? ' (optional)' : '';
  const label = block.type === 'input' ? `${block.label.text}${isOptional}` : (element.action_id ?? 'value');
  const field = fieldHtml(element, {
    name,
    id,
    label: isLabelled ? undefined : label,
    given: given[blockId]?.[element.action_id ?? ''],
    error,
    describedBy: error === undefined ? undefined : `error-${name}`,
    autofocus,
  });
  if (block.type !== 'input') return `${field ?? ''}${clickHtml(element, name)}`;
  const named = isLabelled ? `<label for="${escapeHtml(id)}">${plainHtml(label)}</label>` : '';
  const hint = block.hint === undefined ? '' : `<small>${plainHtml(block.hint.text)}</small>`;
  const wrong =
    error === undefined ? '' : `<p class="error" id="${escapeHtml(`error-${name}`)}">${escapeHtml(error)}</p>`;
  return `<div class="input">${named}${field}${hint}${wrong}</div>`;
}

/** Buttons within the form; which was clicked is their value. */
function clickHtml(element: Element, name: string): string {
  const clicks = clicksOf(element);
  const isField = clicks.length === 0;
  const buttons = (isField ? [{ label: 'Choose', value: undefined }] : clicks).map(({ label, value }) => {
    const click = escapeHtml(JSON.stringify({ name, ...(value !== undefined && { value }) }));
    return withConfirm(element, (words) => `<button name="click" value="${click}">${words}</button>`, label);
  });
  return element.type === 'overflow' ? menuHtml(buttons) : buttons.join('');
}

/** What the form holds, field by field: one that is empty is null. */
export function readFields(form: URLSearchParams, blocks: Block[]) {
  const given: Record<string, Record<string, string | string[] | null>> = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      if (element.type === 'button' || element.type === 'overflow') continue;
      const [first, ...others] = form.getAll(fieldName(block, element)).filter((value) => value !== '');
      const value = element.type === 'datetimepicker' && first !== undefined ? secondsOf(first) : first;
      const held = element.type === 'checkboxes' && value !== undefined ? [value, ...others] : (value ?? null);
      const blockId = block.block_id ?? '';
      given[blockId] = { ...given[blockId], [element.action_id ?? '']: held };
    }
  }
  return given;
}

const secondsOf = (dateTime: string) => String(Date.parse(`${dateTime}Z`) / 1_000);
