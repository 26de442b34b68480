/** What people do in Slack, whichever way it comes in: a request, or Socket Mode. */
import type { FastifyBaseLogger } from 'fastify';
import { readInteraction, readSlashCommand } from '../../integrations/slack/interactions.ts';
import { notice } from '../../notify/slackModal.ts';
import type { RouteDeps, SlackDoorSettings } from '../deps.ts';
import { createClicks } from './clicks.ts';
import { createCommands } from './commands.ts';
import type { SlackAnswer, SlackDoor } from './slackDoor.ts';
import { createSubmissions } from './submissions.ts';
import { createWhoIs } from './who.ts';
import { words } from './words.ts';

/** In the place of a form: nothing would close it as if it had been saved. */
const NOT_KNOWN_YET: SlackAnswer = { response_action: 'update', view: notice('Not known yet', words.notKnownYet) };
/** Slack waits for 3 s; the way there and back is in it. */
const ANSWER_WITHIN_MS = 2_200;

export function createSlackDoor(deps: RouteDeps, settings: SlackDoorSettings): SlackDoor {
  const whoIs = createWhoIs(deps.db, settings);
  const parts = { deps, settings, whoIs };
  const clicks = createClicks(parts);
  const submissions = createSubmissions(parts);
  const commands = createCommands(parts);
  const underWay = new Set<Promise<unknown>>();

  /** In time, or without an answer. What goes wrong is told by then to whoever did it; here it is only logged. */
  async function inTime(
    work: Promise<SlackAnswer>,
    log: FastifyBaseLogger,
    whenLate: SlackAnswer = null,
  ): Promise<SlackAnswer> {
    const guarded = work.catch((error: unknown) => {
      log.error({ err: error }, 'what came from Slack met trouble');
      return null;
    });
    underWay.add(guarded);
    void guarded.finally(() => underWay.delete(guarded));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<SlackAnswer>((resolve) => {
      timer = setTimeout(() => resolve(whenLate), ANSWER_WITHIN_MS);
    });
    try {
      return await Promise.race([guarded, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async interaction(payload, log) {
      const read = readInteraction(payload);
      if (read === undefined) return undefined;
      switch (read.kind) {
        case 'click':
          return inTime(clicks(read.click, log), log);
        case 'submission':
          return inTime(submissions(read.submission, log), log, NOT_KNOWN_YET);
        case 'other':
          return null;
      }
    },
    async command(fields, log) {
      const read = readSlashCommand(fields);
      return read === undefined ? undefined : inTime(commands(read), log);
    },
    idle: async () => void (await Promise.all(underWay)),
  };
}
