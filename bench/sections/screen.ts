/**
 * The screen on the whole local stack, with 5,000 pending and 200,000 decided actions of one rep among others': how long
 * until its first card, and from the key to the card leaving.
 */
import type { Page } from 'playwright-core';
import { makeCard, openScreen, theStack } from '../../test/support/browser.ts';
import { eventually } from '../../test/support/eventually.ts';
import { once } from '../../test/support/running.ts';
import { seedQueue } from '../support/seedQueue.ts';
import type { Section } from './section.ts';

const LOADS = 20;
const DECISIONS = 20;
/** Frames while a wheel turns through the list. */
const FRAMES = 120;

/** Notes in the page when the first of what it shows is there, counted from the navigation's start. */
const noteFirst = (selector: string) => `
  new MutationObserver((_, observer) => {
    if (document.querySelector('${selector}') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => { window.firstCardMs = performance.now(); });
  }).observe(document, { childList: true, subtree: true });`;

/** Notes how long it takes from a key's event until the card of an id is gone and the next frame painted. */
const noteLeaving = (id: string) => `
  addEventListener('keydown', (event) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('[data-queue] li[data-action-id="${id}"]') !== null) return;
      observer.disconnect();
      requestAnimationFrame(() => { window.leftAfterMs = performance.now() - event.timeStamp; });
    });
    observer.observe(document, { childList: true, subtree: true });
  }, { once: true, capture: true });`;

const SCROLL = `new Promise((done) => {
  const list = document.querySelector('[data-queue] ul').parentElement;
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    list.scrollTop += 400;
    if (frames.length < ${FRAMES}) requestAnimationFrame(step); else done(frames);
  };
  requestAnimationFrame(step);
})`;

/** What one of the scripts above has noted. Asked for by the debugger: the page's own CSP lets nothing be evaluated. */
function noted(page: Page, name: string): Promise<number> {
  return eventually(async () => {
    const ms = await page.evaluate(`window.${name}`);
    if (typeof ms !== 'number') throw new Error(`${name} is not noted yet`);
    return ms;
  });
}

/** Once for all runs: the stack serves them all. */
const seeded = once(async () => {
  const { ownerDatabaseUrl } = await theStack();
  await seedQueue(ownerDatabaseUrl, { workspaceId: 'acme-sales', rep: 'ana', others: ['ben', 'mia'] });
});

async function firstContent({ path, selector }: (typeof FIRST)[number]): Promise<number[]> {
  const samplesMs: number[] = [];
  for (let i = 0; i < LOADS; i += 1) {
    // A browser that has nothing in its cache.
    const { page, close } = await openScreen('ana', { path: '/session' });
    await page.addInitScript(noteFirst(selector));
    await page.goto(path);
    samplesMs.push(await noted(page, 'firstCardMs'));
    await close();
  }
  return samplesMs;
}

async function keyToLeaving(): Promise<number[]> {
  const samplesMs: number[] = [];
  const { page, close } = await openScreen('ana');
  for (let i = 0; i < DECISIONS; i += 1) {
    const { id, company } = await makeCard();
    await page.goto(`/?q=${encodeURIComponent(company)}`);
    await page.locator(`[data-queue] li[data-action-id="${id}"] a`).focus();
    await page.evaluate(noteLeaving(id));
    await page.keyboard.press('a');
    samplesMs.push(await noted(page, 'leftAfterMs'));
  }
  await close();
  return samplesMs;
}

async function scrolling(): Promise<number[]> {
  const { page, close } = await openScreen('ana');
  await page.locator('li[data-action-id]').first().waitFor();
  // What SCROLL resolves with.
  const frames = (await page.evaluate(SCROLL)) as number[];
  await close();
  return frames;
}

/** What one sees first of each screen; the browser has nothing in its cache. The deal is one of the demo's. */
const FIRST = [
  { series: 'first card, nothing cached', path: '/', selector: 'li[data-action-id]' },
  { series: 'history: first row, nothing cached', path: '/history', selector: 'li[data-action-id]' },
  { series: 'insights: first table, nothing cached', path: '/insights?days=90', selector: 'table' },
  {
    series: 'timeline of a deal: first entry, nothing cached',
    path: '/deals/webhook/deal-041',
    selector: 'li[data-row-id]',
  },
] as const;
const [FRAME, LEAVING] = ['frame while scrolling through 5,000 cards', 'key to the card leaving, painted'];

export const screen: Section = {
  name: 'screen',
  columns: ['signoff'],
  measures: [...FIRST.map(({ series }) => series), FRAME, LEAVING].flatMap((series) =>
    (['p50', 'p95', 'max'] as const).map((by) => ({ title: `${series}, ${by}`, unit: 'ms', series, by })),
  ),
  alone: async (add) => {
    await seeded();
    for (const first of FIRST) add('signoff', first.series, ...(await firstContent(first)));
    add('signoff', FRAME, ...(await scrolling()));
    add('signoff', LEAVING, ...(await keyToLeaving()));
  },
};
