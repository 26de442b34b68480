/**
 * A real browser before a real stack, as `npm start` runs it, with the demo's morning in it. Both start when a test
 * first asks for them, and serve the whole run.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { freePort } from '../../local/ports.ts';
import type { StackFile } from '../../local/stackFile.ts';
import { WEEKDAYS } from '../../src/domain/workingHours.ts';
import { run } from '../integration/cli/run.ts';
import { eventually } from './eventually.ts';
import { CLIENT_ID, CLIENT_SECRET, startIdentityProvider } from './identityProvider.ts';
import { atEnd, once } from './running.ts';
import { killRecorded, startStack } from './stackProcess.ts';

/** Debian's; another place is named by CHROMIUM_PATH. */
const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/** Skips the suite whose `before` calls it where there is no browser, with the reason in the output. */
export function needsBrowser(context: Mocha.Context): void {
  if (existsSync(CHROMIUM)) return;
  console.error(`        no Chromium at ${CHROMIUM}: skipped`);
  context.skip();
}

/** The company's identity provider, and where the stack is that people come back to. */
export const theProvider = once(async () => {
  const port = await freePort();
  const home = `http://127.0.0.1:${port}`;
  const idp = await startIdentityProvider([`${home}/session/oidc/corp/callback`], [`${home}/`]);
  atEnd(() => idp.stop());
  const config = {
    ...{ id: 'corp', name: 'Acme', issuer: idp.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    ...{ workspace: 'acme-sales', defaultRole: 'rep' },
  };
  return { idp, port, config };
});

export const theStack = once(async (): Promise<StackFile> => {
  const dir = await mkdtemp(join(tmpdir(), 'signoff-browser-'));
  const { port, config } = await theProvider();
  const stack = startStack({ DATA_DIR: dir, PORT: String(port), OIDC_PROVIDERS: JSON.stringify([config]) });
  // Also of a run that was interrupted nothing may stay: first what would start the others again.
  process.once('exit', () => {
    stack.signal('SIGKILL');
    killRecorded(dir);
  });
  atEnd(async () => {
    stack.signal('SIGTERM');
    await stack.ended;
    killRecorded(dir);
    await rm(dir, { recursive: true, force: true });
  });
  const file = await stack.ready();
  const demo = await run('local/demo.ts', [], { env: { DATA_DIR: dir } });
  if (demo.code !== 0) throw new Error(`the demo failed: ${demo.err}${demo.out}`);
  return file;
});

const theBrowser = once(async (): Promise<Browser> => {
  // As root Chromium has no sandbox of its own; it sees only our pages.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  atEnd(() => browser.close());
  return browser;
});

/** Matches no request. */
const NOWHERE = '**/no/such/address';

export interface Screen {
  page: Page;
  /** Errors on the console, exceptions, violations of the Content-Security-Policy: none, in a test that passes. */
  problems: string[];
  close(): Promise<void>;
}

export type Demo = 'ana' | 'ben' | 'mia' | 'max' | 'adam';

/** `isNew`: somebody who was never here, and is offered the tour. */
export type ScreenOptions = BrowserContextOptions & { path?: string; isNew?: boolean };

/** A page of its own, signed in as a demo user (or as nobody), at a path: of the stack's API, or of another at `baseURL`. */
export async function openScreen(
  user: Demo | null,
  { path = '/', isNew = false, ...options }: ScreenOptions = {},
): Promise<Screen> {
  const [apiUrl, browser] = await Promise.all([
    options.baseURL ?? theStack().then((stack) => stack.apiUrl),
    theBrowser(),
  ]);
  const context = await browser.newContext({
    baseURL: apiUrl,
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
    ...options,
  });
  // Nobody waits so long where all is well, and machines that run tests are shared.
  context.setDefaultTimeout(30_000);
  // Where a page is sandboxed it has no storage.
  if (!isNew) await context.addInitScript(`try { localStorage.setItem('signoff-tour-seen', 'on') } catch {}`);
  if (user !== null) {
    const signedIn = await context.request.post('/session', {
      data: { demoUserId: user },
      headers: { origin: apiUrl },
    });
    if (!signedIn.ok()) throw new Error(`no session: ${signedIn.status()} ${await signedIn.text()}`);
  }
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  // Chromium begins to intercept a moment after `route` has returned: a key pressed at once may get its request through.
  // It intercepts from the start, and later routes only change what becomes of a request.
  await page.route(NOWHERE, (route) => route.continue());
  await page.goto(path);
  return { page, problems, close: () => context.close() };
}

/** The ids of the cards that are in the page, from the top. */
export function shownIds(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('[data-queue] li')].map((card) => card.dataset.actionId)`);
}

/** Calls the stack's API with a role's token. @throws where it answers no success */
export async function callApi(
  role: keyof StackFile['tokens'],
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  body?: object,
  // What a test looks at in an answer is the test's own claim about it.
  // biome-ignore lint/suspicious/noExplicitAny: see above
): Promise<any> {
  const { apiUrl, tokens } = await theStack();
  const response = await fetch(`${apiUrl}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** An action as the API tells it now. @see callApi */
export const stateOf = ({ id }: { id: string }) => callApi('rep', 'GET', `/autonomous-actions/${id}`);

let made = 0;

export interface Card {
  id: string;
  /** Occurs on this card only. */
  company: string;
}

/** The path of the queue narrowed to one card, or to all of the first one's group: others may stand before it, far up. */
export function queueOf(first: Card, ...others: Card[]): string {
  const { company } = first;
  return `/?q=${encodeURIComponent(others.length === 0 ? company : company.replace(/ no\..*/, ''))}`;
}

/** Has the mailbox fail the next email so, once no email of an earlier test's is still to leave: it would meet the fault. */
export async function orderFault(fault: object): Promise<void> {
  await eventually(
    async () => {
      const { items } = await callApi('rep', 'GET', '/autonomous-actions?status=pending&status=approved&limit=200');
      const leaving = items.filter(
        ({ status, scheduledApproval }: { status: string; scheduledApproval: object | null }) =>
          status === 'approved' || scheduledApproval !== null,
      );
      assert.equal(leaving.length, 0, 'nothing is on its way');
    },
    { timeoutMs: 30_000 },
  );
  const { mailboxUrl } = await theStack();
  await fetch(`${mailboxUrl}/faults`, { method: 'POST', body: JSON.stringify(fault) });
}

/** A search that finds the cards made with it and no others, however many there are by then. */
export function newGroup(): string {
  made += 1;
  return `Testworks${String(made).padStart(3, '0')}`;
}

/** A pending action of Ana's on a company of its own: by default an urgent email, first in the queue. */
export async function makeCard(overrides: Record<string, unknown> = {}, group?: string): Promise<Card> {
  made += 1;
  // Of one length, so that no name begins another; and one word, as a search finds words anywhere: 100 is in many an amount.
  const own = `Testworks${String(made).padStart(3, '0')}`;
  const company = group === undefined ? own : `${group} no. ${made}`;
  const { actionId } = await callApi('rep', 'POST', '/triggers', {
    triggerType: 'deal_value_decrease',
    actionType: 'send_email',
    contextSummary: `${company}: the deal fell 25 %, $100,000 → $75,000`,
    company: { id: `testworks-${made}`, name: company },
    deal: { id: `renewal-${made}`, name: `${company} renewal`, amountMinor: 7_500_000, currency: 'USD' },
    contact: { id: `sam-${made}`, name: 'Sam Field', email: `sam-${made}@testworks.test` },
    ...overrides,
  });
  return { id: actionId, company };
}

/** Has an email approved at once while the mail server answers so, and waits until it has failed. */
export async function failEmail(card: Card, fault: object): Promise<void> {
  await orderFault(fault);
  await callApi('rep', 'POST', `/autonomous-actions/${card.id}/approve`, {});
  await eventually(async () => assert.equal((await stateOf(card)).status, 'failed'), { timeoutMs: 30_000 });
}

/** Has emails leave on one day of the week alone, which is neither today nor tomorrow anywhere, until `openWindow`. */
export async function closeWindow(): Promise<void> {
  const day = WEEKDAYS[(new Date().getUTCDay() + 2) % 7] ?? 'mon';
  const hours = { days: [day], from: '09:00', to: '17:00' };
  const settings = await callApi('admin', 'GET', '/workspace/settings');
  await callApi('admin', 'PUT', '/workspace/settings', { ...settings, sendWindow: { hours } });
}

/** Has emails leave at any hour again, as many as there are. */
export async function openWindow(): Promise<void> {
  const { sendWindow: _, caps: __, ...settings } = await callApi('admin', 'GET', '/workspace/settings');
  await callApi('admin', 'PUT', '/workspace/settings', settings);
}
