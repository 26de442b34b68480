import assert from 'node:assert/strict';
import { withClient } from '../../local/postgres.ts';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { makeCard, openScreen, theProvider, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { isLive, useScreen } from '../support/screen.ts';

/** Well below what the screen takes to ask again by itself. */
const AT_ONCE_MS = 5_000;

describe('browser: the session', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();

  it('“Sign out everywhere” signs every other open screen of the person out at once, and nobody else’s', async () => {
    const [other, ben] = [await openScreen('ana'), await openScreen('ben')];
    try {
      await screen.open('ana');
      screen.forgive(/401/);
      for (const page of [screen.page, other.page, ben.page]) await isLive(page);
      await screen.page.getByRole('button', { name: 'Ana Ruiz' }).click();
      await screen.page.getByRole('menuitem', { name: texts.session.signOutEverywhere }).click();
      for (const { page } of [screen, other]) {
        await page.getByRole('heading', { name: texts.session.title }).waitFor({ timeout: AT_ONCE_MS });
      }
      await other.page.getByText(texts.session.ended).waitFor();
      await isLive(ben.page);
      await ben.page.reload();
      await isLive(ben.page);
    } finally {
      await other.close();
      await ben.close();
    }
  });

  it('“Where you are signed in” shows every browser, signs out of another one at once, and has the company’s account linked', async () => {
    const { idp } = await theProvider();
    const { where } = texts.session;
    await withClient((await theStack()).databaseUrl, (client) =>
      client.query("delete from sessions where user_id = 'max'"),
    );
    await screen.open('max');
    const other = await openScreen('max');
    try {
      await isLive(other.page);
      await screen.page.getByRole('button', { name: 'Max Keller' }).click();
      await screen.page.getByRole('menuitem', { name: where.menu }).click();
      const dialog = screen.page.getByRole('dialog', { name: where.title });
      await dialog.getByText(where.current).waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
      assert.equal(await dialog.getByRole('listitem').count(), 2);
      await dialog.getByRole('button', { name: where.endOf('Chrome, Linux') }).click();
      await dialog.getByText(where.ended('Chrome, Linux')).waitFor();
      await eventually(async () => assert.equal(await dialog.getByRole('listitem').count(), 1));
      await other.page.getByText(texts.session.ended).waitFor({ timeout: AT_ONCE_MS });
    } finally {
      await other.close();
    }
    idp.accounts.set('max-there', { email: 'elsewhere@acme.test', email_verified: true, name: 'Max' });
    idp.account = 'max-there';
    await screen.page.getByRole('button', { name: where.link('Acme') }).click();
    await screen.page.getByRole('button', { name: 'Max Keller' }).waitFor();
    await isLive(screen.page);
    await screen.page.getByRole('button', { name: 'Max Keller' }).click();
    await screen.page.getByRole('menuitem', { name: where.menu }).click();
    await screen.page.getByText(/^Acme signs you in, since /).waitFor();
    // What the provider refuses is told to whoever is signed in, too, and once.
    idp.accounts.set('of-ben', { email: 'else@acme.test', email_verified: false, name: 'Ben' });
    idp.account = 'of-ben';
    await screen.page.goto('/session/oidc/corp?again=true&back=/?q=nothing');
    await screen.page.getByText(texts.session.refused['email-unverified']).waitFor();
    await screen.page.getByRole('button', { name: 'Max Keller' }).waitFor();
    assert.match(screen.page.url(), /\/\?q=nothing$/);
  });

  it('signing out leaves no unsaved draft on the device, and keeps which colours were chosen', async () => {
    const card = await makeCard();
    await screen.open('ana', { path: `/actions/${card.id}` });
    screen.forgive(/401/);
    await isLive(screen.page);
    await screen.page.getByRole('button', { name: texts.detail.buttons.edit }).waitFor();
    await screen.press('e');
    await screen.page.getByLabel('Subject').fill('Nobody else is to read this');
    const kept = () => screen.page.evaluate<string>('JSON.stringify({ ...localStorage })');
    await eventually(async () => assert.match(await kept(), /Nobody else/));
    await screen.page.evaluate("localStorage.setItem('mantine-color-scheme-value', 'dark')");
    await screen.page.getByRole('button', { name: 'Ana Ruiz' }).click();
    const [answer] = await Promise.all([
      screen.page.waitForResponse((response) => response.request().method() === 'DELETE'),
      screen.page.getByRole('menuitem', { name: texts.session.signOut, exact: true }).click(),
    ]);
    assert.equal((await answer.allHeaders())['clear-site-data'], '"storage"');
    await screen.page.getByRole('heading', { name: texts.session.title }).waitFor();
    assert.doesNotMatch(await kept(), /Nobody else|unsaved/);
    assert.match(await kept(), /"mantine-color-scheme-value":"dark"/);
  });

  it('the company’s account signs in, to where one was; what it refuses is told in words', async () => {
    const { idp } = await theProvider();
    idp.accounts.set('zoe', { email: 'zoe@acme.test', email_verified: true, name: 'Zoe Brandt' });
    idp.accounts.set('yves', { email: 'yves@acme.test', email_verified: false, name: 'Yves' });
    await screen.open(null, { path: '/?q=nothing-of-the-kind' });
    screen.forgive(/401/);
    const button = screen.page.getByRole('link', { name: texts.session.withCompany('Acme') });
    await button.waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    idp.account = 'yves';
    await button.click();
    await screen.page.getByText(texts.session.refused['email-unverified']).waitFor();
    // Another browser: at the provider the first is Yves's now.
    await screen.open(null, { path: '/?q=nothing-of-the-kind' });
    screen.forgive(/401/);
    idp.account = 'zoe';
    await screen.page.getByRole('link', { name: texts.session.withCompany('Acme') }).click();
    await screen.page.getByRole('button', { name: 'Zoe Brandt' }).waitFor();
    await isLive(screen.page);
    assert.match(screen.page.url(), /\?q=nothing-of-the-kind$/);
  });
});
