import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';
import { signedStandard } from '../support/signedWebhooks.ts';

const { connections, webhookKeys, crmOwners, nav, person } = texts.admin;

describe('browser: connections', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const button = (name: string) => screen.page.getByRole('button', { name, exact: true });
  const entry = (text: string) => screen.page.getByRole('listitem').filter({ hasText: text });

  /** A deal whose amount falls by a quarter, signed with a key; answers the status. */
  async function sendDrop(secret: string, { ownerId = 'o-nobody', dealId = randomUUID() } = {}): Promise<number> {
    const { apiUrl } = await theStack();
    const record = {
      id: dealId,
      name: 'Renewal',
      companyId: `c-${dealId}`,
      ownerId,
      stage: 'proposal',
      amount: 75_000,
      currency: 'USD',
      closeDate: '2099-12-31',
      competitors: [],
      contactIds: [],
      updatedAt: new Date().toISOString(),
    };
    const data = { record, before: { amount: 100_000 } };
    const event = { specversion: '1.0', id: randomUUID(), source: '/test', type: 'crm.deal.updated', data };
    const { body, headers } = signedStandard(JSON.stringify(event), { secrets: [secret], id: randomUUID() });
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    return (await fetch(`${apiUrl}/webhooks/crm`, init)).status;
  }

  /** What became of a deal's trigger: its outcome, and whose it is. */
  async function outcomeOf(dealId: string): Promise<string> {
    return eventually(async () => {
      const { items } = await callApi('admin', 'GET', '/workspace/trigger-log?limit=100');
      const found = items.find(({ payload }: { payload: { dealId?: string } }) => payload.dealId === dealId);
      assert.ok(found);
      return `${found.outcome} ${found.userId}`;
    });
  }

  it('an administrator comes there from the people, has connections tested, and is told what is wrong and what to do', async () => {
    await screen.open('adam', { path: '/people' });
    await screen.page.getByRole('link', { name: nav.connections }).click();
    await button(connections.testOf(connections.names.smtp)).click();
    const smtp = entry(connections.names.smtp);
    await smtp.getByText(connections.right).first().waitFor({ timeout: 30_000 });
    await smtp.getByText(/all right, tested/).waitFor();
    await button(connections.testOf(connections.names.hubspot)).click();
    const hubspot = entry(connections.names.hubspot).first();
    await hubspot.getByText(/is not an https address/).waitFor({ timeout: 30_000 });
    await hubspot.getByText(connections.todo('set PUBLIC_URL to the https address')).first().waitFor();
    await hubspot.getByText(/something is wrong, tested/).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
  });

  const confirmRevoking = (label: string) => {
    const { title, confirm } = webhookKeys.revokeQuestion(label);
    return screen.page.getByRole('dialog', { name: title }).getByRole('button', { name: confirm }).click();
  };

  it('a key is made and shown once, and what it signs is taken; replaced both are; revoked it is refused', async () => {
    const label = `n8n ${randomUUID().slice(0, 8)}`;
    const shown = () => screen.page.locator('code').textContent();
    await screen.open('adam', { path: '/connections' });
    await screen.page.getByLabel(webhookKeys.label).fill(label);
    await button(webhookKeys.make).click();
    await screen.page.getByText(webhookKeys.made).waitFor();
    const old = (await shown()) ?? '';
    assert.equal(await sendDrop(old), 200);
    await button(webhookKeys.replaceOf(label)).click();
    await eventually(async () => assert.notEqual(await shown(), old));
    const replacing = (await shown()) ?? '';
    assert.deepEqual([await sendDrop(old), await sendDrop(replacing)], [200, 200]);
    await entry(label)
      .first()
      .getByRole('button', { name: webhookKeys.revokeOf(label) })
      .click();
    await confirmRevoking(label);
    await entry(label).first().getByText(webhookKeys.revoked, { exact: true }).waitFor();
    assert.deepEqual([await sendDrop(old), await sendDrop(replacing)], [401, 200]);
    await button(webhookKeys.revokeOf(label)).click();
    await confirmRevoking(label);
    await entry(label).nth(1).getByText(webhookKeys.revoked, { exact: true }).waitFor();
  });

  it('an owner who is nobody is mapped by a click, and the next event makes an action', async () => {
    const { webhookSecrets } = await theStack();
    const [ownerId, id] = [`o-${randomUUID().slice(0, 8)}`, `p-${randomUUID().slice(0, 8)}`];
    const body = { id, role: 'rep', displayName: `Pat ${id}`, email: `${id}@signoff.test` };
    await callApi('admin', 'POST', '/people', body);
    const [missed, taken] = [randomUUID(), randomUUID()];
    assert.equal(await sendDrop(webhookSecrets.crm, { ownerId, dealId: missed }), 200);
    assert.equal(await outcomeOf(missed), 'no_owner null');

    const name = crmOwners.nameless(ownerId);
    await screen.open('adam', { path: '/connections' });
    await entry(name).getByText(crmOwners.missed(1)).waitFor();
    await screen.page.getByLabel(crmOwners.is(name)).selectOption({ label: `Pat ${id}` });
    await button(crmOwners.mapOf(name)).click();
    await screen.page.getByText(crmOwners.mapped(name, `Pat ${id}`)).waitFor();
    await entry(name).waitFor({ state: 'detached' });
    assert.equal(await sendDrop(webhookSecrets.crm, { ownerId, dealId: taken }), 200);
    assert.equal(await outcomeOf(taken), `created ${id}`);
  });

  it('an owner who is nobody is added as a person, with what is known filled in', async () => {
    const { webhookSecrets } = await theStack();
    const ownerId = `o-${randomUUID().slice(0, 8)}`;
    const dealId = randomUUID();
    assert.equal(await sendDrop(webhookSecrets.crm, { ownerId, dealId }), 200);
    await outcomeOf(dealId);
    await screen.open('adam', { path: '/connections' });
    await button(crmOwners.addOf(crmOwners.nameless(ownerId))).click();
    const field = (name: keyof typeof person.fields) =>
      screen.dialog().getByLabel(person.fields[name].label, { exact: false }).first();
    assert.equal(await field('crmOwnerId').inputValue(), ownerId);
    await field('id').fill(ownerId);
    await field('displayName').fill('New Owner');
    await field('email').fill(`${ownerId}@signoff.test`);
    await screen.dialog().getByRole('button', { name: person.add, exact: true }).click();
    await entry(crmOwners.nameless(ownerId)).waitFor({ state: 'detached' });
  });

  it('meets WCAG 2.2 AA also on a phone in the dark, and is for administrators alone', async () => {
    await screen.open('adam', { path: '/connections', viewport: { width: 390, height: 780 }, colorScheme: 'dark' });
    await entry(connections.names.temporal).waitFor();
    await screen.page.getByRole('heading', { name: crmOwners.title }).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    const fits = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth';
    assert.equal(await screen.page.evaluate(fits), true, 'nothing is cut off at the side');
    await screen.open('ana', { path: '/connections' });
    await screen.page.getByText(texts.admin.forbidden).waitFor();
  });
});
