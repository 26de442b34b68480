/** The world that actions are carried out in, and what it has received: each effect by the id of its action. */
import { join } from 'node:path';
import { z } from 'zod';
import { startHubspotFake } from '../../../local/hubspotFake.ts';
import { startMailbox } from '../../../local/mailbox.ts';
import { startSlackFake } from '../../../local/slackFake.ts';
import { startDrafts } from './drafts.ts';
import { createTraffic, startGate, type Traffic } from './gate.ts';
import { type Notice, readInboxes } from './notices.ts';
import { addressOf, HUBSPOT_OWNERS } from './people.ts';

export interface OutsideUrls {
  SMTP_URL: string;
  SLACK_API_URL: string;
  HUBSPOT_BASE_URL: string;
  IMAP_URL?: string;
}

export interface Outside {
  /** What comes through to it, of everything. */
  traffic: Traffic;
  /** Where everything is, as variables of the product name it; without Dovecot there is no IMAP server. */
  urls: OutsideUrls;
  /** Further places where effects may be, each as a list of actions' ids. */
  elsewhere: (() => Promise<string[]>)[];
  /** Has HubSpot know a deal, for an action to be about. */
  putDeal(id: string): Promise<void>;
  /** How often each action's effect is there, of every channel outside Postgres. */
  effects(): Promise<Map<string, number>>;
  /** What people have been told, wherever. */
  notices(): Promise<Notice[]>;
  stop(): Promise<void>;
}

const objects = z.array(z.object({ properties: z.record(z.string(), z.unknown()) }));
const MARK = /ref: ([0-9a-f-]{36})/;

export async function startOutside(dir: string): Promise<Outside> {
  const [mailbox, slack, hubspot, drafts] = await Promise.all([
    startMailbox({ smtpPort: 0, httpPort: 0, dir: join(dir, 'mailbox') }),
    startSlackFake({ port: 0, dir: join(dir, 'slack') }),
    startHubspotFake({ port: 0, dir: join(dir, 'hubspot'), token: 'pat-test' }),
    startDrafts(),
  ]);
  const put = async (kind: string, id: string, properties: object) => {
    const response = await fetch(`${hubspot.baseUrl}/objects`, {
      method: 'PUT',
      body: JSON.stringify([{ kind, id, properties }]),
    });
    if (response.status !== 200) throw new Error(`HubSpot's fake refuses an object: ${await response.text()}`);
  };
  for (const [id, rep] of HUBSPOT_OWNERS) await put('owners', id, { email: addressOf(rep) });
  const inboxes = { slackUrl: `http://127.0.0.1:${slack.port}`, mailboxUrl: `http://127.0.0.1:${mailbox.httpPort}` };
  const traffic = createTraffic();
  const [smtpGate, slackGate, hubspotGate] = await Promise.all([
    startGate(`smtp://127.0.0.1:${mailbox.smtpPort}`, traffic),
    startGate(slack.slackApiUrl, traffic),
    startGate(hubspot.baseUrl, traffic),
  ]);
  const imapGate = drafts === undefined ? undefined : await startGate(drafts.url, traffic);
  const elsewhere: Outside['elsewhere'] =
    drafts === undefined ? [] : [async () => (await drafts.messageIds()).map(actionOf)];
  const listed = async (url: string): Promise<unknown> => (await fetch(url)).json();

  async function keys(): Promise<string[]> {
    const [{ mails, notes }, tasks] = await Promise.all([
      readInboxes(inboxes),
      listed(`${hubspot.baseUrl}/objects/tasks`),
    ]);
    return [
      ...mails,
      ...notes,
      ...objects
        .parse(tasks)
        .map(({ properties }) => MARK.exec(String(properties.hs_task_body))?.[1] ?? 'a task of no action'),
    ];
  }
  return {
    traffic,
    elsewhere,
    urls: {
      SMTP_URL: smtpGate.url,
      SLACK_API_URL: slackGate.url,
      HUBSPOT_BASE_URL: hubspotGate.url,
      ...(imapGate === undefined ? {} : { IMAP_URL: imapGate.url }),
    },
    putDeal: (id) => put('deals', id, { dealname: 'Renewal' }),
    async effects() {
      const others = await Promise.all(elsewhere.map((place) => place()));
      return counted([...(await keys()), ...others.flat()]);
    },
    notices: async () => (await readInboxes(inboxes)).notices,
    async stop() {
      traffic.release();
      await Promise.all([smtpGate.close(), slackGate.close(), hubspotGate.close(), imapGate?.close()]);
      await Promise.all([mailbox.close(), slack.close(), hubspot.close(), drafts?.stop()]);
    },
  };
}

export function counted(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The action that a Message-ID names. */
export function actionOf(messageId: string): string {
  return UUID.exec(messageId)?.[0] ?? `no action: ${messageId}`;
}
