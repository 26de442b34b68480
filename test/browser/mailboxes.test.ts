import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { withClient } from '../../local/postgres.ts';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, theStack } from '../support/browser.ts';
import { useScreen } from '../support/screen.ts';

const { mailbox } = texts.dialogs;
const { people } = texts.admin;
const { again } = texts.session;
const PHONE = { viewport: { width: 390, height: 780 }, colorScheme: 'dark' as const };

describe('browser: mailboxes', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const settings = () => screen.page.getByRole('region', { name: texts.settings.sectionNames.mailbox });
  const signIn = () => screen.page.getByRole('dialog', { name: again.title });

  async function fill(within: Locator, kind: 'smtp' | 'imap', host: string, password: string): Promise<Locator> {
    const group = within.getByRole('group', { name: mailbox.newServers[kind] });
    await group.getByLabel(mailbox.host).fill(host);
    await group.getByLabel(mailbox.user).fill('ben@acme.test');
    await group.getByLabel(mailbox.password, { exact: true }).fill(password);
    return group;
  }

  async function ageSessions(userId: string): Promise<void> {
    const aged = "update sessions set proved_at = now() - interval '16 minutes' where user_id = $1";
    await withClient((await theStack()).databaseUrl, (client) => client.query(aged, [userId]));
  }

  it('a rep sets his own in the settings, having signed in again without typing anything twice, and removes it', async () => {
    await screen.open('ben', { path: '/settings#mailbox' });
    // The live stream ends with the session that it was opened by, and may come back before the new one is there.
    screen.forgive(/403|401/);
    await ageSessions('ben');
    await settings().getByRole('button', { name: mailbox.change }).click();
    await settings().getByText(mailbox.none.smtp).waitFor();
    const group = await fill(settings(), 'smtp', 'smtp://mail.acme.test', 's3cret/word');
    const save = settings().getByRole('button', { name: mailbox.save });
    await save.click();
    await settings().getByText(mailbox.wrongHost).waitFor();
    await group.getByLabel(mailbox.host).fill('mail.acme.test');
    await save.click();
    // Whoever thinks better of it has lost nothing.
    await signIn().getByText(again.why).waitFor();
    await screen.page.keyboard.press('Escape');
    await signIn().waitFor({ state: 'detached' });
    await settings().getByText(mailbox.notSaved).waitFor();
    assert.equal(await group.getByLabel(mailbox.password, { exact: true }).inputValue(), 's3cret/word');
    await save.click();
    await signIn()
      .getByRole('button', { name: again.as('Ben Adeyemi') })
      .click();
    await settings().getByText(mailbox.saved).waitFor();
    await settings().getByText('ben@acme.test at mail.acme.test:465').waitFor();
    assert.equal(await group.getByLabel(mailbox.password, { exact: true }).inputValue(), '');
    assert.ok(!(await screen.page.content()).includes('s3cret'));
    await settings().getByRole('button', { name: mailbox.remove }).click();
    await settings().getByText(mailbox.removed).waitFor();
    await settings().getByText(mailbox.none.smtp).waitFor();
  });

  it('an administrator sets somebody’s in People, replaces one server, and the trail says so', async () => {
    const id = `m-${Math.random().toString(36).slice(2)}`;
    const person = { id, role: 'rep', displayName: `Pat ${id}`, email: `${id}@signoff.test` };
    await callApi('admin', 'POST', '/people', person);
    await screen.open('adam', { path: '/people' });
    await screen.page.getByRole('button', { name: people.more(person.displayName) }).click();
    await screen.page.getByRole('menuitem', { name: people.mailbox }).click();
    const dialog = screen.page.getByRole('dialog', { name: mailbox.titleOf(person.displayName) });
    await fill(dialog, 'smtp', 'mail.acme.test', 'one');
    const imap = await fill(dialog, 'imap', 'mail', 'two');
    screen.forgive(/422/);
    const save = dialog.getByRole('button', { name: mailbox.save });
    await save.click();
    await imap.getByText(/not a whole name/).waitFor();
    await imap.getByLabel(mailbox.host).fill('drafts.acme.test:143');
    await imap.getByLabel(mailbox.encryption).selectOption({ label: mailbox.encryptions.starttls });
    await save.click();
    await dialog.getByText('ben@acme.test at drafts.acme.test:143').waitFor();
    await fill(dialog, 'smtp', 'other.acme.test', 'three');
    await save.click();
    await dialog.getByText('ben@acme.test at other.acme.test:465').waitFor();
    await dialog.getByText('ben@acme.test at drafts.acme.test:143').waitFor();
    const { items } = await callApi('admin', 'GET', `/security-trail?userId=${id}&event=mailbox_set`);
    assert.deepEqual(
      items.map(({ detail }: { detail: object }) => detail),
      [
        { smtp: true, imap: false },
        { smtp: true, imap: true },
      ],
    );
  });

  it('meet WCAG 2.2 AA in the settings and in People, also on a phone in the dark', async () => {
    for (const options of [{}, PHONE]) {
      await screen.open('ben', { path: '/settings#mailbox', ...options });
      await settings().getByRole('button', { name: mailbox.change }).click();
      await settings().getByText(mailbox.none.imap).waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
      await screen.open('adam', { path: '/people', ...options });
      await screen.page.getByRole('button', { name: people.more('Ben Adeyemi') }).click();
      await screen.page.getByRole('menuitem', { name: people.mailbox }).click();
      await screen.dialog().getByText(mailbox.none.imap).waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
    }
  });
});
