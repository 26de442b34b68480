import assert from 'node:assert/strict';
import { isJsonObject } from '../../src/domain/json.ts';
import type { Possible } from '../../src/web/detail/possible.ts';
import { texts } from '../../src/web/texts.ts';
import { type Card, callApi, closeWindow, failEmail, makeCard, openWindow } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type SuiteScreen, useScreen } from '../support/screen.ts';

const { dialogs } = texts;

interface Driven {
  /** How the action is brought to where it can be decided so. */
  make?: (card: Card) => Promise<unknown>;
  decide: (screen: SuiteScreen) => Promise<void>;
  /** What the action says by then. */
  holds: (action: { [member: string]: unknown }) => boolean;
  /** What is put back afterwards. */
  end?: () => Promise<unknown>;
}

const api = (card: Card, path: string, body: object = {}) =>
  callApi('rep', 'POST', `/autonomous-actions/${card.id}/${path}`, body);
const click = ({ page }: SuiteScreen, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Every decision of the open action: the type makes sure that none is left out. */
const SINGLE: Record<Possible | 'save and approve', Driven> = {
  approve: { decide: (screen) => screen.press('a'), holds: ({ scheduledApproval }) => scheduledApproval !== null },
  sendNow: {
    make: closeWindow,
    decide: (screen) => click(screen, texts.detail.buttons.sendNow),
    holds: ({ scheduledApproval: approval }) => isJsonObject(approval) && approval.waits === null,
    end: openWindow,
  },
  later: {
    decide: (screen) => screen.press('l', '1'),
    holds: ({ scheduledApproval: approval }) => isJsonObject(approval) && approval.chosen === true,
  },
  edit: {
    async decide(screen) {
      await screen.press('e');
      await screen.page.getByRole('textbox', { name: 'Subject' }).fill('Another subject');
      await screen.press('Control+s');
    },
    holds: ({ version, scheduledApproval }) => version === 2 && scheduledApproval === null,
  },
  'save and approve': {
    async decide(screen) {
      await screen.press('e');
      await screen.page.getByRole('textbox', { name: 'Subject' }).fill('Another subject');
      await screen.press('Control+Enter');
    },
    holds: ({ version, scheduledApproval }) => version === 2 && scheduledApproval !== null,
  },
  cancel: {
    decide: (screen) => screen.press('c', '1', 'Enter'),
    holds: ({ status, cancelReason }) => status === 'cancelled' && cancelReason === dialogs.reason.presets.notRelevant,
  },
  reschedule: {
    async decide(screen) {
      await screen.press('r');
      await screen.page.getByLabel(dialogs.reschedule.expiryChoices.threeDays).check();
      await screen.page.getByRole('dialog').getByRole('button', { name: dialogs.reschedule.confirm }).click();
    },
    holds: ({ audit }) => JSON.stringify(audit).includes('Rescheduled'),
  },
  snooze: {
    decide: (screen) => screen.press('s', '1'),
    holds: ({ snoozedUntil }) => snoozedUntil !== null,
  },
  unsnooze: {
    make: (card) => api(card, 'snooze', { until: new Date(Date.now() + 86_400_000).toISOString() }),
    decide: (screen) => click(screen, texts.detail.buttons.unsnooze),
    holds: ({ snoozedUntil }) => snoozedUntil === null,
  },
  undo: {
    make: (card) => api(card, 'approve', { undoSeconds: 60 }),
    decide: (screen) => screen.press('u'),
    holds: ({ status, scheduledApproval }) => status === 'pending' && scheduledApproval === null,
  },
  retry: {
    make: (card) => failEmail(card, { phase: 'rcpt', reply: 550 }),
    decide: (screen) => click(screen, texts.detail.buttons.retry),
    holds: ({ retriedAs }) => retriedAs !== null,
  },
  confirm: {
    make: (card) => failEmail(card, { phase: 'dot', close: true }),
    decide: (screen) => click(screen, texts.detail.buttons.confirm),
    holds: ({ status }) => status === 'executed',
  },
  dismiss: {
    make: (card) => failEmail(card, { phase: 'rcpt', reply: 550 }),
    decide: (screen) => click(screen, texts.detail.buttons.dismiss),
    holds: ({ failureHandledAt }) => failureHandledAt !== null,
  },
};

describe('browser: every decision that the screen can send', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  /** What the API answered to all that was posted. */
  let answers: string[];

  async function open(path: string): Promise<void> {
    await screen.open('ana', { path });
    answers = [];
    screen.page.on('response', (response) => {
      const request = response.request();
      if (request.method() === 'POST') answers.push(`${response.status()} ${request.postData()}`);
    });
    await screen.isLive();
  }

  async function assertAllAccepted(): Promise<void> {
    await eventually(() => assert.notDeepEqual(answers, []));
    assert.deepEqual(
      answers.filter((answer) => !answer.startsWith('200')),
      [],
    );
  }

  for (const [decision, { make, decide, holds, end }] of Object.entries(SINGLE)) {
    it(`${decision}: the API takes it`, async () => {
      const card = await makeCard();
      await make?.(card);
      await open(`/actions/${card.id}`);
      await screen.page.getByRole('group', { name: texts.detail.actions }).waitFor();
      await decide(screen);
      await eventually(async () =>
        assert.ok(holds(await callApi('rep', 'GET', `/autonomous-actions/${card.id}`)), decision),
      );
      await assertAllAccepted();
      // What is still to be executed must not meet another test's mail server.
      const { status } = await callApi('rep', 'GET', `/autonomous-actions/${card.id}`);
      if (status === 'pending') await api(card, 'cancel');
      await end?.();
    });
  }

  /** Three cards of one kind, all selected by keys. */
  async function selectThree(): Promise<Card[]> {
    const contact = { id: 'bulk', name: `Pat ${Math.random().toString(36).slice(2)}`, email: 'pat@testworks.test' };
    const cards = [];
    for (const amountMinor of [3, 2, 1]) {
      const deal = { id: `bulk-${contact.name}-${amountMinor}`, name: contact.name, amountMinor, currency: 'USD' };
      cards.push(await makeCard({ contact, deal }));
    }
    await open(`/?q=${encodeURIComponent(contact.name)}`);
    await screen.page.locator('li[data-action-id]').nth(2).waitFor();
    await screen.press('Shift+J', 'Shift+J');
    await screen.page.getByText(texts.bulk.selected(3)).waitFor();
    return cards;
  }

  async function eachHolds(cards: Card[], holds: Driven['holds']): Promise<void> {
    await eventually(async () => {
      for (const { id } of cards) assert.ok(holds(await callApi('rep', 'GET', `/autonomous-actions/${id}`)), id);
    });
    // Of each item too, not only of the list.
    await screen.page.getByText(/refused|not known/).waitFor({ state: 'detached' });
    await assertAllAccepted();
  }

  it('bulk approve, and undo all of it: the API takes both', async () => {
    const cards = await selectThree();
    await screen.press('a', 'Enter');
    await screen.page.getByText('3 emails will be sent').waitFor();
    await eachHolds(cards, ({ scheduledApproval }) => scheduledApproval !== null);
    await screen.page
      .getByRole('dialog')
      .getByRole('button', { name: texts.undo.undoAll(3) })
      .click();
    await screen.page.getByText(texts.undo.undoneAll(3, 0)).first().waitFor();
    await eachHolds(cards, ({ status, scheduledApproval }) => status === 'pending' && scheduledApproval === null);
  });

  it('bulk cancel: the API takes it', async () => {
    const cards = await selectThree();
    await screen.press('c', '3', 'Enter');
    await screen.page.getByText('3 cancelled').waitFor();
    await eachHolds(
      cards,
      ({ status, cancelReason }) => status === 'cancelled' && cancelReason === dialogs.reason.presets.alreadyHandled,
    );
  });
});
