import assert from 'node:assert/strict';
import type { MailboxMessage } from '../../local/mailbox/messages.ts';
import { verbs } from '../../src/domain/words/verbs.ts';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { type Card, callApi, makeCard, stateOf, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

describe('browser: deciding where one is told', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const screen = useScreen();
  const saved = texts.dialogs.notifications;

  const tellBy = (by: 'slack' | 'email') =>
    callApi('rep', 'PUT', '/settings', { notifications: { by, atOnce: 'all' }, undoSeconds: { send_email: 0 } });
  after(() => callApi('rep', 'PUT', '/settings', {}));

  /** Where the email about a card leads. */
  async function linkIn({ company }: Card): Promise<string> {
    const { mailboxUrl } = await theStack();
    return eventually(
      async () => {
        const response = await fetch(`${mailboxUrl}/messages`);
        // The mailbox is ours.
        const mails = (await response.json()) as MailboxMessage[];
        const link = mails
          .filter(({ text }) => text.includes(company))
          .map(({ text }) => /http:\S+\/decide\/\S+/.exec(text)?.[0])
          .at(-1);
        assert.ok(link, 'there is no email yet');
        return link;
      },
      { timeoutMs: 30_000 },
    );
  }

  it('what one is told is chosen in the settings, and kept', async () => {
    const told = () => screen.page.getByRole('region', { name: texts.settings.sectionNames.told });
    await screen.open('ben', { path: '/settings#told' });
    await told().getByLabel(saved.inherited.own).uncheck();
    await told().getByLabel(saved.atOnce).selectOption({ label: saved.atOnceChoices.all });
    await told().getByLabel(saved.by).selectOption({ label: saved.byChoices.email });
    await told().getByLabel(saved.digest).uncheck();
    await told().getByRole('button', { name: saved.save }).click();
    await told().getByText(saved.saved).waitFor();
    await screen.page.reload();
    assert.equal(await told().getByLabel(saved.by).inputValue(), 'email');
    assert.equal(await told().getByLabel(saved.digest).isChecked(), false);
  });

  it('an email’s page shows the action to whoever is not signed in, and approves by a ticked box, without scripts', async () => {
    await tellBy('email');
    const card = await makeCard();
    await screen.open(null, { path: await linkIn(card), javaScriptEnabled: false });
    await screen.page.getByRole('heading', { name: new RegExp(card.company) }).waitFor();
    await screen.page.getByLabel('I have read it').check();
    await screen.page.getByRole('button', { name: verbs.send_email.button }).click();
    await screen.page.getByText('Approved.').waitFor();
    await eventually(async () => assert.equal((await stateOf(card)).status, 'executed'), { timeoutMs: 30_000 });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`an email’s page has nothing to object to (axe), ${colorScheme}`, async () => {
      await tellBy('email');
      await screen.open(null, { path: await linkIn(await makeCard()), colorScheme });
      assert.deepEqual(await violationsOn(screen.page), []);
    });
  }

  it('a scanner that runs scripts, follows every link and sends every form as it is decides nothing', async () => {
    await tellBy('email');
    const card = await makeCard();
    const link = await linkIn(card);
    await screen.open(null, { path: link });
    screen.forgive(/422|401|404/);
    const forms = await screen.page.locator('form').count();
    assert.equal(forms, 2);
    for (let form = 0; form < forms; form += 1) {
      // `submit()` asks no box whether it is ticked, and a scanner may name the button that it presses.
      await Promise.all([
        screen.page.waitForNavigation(),
        screen.page.evaluate(`(() => {
          const form = document.forms[${form}];
          const button = form.querySelector('button');
          const name = document.createElement('input');
          Object.assign(name, { type: 'hidden', name: button.name, value: button.value });
          form.append(name);
          form.submit();
        })()`),
      ]);
      await screen.page.goto(link);
    }
    assert.equal((await stateOf(card)).status, 'pending');
  });

  it('who is signed in is led to the action itself', async () => {
    await tellBy('email');
    const card = await makeCard();
    const link = await linkIn(card);
    await screen.open('ana', { path: new URL(link).pathname });
    await screen.page.waitForURL(`**/actions/${card.id}`);
  });

  it('on the fake’s page its button approves, and the queue’s open screen sees it', async () => {
    await tellBy('slack');
    const card = await makeCard();
    const { slackFakeUrl } = await theStack();
    await screen.openQueue(card);
    const slack = await screen.page.context().newPage();
    const message = slack.locator('article').filter({ hasText: card.company });
    await eventually(
      async () => {
        await slack.goto(slackFakeUrl);
        assert.equal(await message.count(), 1);
      },
      { timeoutMs: 30_000 },
    );
    await message.getByRole('button', { name: verbs.send_email.button, exact: true }).click();
    await screen.card(card).waitFor({ state: 'detached' });
    await eventually(
      async () => {
        await slack.goto(slackFakeUrl);
        assert.match((await message.textContent()) ?? '', /Sent, approved by Ana Ruiz/);
      },
      { timeoutMs: 30_000 },
    );
  });
});
