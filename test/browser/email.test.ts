import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { MailboxMessage } from '../../local/mailbox/messages.ts';
import { texts } from '../../src/web/texts.ts';
import { type Card, callApi, makeCard, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const LONG_URL = `https://acme.test/renewals/${'a1b2c3d4e5'.repeat(30)}`;

const BODY = `Hello Sam,
single line break.

A new paragraph, with  two blanks.
  indented by two
    - and by four


After two blank lines.

${LONG_URL}
Best`;

/** Below it stands what the stack's seed says of Ana. */
const FOOT = [
  '--',
  'Ana Ruiz',
  'Account Executive, Acme Sales',
  '+1 555 0100',
  'Acme Sales, 1 Main Street, Springfield, NY 10001, USA',
  // The text part has its address behind it.
  'Unsubscribe',
];

/** A piece of text between two line breaks, and where the browser has drawn it, in px from the first piece. */
interface Line {
  text: string;
  top: number;
  left: number;
  /** How many lines it was broken into. */
  rows: number;
}

/** The email's own lines on a page: those of its `<div>`, in the order in which they stand. */
function linesOn(page: Page): Promise<Line[]> {
  return page.evaluate(`(() => {
    const email = document.querySelector('div');
    const walker = document.createTreeWalker(email, NodeFilter.SHOW_TEXT);
    const lines = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const text = node.data.trim();
      if (text === '') continue;
      const range = document.createRange();
      // Without its leading blanks, so that the indentation is seen.
      range.setStart(node, node.data.indexOf(text));
      range.setEnd(node, node.data.length);
      const rects = [...range.getClientRects()];
      const rows = new Set(rects.map(({ top }) => Math.round(top))).size;
      lines.push({ text: text.replaceAll('\\u00a0', ' '), top: rects[0].top, left: rects[0].left, rows });
    }
    const { top, left } = lines[0];
    return lines.map((line) => ({ ...line, top: Math.round(line.top - top), left: Math.round(line.left - left) }));
  })()`);
}

describe('browser: emails', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const screen = useScreen();

  const email = (actionParams: object = {}): Promise<Card> =>
    makeCard({ actionParams: { subject: 'Your renewal', body: BODY, ...actionParams } });
  const frameElement = () => screen.page.locator('iframe');
  const heightOf = async () => (await frameElement().boundingBox())?.height ?? 0;

  /** The message of an approved action, as the mail server took it. */
  async function sent({ id }: Card): Promise<MailboxMessage> {
    await callApi('rep', 'POST', `/autonomous-actions/${id}/approve`, { undoSeconds: 0 });
    const { mailboxUrl } = await theStack();
    return eventually(
      async () => {
        // The mailbox's own shape.
        const messages = (await (await fetch(`${mailboxUrl}/messages`)).json()) as MailboxMessage[];
        const found = messages.find(({ messageId }) => messageId?.includes(id));
        assert.ok(found);
        return found;
      },
      { timeoutMs: 30_000 },
    );
  }

  it('an email arrives with the lines it was written in: a line break is one line, a blank line one more, blanks stay', async () => {
    const card = await email();
    const { id, text } = await sent(card);
    await screen.open('ana', { path: `/api/autonomous-actions/${card.id}/preview` });
    const previewed = await linesOn(screen.page);

    const { mailboxUrl } = await theStack();
    await screen.page.goto(`${mailboxUrl}/messages/${id}/html`);
    const lines = await linesOn(screen.page);
    assert.deepEqual(
      lines.map((line) => line.text),
      [...BODY.split('\n').filter((line) => line !== ''), ...FOOT].map((line) => line.trim()),
      'the HTML part says what was written',
    );
    assert.ok(text.startsWith(BODY), 'so does the text part');

    const lineHeight = (lines[1]?.top ?? 0) - (lines[0]?.top ?? 0);
    assert.ok(lineHeight >= 16 && lineHeight <= 24, `the second line stands ${lineHeight} px below the first`);
    const wide = lines.find((line) => line.text === LONG_URL);
    assert.ok(wide && wide.rows > 1, 'a long URL is broken');

    // How many lines below the one before: by the line feeds between the two in what was written.
    const written = text.trimEnd().split('\n');
    const rowOf = ({ text: line }: Line) =>
      written.findIndex((each) => each.trim().replace(/^(Unsubscribe): .*/, '$1') === line.replaceAll('\u00a0', ' '));
    for (const [index, line] of lines.entries()) {
      const before = lines[index - 1];
      if (before === undefined) continue;
      const blankLines = rowOf(line) - rowOf(before) - 1;
      const gap = (line.top - before.top) / lineHeight - before.rows;
      // The space between paragraphs is a little less than a line.
      assert.ok(gap > blankLines - 0.5 && gap < blankLines + 0.25, `${line.text}: ${gap} for ${blankLines}`);
    }
    const [, , , two, four] = lines;
    assert.ok(two && four && two.left > 4 && Math.abs(four.left - 2 * two.left) <= 1, 'indentation stays');

    assert.deepEqual(previewed, lines, 'the preview shows the very same');
  });

  it('the preview is as high as its email, down to the signature, also when the window is made narrow', async () => {
    const card = await email({ body: `${BODY}\n${'line\n'.repeat(40)}end` });
    await screen.open('ana', { path: `/actions/${card.id}` });
    const last = screen.page.frameLocator('iframe').getByText(FOOT.at(-1) ?? '');
    const isWhole = async () => {
      const [foot, frame] = [await last.boundingBox(), await frameElement().boundingBox()];
      assert.ok(foot && frame);
      const below = frame.y + frame.height - (foot.y + foot.height);
      assert.ok(below > 0 && below < 60, `${below} px below the last line`);
    };
    await eventually(isWhole);
    const wideHeight = await heightOf();
    assert.ok(wideHeight > 900, `${wideHeight} px`);
    await screen.page.setViewportSize({ width: 360, height: 640 });
    await eventually(async () => assert.ok((await heightOf()) > wideHeight));
    await eventually(isWhole);
    const sideways = await screen.page.evaluate('document.documentElement.scrollWidth > innerWidth');
    assert.equal(sideways, false);
  });

  it('the keys of the screen work after a click into the preview', async () => {
    const card = await email();
    await screen.open('ana', { path: `/actions/${card.id}` });
    await screen.page.frameLocator('iframe').getByText('single line break.').click();
    await screen.page.keyboard.press('c');
    await screen.page.getByRole('dialog').getByText(card.company).first().waitFor();
    await screen.page.keyboard.press('Escape');
    await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
    await screen.page.frameLocator('iframe').getByText('single line break.').click();
    await screen.page.keyboard.press('Escape');
    await screen.page.getByText(texts.detail.nothingTitle).waitFor();
  });

  it('a message that is not the frame’s own is not heard', async () => {
    const card = await email();
    await screen.open('ana', { path: `/actions/${card.id}` });
    await eventually(async () => assert.notEqual(await heightOf(), 380));
    const height = await heightOf();
    await screen.page.evaluate(`Promise.all([
      { kind: 'height', heightPx: 77 },
      { kind: 'key', key: 'c', shiftKey: false, repeat: false },
    ].map((message) => new Promise((heard) => {
      addEventListener('message', heard, { once: true });
      postMessage(message, '*');
    })))`);
    assert.equal(await heightOf(), height);
    assert.equal(await screen.page.getByRole('dialog').count(), 0);
  });
});
