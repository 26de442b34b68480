import { escapeHtml } from '../../../src/domain/escapeHtml.ts';
import type { Block } from '../blockKit/blocks.ts';
import type { Element } from '../blockKit/elements.ts';
import { BOT, directWith } from '../ids.ts';
import type { SlackMessage } from '../messages.ts';
import type { Workspace } from '../workspace.ts';
import { blockHtml } from './blocks.ts';
import { clicksOf, fieldHtml, menuHtml, withConfirm } from './elements.ts';
import { linkHtml, mrkdwnHtml, plainHtml } from './mrkdwn.ts';
import type { PageState } from './state.ts';

/** So many messages at most. */
export const SHOWN = 100;

/** A message as one sees it, with a form for each element that one may act on. */
export function messageHtml(message: SlackMessage, workspace: Workspace, state: PageState): string {
  const { people, messages } = workspace;
  const { channel, ts, text, blocks, metadata, editedTs, user, onlyFor } = message;
  const nameOf = (id: string) => people.get(id)?.realName ?? id;
  const owner = people.list().find(({ id }) => directWith(id) === channel);
  const sender = user === BOT.userId ? 'Signoff' : nameOf(user);
  const facts = [
    `${sender} → ${owner?.realName ?? channel}`,
    new Date(Number(ts) * 1_000).toISOString(),
    ...(onlyFor === null ? [] : [`only visible to ${nameOf(onlyFor)}`]),
    ...(editedTs === null ? [] : [`version ${messages.versions(channel, ts).length}`]),
  ];
  const drawing = { nameOf, element: (element: Element, block: Block) => actHtml(element, block, message, state) };
  const shown = blocks.map((block) => blockHtml(block, drawing)).join('\n');
  const failed = state.errorAt === ts ? errorHtml(state.error) : '';
  const source = escapeHtml(JSON.stringify({ text, blocks, metadata }, null, 2));
  return `<article id="m-${ts}"><small>${facts.map(escapeHtml).join(' · ')}</small>
${blocks.length === 0 ? `<pre>${mrkdwnHtml(text, nameOf)}</pre>` : shown}
${failed}<details><summary><small>as Slack got it</small></summary><pre>${source}</pre></details></article>`;
}

export function errorHtml(error: string | undefined): string {
  return error === undefined ? '' : `<p role="alert" class="error">Slack says: ${escapeHtml(error)}</p>`;
}

function actHtml(element: Element, block: Block, message: SlackMessage, { as, channel }: PageState): string {
  const hidden = {
    as: as.id,
    in: channel ?? '',
    channel: message.channel,
    ts: message.ts,
    block: block.block_id ?? '',
    element: element.action_id ?? '',
  };
  const form = (body: string) =>
    `<form method="post" action="/page/click">${Object.entries(hidden)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
      .join('')}${body}</form>`;
  const field = fieldHtml(element, {
    name: 'value',
    id: `${message.ts}-${hidden.element}`,
    label: labelOf(element),
    given: undefined,
  });
  if (field !== undefined) return form(`${field} ${withConfirm(element, submitHtml, 'Choose')}`);
  const clicks = clicksOf(element).map(({ label, value, url }) => {
    // Slack also tells the app of it, which would keep nobody from going there.
    if (url !== undefined && /^https?:\/\//.test(url)) return linkHtml(url, plainHtml(label));
    const chosen = value === undefined ? '' : `<input type="hidden" name="value" value="${escapeHtml(value)}">`;
    return form(`${chosen}${withConfirm(element, (words) => submitHtml(words, styleOf(element)), label)}`);
  });
  return element.type === 'overflow' ? menuHtml(clicks) : clicks.join('');
}

const submitHtml = (words: string, style = '') => `<button${style}>${words}</button>`;
const styleOf = (element: Element) =>
  element.type === 'button' && element.style !== undefined ? ` class="${element.style}"` : '';
const labelOf = (element: Element) =>
  'placeholder' in element && element.placeholder !== undefined
    ? element.placeholder.text
    : (element.action_id ?? 'value');
