/** Temporal is away while a CRM sends: every webhook is taken, and each has its action and its workflow once Temporal is back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { postWebhook } from '../doors.ts';
import { inParallel } from '../inParallel.ts';
import { noPromises } from '../load/promises.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Scenario } from '../scenario.ts';
import { startStage } from '../stage/stage.ts';

const CALLERS = 8;

export const temporalAway: Scenario = {
  name: 'temporal-away',
  async run({ size, say }) {
    const [webhooks, awayS] = [size('webhooks', 500, 100), size('awayS', 60, 10)];
    const stage = await startStage();
    try {
      const refused: string[] = [];
      await stage.temporal.kill();
      say(`Temporal is away for ${awayS} s`);
      const began = performance.now();
      const deals = Array.from({ length: webhooks }, (_, i) => `away-${i}`);
      await inParallel(deals, CALLERS, async (deal, i) => {
        const wait = began + (i * awayS * 1_000) / webhooks - performance.now();
        if (wait > 0) await sleep(wait);
        await postWebhook(stage.urls[i % 2] ?? stage.urls[0], stage.webhookSecret, deal).catch((error: Error) =>
          refused.push(`${deal} was not taken while Temporal was away: ${error.message}`),
        );
      });
      await stage.temporal.start();
      const verdict = await verdictOf(stage, noPromises());
      const made = await stage.db
        .selectFrom('pending_autonomous_actions')
        .select('deal_id')
        .where('deal_id', 'like', 'away-%')
        .execute();
      const there = new Set(made.map(({ deal_id }) => deal_id));
      verdict.lost.push(...deals.filter((deal) => !there.has(deal)).map((deal) => `${deal} made no action`));
      verdict.broken.push(...refused);
      const hits = webhooks - refused.length > 0 ? 1 : 0;
      return { ...verdict, what: `${webhooks} webhooks, Temporal away for ${awayS} s`, faults: 1, hits, repeated: 0 };
    } finally {
      await stage.stop();
    }
  },
};
