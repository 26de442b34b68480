/** The screen of a suite's tests: opened by each, and found without errors at its end. */
import assert from 'node:assert/strict';
import type { Locator, Page, Route } from 'playwright-core';
import { texts } from '../../src/web/texts.ts';
import {
  type Card,
  type Demo,
  needsBrowser,
  openScreen,
  queueOf,
  type Screen,
  type ScreenOptions,
  theStack,
} from './browser.ts';

export interface SuiteScreen {
  readonly page: Page;
  /** A page of its own for this test. @see openScreen */
  open(user: Demo | null, options?: ScreenOptions): Promise<void>;
  /** Ana's queue narrowed to one card or one group, up to date, with the focus on the first card named. */
  openQueue(...cards: Card[]): Promise<void>;
  /** Until events arrive: what changes from now on is seen. */
  isLive(): Promise<void>;
  /** The queue's cards, from the top. */
  cards(): Locator;
  card(card: { id: string }): Locator;
  /** The id of the card that the keys act on. */
  current(): Promise<string | null>;
  dialog(): Locator;
  /** Keys one after the other, without waiting for what they do. */
  press(...keys: string[]): Promise<void>;
  hold(url: string, then?: (route: Route) => Promise<void>): Promise<Held>;
  /** Errors on the console that belong to what the test does. */
  forgive(problem: RegExp): void;
}

/** The whole stack's, with the demo's 90 days and its morning. */
const START_TIMEOUT_MS = 240_000;

/** Of a screen, where a test fails. */
const SHOWN_LENGTH = 3_000;

/** What the page sends somewhere, held before it reaches the server. */
export interface Held {
  /** Until something has been caught. */
  caught(): Promise<void>;
  /** Has everything go on, what has been caught and what follows. */
  letGo(): void;
}

/**
 * For a describe: skips it where there is no browser, and closes what a test has opened.
 *
 * @param ignoresConsole where the suite breaks connections, each of which the browser notes on its console
 */
export function useScreen({ ignoresConsole = false } = {}): SuiteScreen {
  let opened: Screen | undefined;
  const forgiven: RegExp[] = [];

  before(async function () {
    needsBrowser(this);
    // On a busy machine it takes its time to start, which is none of the first test's.
    this.timeout(START_TIMEOUT_MS);
    await theStack();
  });
  afterEach(async function () {
    const { currentTest } = this;
    // Why something never appeared is on the screen, which is gone when somebody reads of it.
    if (currentTest?.err !== undefined && opened !== undefined) {
      // Not every time zone of the world.
      const read = "document.querySelectorAll('select').forEach((each) => each.remove()); document.body.innerText";
      const shown = await opened.page.evaluate<string>(read).catch(String);
      currentTest.err.stack += `\nOn the screen: ${shown.replaceAll(/\s+/g, ' ').slice(0, SHOWN_LENGTH)}`;
    }
    await close();
  });

  async function close(): Promise<void> {
    const problems = (opened?.problems ?? []).filter((problem) => !forgiven.some((one) => one.test(problem)));
    forgiven.length = 0;
    const closing = opened?.close();
    opened = undefined;
    await closing;
    if (!ignoresConsole) assert.deepEqual(problems, [], 'nothing on the console');
  }

  const screen: SuiteScreen = {
    get page() {
      assert.ok(opened, 'the test has opened no screen');
      return opened.page;
    },
    async open(user, options) {
      await close();
      opened = await openScreen(user, options);
    },
    async openQueue(...cards) {
      const [first, ...others] = cards;
      assert.ok(first);
      await screen.open('ana', { path: queueOf(first, ...others) });
      for (const card of cards) await screen.card(card).waitFor();
      await screen.isLive();
      await screen.card(first).getByRole('link').focus();
    },
    isLive: () => isLive(screen.page),
    cards: () => screen.page.locator('[data-queue] li[data-action-id]'),
    card: ({ id }) => screen.page.locator(`[data-queue] li[data-action-id="${id}"]`),
    current: () => screen.page.locator('li[data-current]').getAttribute('data-action-id'),
    dialog: () => screen.page.getByRole('dialog'),
    async press(...keys) {
      for (const key of keys) await screen.page.keyboard.press(key);
    },
    hold: (url, then) => hold(screen.page, url, then),
    forgive: (problem) => void forgiven.push(problem),
  };
  return screen;
}

export function isLive(page: Page): Promise<void> {
  return page.getByText(texts.shell.connection.live, { exact: true }).waitFor();
}

async function hold(page: Page, url: string, then = (route: Route) => route.continue()): Promise<Held> {
  const [caught, released] = [signal(), signal()];
  await page.route(url, async (route) => {
    caught.give();
    await released.given;
    await then(route);
  });
  return { caught: () => caught.given, letGo: released.give };
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
