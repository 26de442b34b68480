/** Blocks as Slack shows them; how one acts on their elements is for the message or the modal to say. */
import { escapeHtml } from '../../../src/domain/escapeHtml.ts';
import type { Block } from '../blockKit/blocks.ts';
import type { Element } from '../blockKit/elements.ts';
import { linkHtml, plainHtml, wordsHtml } from './mrkdwn.ts';

export interface Drawing {
  nameOf: (userId: string) => string;
  /** HTML of an element in its block. */
  element: (element: Element, block: Block) => string;
}

export function blockHtml(block: Block, drawing: Drawing): string {
  const { nameOf, element } = drawing;
  switch (block.type) {
    case 'header':
      return `<strong class="header">${plainHtml(block.text.text)}</strong>`;
    case 'divider':
      return '<hr>';
    case 'image':
      return imageHtml(block);
    case 'section':
      return sectionHtml(block, drawing);
    case 'context': {
      const parts = block.elements.map((part) => (part.type === 'image' ? imageHtml(part) : wordsHtml(part, nameOf)));
      return `<small class="context">${parts.join(' ')}</small>`;
    }
    case 'actions':
      return `<div class="actions">${block.elements.map((each) => element(each, block)).join('\n')}</div>`;
    case 'input':
      return element(block.element, block);
  }
}

function sectionHtml(block: Extract<Block, { type: 'section' }>, { nameOf, element }: Drawing): string {
  const { text, fields = [], accessory } = block;
  const own = text === undefined ? '' : `<pre>${wordsHtml(text, nameOf)}</pre>`;
  const grid = fields.map((field) => `<pre>${wordsHtml(field, nameOf)}</pre>`).join('');
  const words = `${own}${grid === '' ? '' : `<div class="fields">${grid}</div>`}`;
  if (accessory === undefined) return words;
  const beside = accessory.type === 'image' ? imageHtml(accessory) : element(accessory, block);
  return `<div class="beside"><div>${words}</div>${beside}</div>`;
}

/** The page loads nothing from elsewhere: a picture is a link to it. */
function imageHtml({ image_url: url, alt_text: alt }: { image_url?: string | undefined; alt_text: string }): string {
  const label = `[${escapeHtml(alt)}]`;
  return url === undefined ? label : linkHtml(url, label);
}
