import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { withClient } from '../../local/postgres.ts';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, makeCard, openScreen, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { people, person, leave, tokens, security, privacy, nav } = texts.admin;
const { away } = texts.dialogs;

describe('browser: people', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const dialog = () => screen.dialog();

  /** A person whom only this test knows. */
  async function addPerson(changes: object = {}): Promise<{ id: string; name: string }> {
    const id = `p-${Math.random().toString(36).slice(2)}`;
    const body = { id, role: 'rep', displayName: `Pat ${id}`, email: `${id}@signoff.test`, ...changes };
    await callApi('admin', 'POST', '/people', body);
    return { id, name: `Pat ${id}` };
  }

  /** As if the browsers of somebody had been signed in for longer than what is dangerous allows. */
  async function ageSessions(userId: string): Promise<void> {
    const aged = "update sessions set proved_at = now() - interval '16 minutes' where user_id = $1";
    await withClient((await theStack()).databaseUrl, (client) => client.query(aged, [userId]));
  }

  const row = (name: string) => screen.page.getByRole('row').filter({ hasText: name });
  async function choose(name: string, what: string): Promise<void> {
    await screen.page.getByRole('button', { name: people.more(name) }).click();
    await screen.page.getByRole('menuitem', { name: what, exact: true }).click();
  }

  it('an administrator comes there from the queue, adds somebody, and is told of a field that is wrong beside it', async () => {
    await screen.open('adam');
    screen.forgive(/422/);
    await screen.page.getByRole('link', { name: nav.people }).click();
    await screen.page.getByRole('button', { name: people.add }).click();
    const id = `p-${Math.random().toString(36).slice(2)}`;
    const field = (name: keyof typeof person.fields) => dialog().getByLabel(person.fields[name].label).first();
    await field('id').fill(id);
    await field('displayName').fill('Zoe Brandt');
    await field('email').fill('zoe');
    await dialog().getByRole('button', { name: person.add, exact: true }).click();
    await dialog().getByText('must be an email address').waitFor();
    await field('email').and(screen.page.locator(':focus')).waitFor();
    await field('email').fill(`${id}@signoff.test`);
    await field('managerId').selectOption({ label: 'Mia Lindqvist' });
    await dialog().getByRole('button', { name: person.add, exact: true }).click();
    await screen.page.getByText(person.added('Zoe Brandt')).waitFor();
    await row(`${id}@signoff.test`).getByText('Mia Lindqvist').waitFor();
  });

  it('changes only what was changed, and keeps the rest', async () => {
    const { id, name } = await addPerson({ signature: 'Kind regards', managerId: 'mia' });
    await screen.open('adam', { path: '/people' });
    await choose(name, people.change);
    await dialog().getByLabel(person.fields.managerId.label).selectOption({ label: people.noManager });
    await dialog().getByRole('button', { name: person.save, exact: true }).click();
    await screen.page.getByText(person.saved(name)).waitFor();
    const { items } = await callApi('admin', 'GET', '/people');
    const found = items.find((each: { id: string }) => each.id === id);
    assert.deepEqual([found.managerId, found.signature], [null, 'Kind regards']);
    const trail = await callApi('admin', 'GET', `/security-trail?userId=${id}&event=user_change`);
    assert.deepEqual(trail.items[0].detail.changed, ['managerId']);
  });

  it('a token is made, shown once, and revoked', async () => {
    const { name } = await addPerson();
    await screen.open('adam', { path: '/people' });
    await choose(name, people.tokens);
    await dialog().getByText(tokens.none).waitFor();
    await dialog().getByLabel(tokens.label).fill('Zapier');
    await dialog().getByRole('button', { name: tokens.make }).click();
    const shown = await dialog().locator('code').textContent();
    assert.match(shown ?? '', /^so_/);
    await dialog()
      .getByRole('button', { name: tokens.revokeOf('Zapier') })
      .click();
    const { title, confirm } = tokens.revokeQuestion('Zapier');
    const question = screen.page.getByRole('dialog', { name: title });
    // Esc is the question's alone: nothing is revoked, and the tokens stay.
    await question.getByRole('button', { name: confirm }).waitFor();
    await screen.page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: texts.admin.secret.kept }).click();
    await dialog().locator('code').waitFor({ state: 'detached' });
    await dialog()
      .getByRole('button', { name: tokens.revokeOf('Zapier') })
      .click();
    await question.getByRole('button', { name: confirm }).click();
    await dialog().getByText(tokens.revokedNow('Zapier')).waitFor();
    await dialog().getByText(tokens.revoked, { exact: true }).waitFor();
  });

  it('whoever has been signed in for a while signs in again, and what was typed is made after all', async () => {
    const { name } = await addPerson();
    await screen.open('adam', { path: '/people' });
    // Signing in again ends the old session, and its stream, a moment before the browser has the new one.
    screen.forgive(/403|401/);
    await ageSessions('adam');
    await choose(name, people.tokens);
    await dialog().getByLabel(tokens.label).fill('Typed before');
    await dialog().getByRole('button', { name: tokens.make }).click();
    const again = screen.page.getByRole('dialog', { name: texts.session.again.title });
    await again.getByText(texts.session.again.why).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    await screen.page.keyboard.press('Escape');
    await again.waitFor({ state: 'detached' });
    await dialog()
      .getByText(texts.session.again.why.split('.')[0] ?? '')
      .waitFor();
    await dialog().getByRole('button', { name: tokens.make }).click();
    await again.getByRole('button', { name: texts.session.again.as('Adam Okafor') }).click();
    await again.waitFor({ state: 'detached' });
    await dialog().locator('code').waitFor();
    await dialog().getByText('Typed before').waitFor();
  });

  it('a program’s token is limited to what is ticked, for as long as was chosen', async () => {
    const { id, name } = await addPerson({ role: 'service' });
    await screen.open('adam', { path: '/people' });
    await choose(name, people.tokens);
    await dialog().getByLabel(tokens.label).fill('Directory');
    await dialog().getByLabel(tokens.days).selectOption({ label: tokens.daysOf[30] });
    await dialog().getByLabel(tokens.limit).check();
    const make = dialog().getByRole('button', { name: tokens.make });
    assert.ok(await make.isDisabled());
    assert.equal(await dialog().getByLabel(tokens.verbs['people.manage']).count(), 0);
    await dialog().getByLabel(tokens.verbs['people.provision']).check();
    await dialog().getByLabel(tokens.maySendUnapproved).check();
    assert.deepEqual(await violationsOn(screen.page), []);
    await make.click();
    await dialog().locator('code').waitFor();
    const { items } = await callApi('admin', 'GET', `/people/${id}/tokens`);
    const [{ verbs, maySendUnapproved, expiresAt }] = items;
    assert.deepEqual([verbs, maySendUnapproved], [['people.provision'], true]);
    assert.equal(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000), 30);
  });

  it('what is kept about a contact is shown, downloaded and erased', async () => {
    const email = `pia-${Math.random().toString(36).slice(2)}@testworks.test`;
    await makeCard({ contact: { id: email, name: 'Pia Moor', email } });
    await screen.open('adam', { path: '/privacy' });
    await screen.page.getByLabel(privacy.email).fill(email);
    await screen.page.getByRole('button', { name: privacy.search }).click();
    await screen.page.getByText(privacy.kept(privacy.kinds.actions, 1), { exact: true }).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    const [file] = await Promise.all([
      screen.page.waitForEvent('download'),
      screen.page.getByRole('button', { name: privacy.download }).click(),
    ]);
    const saved = JSON.parse(await readFile(await file.path(), 'utf8'));
    assert.equal(saved.email, email);
    await screen.page.getByRole('button', { name: privacy.erase }).click();
    for (const each of privacy.what) await dialog().getByText(each).waitFor();
    await dialog().getByRole('button', { name: privacy.confirm }).click();
    await screen.page.getByText(privacy.erased(email, 1)).waitFor();
    await screen.page.getByRole('button', { name: privacy.search }).click();
    await screen.page.getByText(privacy.nothing(email)).waitFor();
    await screen.page.getByLabel(privacy.by).selectOption({ label: privacy.byId });
    await screen.page.getByLabel(privacy.crm, { exact: false }).fill('built-in');
    await screen.page.getByLabel(privacy.contactId, { exact: false }).fill('nobody at all');
    await screen.page.getByRole('button', { name: privacy.search }).click();
    await screen.page.getByText(privacy.nothing(privacy.inCrm('nobody at all', 'built-in'))).waitFor();
  });

  it('the workspace is changed, and an address that nobody may email is put on the list and taken off', async () => {
    const { workspace, suppressions } = texts.admin;
    const address = `no-${Math.random().toString(36).slice(2)}@customer.test`;
    await screen.open('adam', { path: '/workspace' });
    screen.forgive(/422/);
    const field = () => screen.page.getByRole('textbox', { name: suppressions.fields.address.label, exact: true });
    const postal = screen.page.getByLabel(workspace.fields.postalAddress.label);
    const before = await postal.inputValue();
    await postal.fill('Acme, 1 Main Street');
    await screen.page.getByLabel(workspace.fields.currency.label).fill('XXX1');
    await screen.page.getByRole('button', { name: workspace.save, exact: true }).click();
    await screen.page.getByText(workspace.notSaved).waitFor();
    await screen.page.getByLabel(workspace.fields.currency.label).fill('EUR');
    await screen.page.getByLabel(workspace.fields.requirePostalAddress.label).check();
    await screen.page.getByRole('button', { name: workspace.save, exact: true }).click();
    await screen.page.getByText(workspace.saved, { exact: true }).waitFor();
    const { postalAddress, currency, requirePostalAddress } = await callApi('admin', 'GET', '/workspace');
    assert.deepEqual([postalAddress, currency, requirePostalAddress], ['Acme, 1 Main Street', 'EUR', true]);
    const asBefore = { postalAddress: before || null, currency: 'USD', requirePostalAddress: false };
    await callApi('admin', 'PATCH', '/workspace', asBefore);
    const add = screen.page.getByRole('button', { name: suppressions.add, exact: true });
    await field().fill('nobody');
    await add.click();
    await screen.page.getByText(/must be an email address/).waitFor();
    await field().fill(address);
    await screen.page.getByLabel(suppressions.fields.reason.label).fill('Asked for it');
    await add.click();
    await screen.page.getByText(suppressions.added(address)).waitFor();
    await screen.page
      .getByText(/: Asked for it$/)
      .first()
      .waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    await screen.page.getByRole('button', { name: suppressions.removeOf(address) }).click();
    await screen.page.getByText(suppressions.removed(address)).waitFor();
  });

  it('an administrator says who covers for somebody else, from a time to come', async () => {
    const { away } = texts.dialogs;
    const [{ id, name }, { name: cover }] = [await addPerson(), await addPerson()];
    await screen.open('adam', { path: '/settings#away' });
    const form = screen.page.getByRole('region', { name: texts.settings.sectionNames.away });
    await form.getByRole('button', { name: away.save }).click();
    await form.getByText(away.incomplete).waitFor();
    await form.getByLabel(away.whose).selectOption({ label: name });
    await form.getByLabel(away.whoOf).selectOption({ label: cover });
    await form.getByLabel(away.from).fill('2099-12-01T09:00');
    await form.getByLabel(away.until).fill('2099-12-24T18:00');
    await form.getByRole('button', { name: away.save }).click();
    const entry = form.getByRole('listitem').filter({ hasText: away.coveredOf(cover, name) });
    await entry.getByText(/2099/).waitFor();
    const { items } = await callApi('admin', 'GET', '/covers');
    const made = items.find(({ userId }: { userId: string }) => userId === id);
    assert.equal(made.beginsAt.slice(0, 10), '2099-12-01');
    await entry.getByRole('button', { name: away.end }).click();
    await entry.waitFor({ state: 'detached' });
  });

  it('deactivating says what it does, does it, and lets in again', async () => {
    const { id, name } = await addPerson({ managerId: 'mia' });
    await makeCardOf(id);
    await screen.open('adam', { path: '/people' });
    await choose(name, people.deactivate);
    for (const each of leave.what) await dialog().getByText(each).waitFor();
    await dialog().getByRole('button', { name: leave.confirm, exact: true }).click();
    await screen.page.getByText(leave.done(name, 'Mia Lindqvist', 1, 0)).waitFor();
    await row(name).waitFor({ state: 'detached' });
    await screen.page.getByLabel(people.leftToo).check();
    await choose(name, people.reactivate);
    await screen.page.getByText(people.reactivated(name)).waitFor();
  });

  it('whoever is deactivated is out of an open screen at once', async () => {
    const { id } = await addPerson();
    const theirs = await openScreen(null, { path: '/session' });
    try {
      const { token } = await callApi('admin', 'POST', `/people/${id}/tokens`, { label: 'browser' });
      const signedIn = await theirs.page.request.post('/session', {
        data: { token },
        headers: { origin: new URL(theirs.page.url()).origin },
      });
      assert.equal(signedIn.status(), 204);
      await theirs.page.goto('/');
      await theirs.page.getByText(texts.shell.connection.live, { exact: true }).waitFor();
      await callApi('admin', 'POST', `/people/${id}/deactivate`, {});
      await theirs.page.getByRole('heading', { name: texts.session.title }).waitFor({ timeout: 5_000 });
    } finally {
      await theirs.close();
    }
  });

  it('the security trail is filtered by event and person, and is read by administrators alone', async () => {
    const { name } = await addPerson();
    await screen.open('adam', { path: '/security' });
    await screen.page.getByLabel(security.person).selectOption({ label: name });
    const entries = screen.page.getByRole('listitem');
    await eventually(async () => assert.equal(await entries.count(), 1));
    assert.match((await entries.first().textContent()) ?? '', new RegExp(`^User added: ${name} by Adam Okafor`));
    await screen.page.getByLabel(security.event).selectOption({ label: 'Signed in' });
    await screen.page.getByText(security.none).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    for (const path of ['/people', '/workspace', '/security', '/privacy']) {
      await screen.open('ana', { path });
      await screen.page.getByText(texts.admin.forbidden).waitFor();
    }
  });

  it('the list of people meets WCAG 2.2 AA, also on a phone', async () => {
    for (const options of [{}, { viewport: { width: 390, height: 780 }, colorScheme: 'dark' as const }]) {
      await screen.open('adam', { path: '/people', ...options });
      await row('Ana Ruiz').waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
    }
  });

  it('a rep names who covers, who then sees the cards as the rep’s and decides; ended, they are gone', async () => {
    const card = await makeCard();
    const covers = () => screen.page.getByRole('region', { name: texts.settings.sectionNames.away });
    await screen.open('ana', { path: '/settings#away' });
    await covers().getByLabel(away.who).selectOption({ label: 'Ben Adeyemi' });
    await covers().getByLabel(away.until).fill('2099-12-24T17:00');
    await covers().getByRole('button', { name: away.save }).click();
    await covers().getByText(away.covered('Ben Adeyemi')).waitFor();

    await screen.open('ben', { path: `/?q=${encodeURIComponent(card.company)}` });
    await screen.card(card).getByText(texts.card.of('Ana Ruiz')).waitFor();
    await screen.card(card).getByRole('link').focus();
    await screen.press('c', '1', 'Enter');
    await screen.card(card).waitFor({ state: 'detached' });
    await eventually(async () => {
      const { status, audit } = await callApi('rep', 'GET', `/autonomous-actions/${card.id}`);
      assert.equal(status, 'cancelled');
      assert.match(audit.at(-1).inWords, /^Cancelled by Ben Adeyemi for Ana Ruiz/);
    });

    const other = await makeCard();
    await screen.open('ana', { path: '/settings#away' });
    await covers().getByRole('button', { name: away.end }).click();
    await covers().getByText(away.ended).waitFor();
    await screen.open('ben', { path: `/?q=${encodeURIComponent(other.company)}` });
    await screen.page.getByText(texts.list.emptyFilterTitle).waitFor();
  });

  async function makeCardOf(userId: string): Promise<void> {
    await callApi('service', 'POST', '/triggers', {
      userId,
      triggerType: 'deal_value_decrease',
      company: { id: userId, name: 'Testworks' },
      deal: { id: userId, name: 'Renewal', amountMinor: 7_500_000, currency: 'USD' },
      contact: { id: userId, name: 'Sam Field', email: 'sam@testworks.test' },
    });
  }
});
