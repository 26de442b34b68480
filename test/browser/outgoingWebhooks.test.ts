import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';
import { startWebhookReceiver, verified, type WebhookReceiver } from '../support/webhookReceiver.ts';

const { outgoingWebhooks: words } = texts.admin;

describe('browser: outgoing webhooks', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  let receiver: WebhookReceiver;
  before(async () => {
    receiver = await startWebhookReceiver();
  });
  after(() => receiver.close());
  const button = (name: string) => screen.page.getByRole('button', { name, exact: true });

  it('an address is added, tried out, seen to have failed, sent to again, rotated, disabled and removed', async () => {
    const path = `/${randomUUID()}`;
    const url = receiver.url(path);
    receiver.answer(path, 500, 204, 410);
    await screen.open('adam', { path: '/connections' });
    await screen.page.getByLabel(words.url).fill(url);
    await button(words.add).click();
    await screen.page.getByText(words.made).waitFor();
    const secret = (await screen.page.locator('code').textContent()) ?? '';
    await button(words.testOf(url)).click();
    await screen.page.getByText(words.tested).waitFor();
    await eventually(() => assert.equal(receiver.received(path).length, 1));

    await button(words.deliveriesOf(url)).click();
    const dialog = screen.page.getByRole('dialog', { name: words.delivery.title(url) });
    await eventually(async () => {
      await dialog.getByRole('button', { name: words.delivery.refresh }).click();
      await dialog.getByText(words.delivery.answered(500)).waitFor({ timeout: 1_000 });
    });
    assert.deepEqual(await violationsOn(screen.page), []);
    await dialog
      .getByRole('button', { name: /^Send again: webhook\.test/ })
      .first()
      .click();
    await dialog.getByText(words.delivery.resent).waitFor();
    await eventually(async () => {
      await dialog.getByRole('button', { name: words.delivery.refresh }).click();
      await dialog.getByText(words.delivery.states.delivered).waitFor({ timeout: 1_000 });
    });
    const [first, again] = receiver.received(path);
    assert.ok(first !== undefined && again !== undefined);
    assert.equal(verified(again, secret).type, 'webhook.test');
    assert.equal(again.headers['webhook-id'], first.headers['webhook-id']);
    await screen.page.keyboard.press('Escape');

    await button(words.rotateOf(url)).click();
    await screen.page
      .getByRole('dialog')
      .getByRole('button', { name: words.rotateQuestion(url).confirm })
      .click();
    await eventually(async () => assert.notEqual(await screen.page.locator('code').textContent(), secret));
    await button(words.disableOf(url)).click();
    await screen.page.getByText(words.disabledNow(url)).waitFor();
    await button(words.enableOf(url)).waitFor();
    assert.equal(await button(words.testOf(url)).count(), 0);
    await button(words.enableOf(url)).click();
    await screen.page.getByText(words.enabledNow(url)).waitFor();

    // It answers that it is gone: what was sent waits, and is not offered to be sent again before it is enabled.
    await button(words.testOf(url)).click();
    await eventually(() => assert.equal(receiver.received(path).length, 3));
    await eventually(async () => {
      await screen.page.reload();
      await screen.page.getByText(words.disabled.gone).waitFor({ timeout: 1_000 });
    });
    await button(words.deliveriesOf(url)).click();
    await dialog.getByText(words.delivery.waits).waitFor();
    assert.equal(await dialog.getByRole('button', { name: /^Send again/ }).count(), 0);
    assert.deepEqual(await violationsOn(screen.page), []);
    await screen.page.keyboard.press('Escape');
    await button(words.removeOf(url)).click();
    await screen.page
      .getByRole('dialog')
      .getByRole('button', { name: words.removeQuestion(url).confirm })
      .click();
    await screen.page.getByText(words.removed(url)).waitFor();
    await button(words.removeOf(url)).waitFor({ state: 'detached' });
    assert.deepEqual(await violationsOn(screen.page), []);
  });

  it('an address that nothing may be sent to is refused in words, and what was typed stays', async () => {
    await screen.open('adam', { path: '/connections' });
    screen.forgive(/422/);
    await screen.page.getByLabel(words.url).fill('https://10.0.0.1/hook');
    await button(words.add).click();
    await screen.page.getByText(/private or reserved/).waitFor();
    assert.equal(await screen.page.getByLabel(words.url).inputValue(), 'https://10.0.0.1/hook');
  });
});
