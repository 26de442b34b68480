/**
 * What was asked is done, and the answer is lost: one in twenty of Postgres's commits and statements, of SMTP's last answers, of
 * IMAP's, Slack's and HubSpot's. Who can be asked is asked, and has it once; SMTP has it at most once, and as many emails are
 * unconfirmed as answers were lost, but for those that told somebody of an action.
 */
import { createCaller } from '../load/caller.ts';
import { mixedLoad } from '../load/mixed.ts';
import { noPromises } from '../load/promises.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Scenario } from '../scenario.ts';
import { type Losing, PROTOCOLS, startLosing } from '../stage/losing.ts';
import { type Stage, startStage } from '../stage/stage.ts';

const SHARE = 0.05;
const ACTIONS_PER_SECOND = 15;

export const lostAnswers: Scenario = {
  name: 'lost-answers',
  async run({ size, random, say }) {
    const actions = size('actions', 5_000, 200);
    const lose = () => random.next() < SHARE;
    const losing = new Map<keyof typeof PROTOCOLS, Losing>();
    const through = async (name: keyof typeof PROTOCOLS, target: string): Promise<string> => {
      const one = await startLosing(target, PROTOCOLS[name], lose);
      losing.set(name, one);
      return one.url;
    };
    const stage = await startStage(async (own) => ({
      DATABASE_URL: await through('postgres', own.DATABASE_URL),
      SMTP_URL: await through('smtp', own.SMTP_URL),
      SLACK_API_URL: await through('slack', own.SLACK_API_URL),
      HUBSPOT_BASE_URL: await through('hubspot', own.HUBSPOT_BASE_URL),
      ...(own.IMAP_URL === undefined ? {} : { IMAP_URL: await through('imap', own.IMAP_URL) }),
    }));
    try {
      const caller = createCaller(stage.urls);
      const promises = noPromises();
      const { people, outside } = stage;
      const overMs = (actions / ACTIONS_PER_SECOND) * 1_000;
      await mixedLoad({ caller, people, outside, random, promises, actions, overMs });
      for (const one of losing.values()) one.mend();
      say(`${await underWay(stage)} executions are still under way`);
      const verdict = await verdictOf(stage, promises);
      const lost = [...losing].map(([name, one]) => `${name} ${one.lost()}`).join(', ');
      say(`answers lost: ${lost}`);
      const unanswered = losing.get('smtp')?.lost() ?? 0;
      const notices = await unknownNotices(stage);
      if (verdict.unknown > unanswered || verdict.unknown < unanswered - notices)
        verdict.mismatched.push(
          `${unanswered} answers were lost, of notices at most ${notices}; unconfirmed: ${verdict.unconfirmed.join('; ')}`,
        );
      const faults = [...losing.values()].reduce((sum, one) => sum + one.lost(), 0);
      const what = `${actions} actions, answers lost: ${lost}`;
      return { ...verdict, what, faults, hits: faults, repeated: caller.repeated() };
    } finally {
      await stage.stop();
      for (const one of losing.values()) await one.close();
    }
  },
};

/** Each stands before what the doors are tried with. */
async function underWay({ db }: Stage): Promise<number> {
  const { count } = await db
    .selectFrom('pending_autonomous_actions')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where(({ or, eb }) => or([eb('status', '=', 'approved'), eb('executing_at', '<=', new Date())]))
    .where('status', 'in', ['pending', 'approved'])
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Emails that told people, of which nobody knows what they show: those whose answers were lost, and what was changed while they left. */
async function unknownNotices({ db }: Stage): Promise<number> {
  const { count } = await db
    .selectFrom('action_messages')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('channel', '=', 'email')
    .where('shows', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
