import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { simpleParser } from 'mailparser';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { makeCard, queueOf } from '../support/browser.ts';
import { useScreen } from '../support/screen.ts';

const BODY = 'Hello Sam,\n\nshall we talk on Tuesday?\nBest';
const { kept } = texts.detail;

describe('browser: a draft that is done', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const screen = useScreen();

  it('says where it is, and is there as a file and as text to copy', async () => {
    const card = await makeCard({ actionType: 'draft_email', actionParams: { subject: 'Tuesday', body: BODY } });
    await screen.open('ana', { path: queueOf(card), permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = screen;
    await screen.isLive();
    await screen.card(card).getByRole('link').focus();
    await page.keyboard.press('a');
    const notices = page.getByRole('region', { name: texts.shell.notices });
    await notices.getByText(kept.where({ kind: 'kept' })).waitFor();
    await notices.getByRole('button', { name: texts.decide.open }).click();

    const section = page.getByRole('region', { name: kept.title });
    await section.getByText(kept.where({ kind: 'kept' })).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      section.getByRole('link', { name: kept.download }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `draft-${card.id}.eml`);
    const message = await simpleParser(await readFile(await download.path()));
    assert.deepEqual([message.subject, message.headers.get('x-unsent')], ['Tuesday', '1']);
    assert.ok(message.text?.startsWith(BODY));

    await section.getByRole('button', { name: kept.copy }).click();
    await section.getByText(kept.copied, { exact: true }).waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), BODY);
    assert.deepEqual(await violationsOn(page), []);
  });
});
