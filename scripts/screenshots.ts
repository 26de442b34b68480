/**
 * `npm run screenshots`: the pictures of the screen in docs/images, taken of a stack of its own with the demo's
 * morning in it: queue with detail, edit with its diff, bulk, what administrators have, what recipients see; light, dark and
 * on a phone. With names of views it takes those alone.
 */
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { MailboxMessage } from '../local/mailbox/messages.ts';
import { texts } from '../src/web/texts.ts';
import { callApi, openScreen, theStack } from '../test/support/browser.ts';
import { eventually } from '../test/support/eventually.ts';
import { stopServers } from '../test/support/running.ts';

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: {
    colorScheme: 'light',
    viewport: { width: 390, height: 780 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
} as const satisfies Record<string, BrowserContextOptions>;

type Show = (page: Page, draftId: string) => Promise<void>;

const VIEWS: Readonly<Record<string, Show>> = {
  async queue(page) {
    await page.locator('li[data-action-id]').nth(2).waitFor();
  },
  async detail(page, draftId) {
    await page.goto(`/actions/${draftId}`);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await page.frameLocator('iframe').locator('body').waitFor();
  },
  async edit(page, draftId) {
    await page.goto(`/actions/${draftId}`);
    await page.getByRole('button', { name: texts.detail.buttons.edit, exact: true }).click();
    const body = page.getByRole('textbox', { name: texts.edit.fields.body });
    await body.fill((await body.inputValue()).replace(/\d+ minutes/, 'an hour, with your CFO,'));
    await page.locator('ins').first().scrollIntoViewIfNeeded();
  },
  async byDeal(page) {
    await page.locator('li[data-action-id]').first().waitFor();
    await page.evaluate(`localStorage.setItem('signoff-by-deal', 'on')`);
    await page.reload();
    await page
      .getByRole('button', { name: /^Approve all/ })
      .first()
      .waitFor();
  },
  async sending(page) {
    // The least pressing: the pictures of what waits show the others.
    const { items } = await callApi(
      'rep',
      'GET',
      '/autonomous-actions?sort=queue&underWay=hidden&actionType=draft_email',
    );
    const executeAt = new Date(Date.now() + 20 * 60 * 60 * 1_000).toISOString();
    await callApi('rep', 'POST', `/autonomous-actions/${items.at(-1).id}/approve`, { executeAt });
    await page.goto('/?tab=sending');
    await page.locator('li[data-action-id]').first().waitFor();
  },
  async done(page) {
    await page.goto('/?tab=done');
    await page.locator('li[data-action-id]').nth(2).waitFor();
  },
  async tour(page) {
    await page.getByRole('button', { name: texts.tour.take }).click();
    const next = page.getByRole('dialog').getByRole('button', { name: texts.tour.next });
    await next.click();
    await page.getByRole('dialog').getByText(/^2 of/).waitFor();
  },
  async alerts(page) {
    await page.goto('/alerts');
    await page.getByRole('listitem').nth(2).waitFor();
  },
  async history(page) {
    await page.goto('/history?q=renewal');
    const rows = page.locator('li[data-action-id]');
    await rows.nth(1).waitFor();
    if ((page.viewportSize()?.width ?? 0) < 960) return;
    await rows.nth(1).getByRole('link').click();
    await page.getByRole('heading', { name: texts.detail.trail.title }).waitFor();
  },
  async insights(page) {
    await page.goto('/insights?days=90');
    await page.getByRole('table').waitFor();
    await page.locator('svg[role=img]').waitFor();
  },
  async settings(page) {
    await page.goto('/settings');
    await page
      .getByText(/in the last 30 days/i)
      .first()
      .waitFor();
  },
  async timeline(page, draftId) {
    await page.goto(`/actions/${draftId}`);
    await page.getByRole('link', { name: texts.timeline.links.company }).click();
    await page.locator('li[data-row-id]').nth(2).waitFor();
  },
  async templates(page) {
    const { templates } = texts.settings;
    await page.goto('/settings#templates');
    await page.getByRole('button', { name: templates.preview }).click();
    await page.getByRole('region', { name: templates.examples }).getByRole('listitem').first().waitFor();
  },
  async bulk(page) {
    const boxes = page.getByRole('checkbox');
    await boxes.nth(2).waitFor();
    for (const i of [0, 1, 2]) await boxes.nth(i).click();
    await page.getByRole('button', { name: texts.bulk.approve }).click();
    await page.getByRole('dialog').waitFor();
  },
};

/** The same of an administrator. */
const ADMIN_VIEWS: Readonly<Record<string, Show>> = {
  async people(page) {
    await page.goto('/people');
    await page.getByRole('row').nth(2).waitFor();
  },
  async tokens(page) {
    await page.goto('/people');
    await page.getByRole('button', { name: texts.admin.people.more('CRM') }).click();
    await page.getByRole('menuitem', { name: texts.admin.people.tokens }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(texts.admin.tokens.label).fill('The directory');
    await dialog.getByLabel(texts.admin.tokens.limit).check();
  },
  async thresholds(page) {
    await page.goto('/settings#detection');
    await page
      .getByText(/in the last 30 days/i)
      .first()
      .waitFor();
  },
  async workspace(page) {
    await page.goto('/workspace');
    await page.getByRole('heading', { name: texts.admin.suppressions.title }).waitFor();
    await page.getByLabel(texts.admin.workspace.fields.name.label).waitFor();
  },
  async connections(page) {
    await page.goto('/connections');
    const { names, testOf, right } = texts.admin.connections;
    await page.getByRole('button', { name: testOf(names.smtp) }).click();
    await page.getByText(right).first().waitFor();
  },
  async security(page) {
    await page.goto('/security');
    await page.getByRole('listitem').nth(2).waitFor();
  },
};

/** What people see elsewhere, who are signed in nowhere; in the looks that the documents show. */
const VIEWS_ELSEWHERE: Readonly<Record<string, Partial<Record<keyof typeof LOOKS, Show>>>> = {
  slack: { light: slack, dark: slack, phone: slack },
  decide: { light: decide, dark: decide, phone: decide },
  mailbox: { light: mailbox },
  unsubscribe: { dark: unsubscribe, phone: unsubscribe },
};

/** The stand-in's page, with the newest message that waits for a decision on top. */
async function slack(page: Page): Promise<void> {
  await page.goto((await theStack()).slackFakeUrl);
  const waiting = page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Edit' }) });
  await waiting.first().evaluate('element => element.scrollIntoView()');
}

/** Where an email leads. */
async function decide(page: Page): Promise<void> {
  const { mailboxUrl } = await theStack();
  await callApi('rep', 'PUT', '/settings', { notifications: { by: 'email', atOnce: 'all' } });
  const named = `Cobalt Aerospace ${Math.random().toString(36).slice(2, 6)}`;
  await callApi('rep', 'POST', '/triggers', {
    triggerType: 'champion_cold',
    actionType: 'send_email',
    company: { id: named.replaceAll(' ', '-'), name: named },
    deal: { id: named.replaceAll(' ', '-'), name: 'Cobalt renewal', amountMinor: 12_000_000, currency: 'USD' },
    contact: { id: 'dana', name: 'Dana Whitfield', email: 'dana@cobalt.test' },
  });
  const link = await eventually(async () => {
    // The mailbox's own shape.
    const mails = (await (await fetch(`${mailboxUrl}/messages`)).json()) as MailboxMessage[];
    const found = mails
      .map(({ text }) => /http:\S+\/decide\/\S+/.exec(text)?.[0])
      .findLast((each) => each !== undefined);
    if (found === undefined) throw new Error('there is no email yet');
    return found;
  });
  await callApi('rep', 'PUT', '/settings', {});
  await page.goto(link);
}

async function mailbox(page: Page): Promise<void> {
  await page.goto((await theStack()).mailboxUrl);
  const newest = page.getByRole('article').first();
  await newest.locator('summary').first().click();
  await newest.frameLocator('iframe').getByRole('link').waitFor();
}

async function unsubscribe(page: Page): Promise<void> {
  const { mailboxUrl } = await theStack();
  // The mailbox's own shape.
  const messages = (await (await fetch(`${mailboxUrl}/messages`)).json()) as MailboxMessage[];
  const link = messages.map(({ headers }) => headers['list-unsubscribe']).find((each) => each !== undefined);
  await page.goto(link?.slice(1, -1) ?? '');
  await page.getByRole('button').waitFor();
}

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

try {
  const { items } = await callApi('rep', 'GET', '/autonomous-actions?sort=queue&actionType=draft_email&limit=1');
  for (const [look, options] of Object.entries(LOOKS)) {
    // One of the keys that are gone through.
    const elsewhere = Object.entries(VIEWS_ELSEWHERE).map(
      ([name, shows]) => [name, shows[look as keyof typeof LOOKS]] as const,
    );
    const views = [...Object.entries(VIEWS), ...Object.entries(ADMIN_VIEWS), ...elsewhere];
    for (const [name, show] of views) {
      if (show === undefined || !isWanted(name)) continue;
      const who = name in VIEWS ? 'ana' : name in ADMIN_VIEWS ? 'adam' : null;
      const { page, close, problems } = await openScreen(who, {
        path: who === null ? '/livez' : '/',
        isNew: name === 'tour',
        ...options,
      });
      await show(page, items[0].id);
      await page.evaluate('document.fonts.ready');
      const path = fileURLToPath(new URL(`../docs/images/${name}-${look}.png`, import.meta.url));
      await page.screenshot({ path });
      console.log(`docs/images/${name}-${look}.png`, ...problems);
      await close();
    }
  }
} finally {
  await stopServers();
}
