import assert from 'node:assert/strict';
import type { MailboxMessage } from '../../local/mailbox/messages.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, makeCard, openScreen, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const PHONE = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } as const;

describe('browser: unsubscribing', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const screen = useScreen();
  let people = 0;

  /** Sends an email to somebody whom only this test knows: his address, and the message as the mail server took it. */
  async function anEmail(): Promise<{ address: string; mail: MailboxMessage; link: string }> {
    people += 1;
    const address = `unsub-${people}-${Date.now()}@testworks.test`;
    const actionParams = { contactEmail: address, subject: `For ${address}`, body: 'Hello' };
    const { id } = await makeCard({ actionParams });
    await callApi('rep', 'POST', `/autonomous-actions/${id}/approve`, { undoSeconds: 0 });
    const { mailboxUrl } = await theStack();
    const mail = await eventually(
      async () => {
        // The mailbox's own shape.
        const messages = (await (await fetch(`${mailboxUrl}/messages`)).json()) as MailboxMessage[];
        const found = messages.find(({ messageId }) => messageId?.includes(id));
        assert.ok(found);
        return found;
      },
      { timeoutMs: 30_000 },
    );
    return { address, mail, link: mail.headers['list-unsubscribe']?.slice(1, -1) ?? '' };
  }
  const isOff = async (address: string): Promise<boolean> => {
    const { items } = await callApi('admin', 'GET', '/suppressions');
    return items.some((each: { address: string }) => each.address === address);
  };

  it('a browser that only opens the page changes nothing, with all its scripts allowed to run; the button unsubscribes', async () => {
    const { address, link } = await anEmail();
    await screen.open(null, { path: link });
    await screen.page.getByRole('heading', { name: 'Unsubscribe?' }).waitFor();
    // As a scanner in a real browser: everything is loaded, and it lingers until nothing happens any more.
    await screen.page.waitForLoadState('networkidle');
    assert.equal(await isOff(address), false);
    await screen.page.getByRole('button', { name: 'Unsubscribe' }).click();
    await screen.page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    assert.equal(await isOff(address), true);
    await screen.page.reload();
    await screen.page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
  });

  it('whoever is on the list as he bounced can still unsubscribe, and the list says so', async () => {
    const { address, link } = await anEmail();
    await callApi('admin', 'POST', '/suppressions', { address, reason: 'bounced' });
    await screen.open(null, { path: link });
    await screen.page.getByRole('button', { name: 'Unsubscribe' }).click();
    await screen.page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    const { items } = await callApi('admin', 'GET', '/suppressions');
    assert.equal(items.find((each: { address: string }) => each.address === address).reason, 'unsubscribed');
  });

  it('works without JavaScript, by keyboard, on a phone', async () => {
    const { address, link } = await anEmail();
    await screen.open(null, { path: link, javaScriptEnabled: false, ...PHONE });
    await screen.page.keyboard.press('Tab');
    await screen.page.keyboard.press('Enter');
    await screen.page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    assert.equal(await isOff(address), true);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`the page has nothing that axe-core finds, and fits a phone: ${colorScheme}`, async () => {
      const { link } = await anEmail();
      await screen.open(null, { path: link, colorScheme, ...PHONE });
      assert.deepEqual(await violationsOn(screen.page), []);
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
      await screen.page.getByRole('button').click();
      await screen.page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
    });
  }

  it('an administrator sees who took himself off, and since when', async () => {
    const { address, link } = await anEmail();
    await screen.open(null, { path: link });
    await screen.page.getByRole('button').click();
    await screen.page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    const admin = await openScreen('adam', { path: '/workspace' });
    await admin.page
      .getByRole('listitem')
      .filter({ hasText: address })
      .getByText(/^since .*: unsubscribed$/)
      .waitFor();
    assert.deepEqual(admin.problems, []);
    await admin.close();
  });

  it('the mailbox shows the mail as a mail program does: HTML, text, headers, a link that opens, the button of one-click', async () => {
    const { address, mail, link } = await anEmail();
    const { mailboxUrl } = await theStack();
    await screen.open(null, { path: `${mailboxUrl}/` });
    const article = screen.page.getByRole('article').filter({ hasText: `For ${address}` });
    await article.getByText(`For ${address}`).first().click();
    const framed = article.frameLocator('iframe');
    await framed.getByText('Hello').waitFor();
    await article.locator('pre').getByText(`Unsubscribe: ${link}`).waitFor();
    await article.getByText('Headers').click();
    await article.getByText(mail.messageId ?? '').waitFor();
    await article.getByText('List-Unsubscribe=One-Click', { exact: true }).waitFor();

    const opens = async (press: () => Promise<void>) => {
      const [popup] = await Promise.all([screen.page.waitForEvent('popup'), press()]);
      return popup;
    };
    const page = await opens(() => framed.getByRole('link', { name: 'Unsubscribe' }).click());
    await page.getByRole('heading', { name: 'Unsubscribe?' }).waitFor();
    assert.equal(await isOff(address), false);
    const answer = await opens(() => article.getByRole('button', { name: 'Unsubscribe' }).click());
    await answer.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    assert.equal(await isOff(address), true);
  });
});
