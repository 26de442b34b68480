/** What has arrived in mailboxes and in Slack: effects of actions, and what people were told of actions. */
import { z } from 'zod';
import { directWith } from '../../../local/slackFake/ids.ts';
import { CARD_EVENT_TYPE } from '../../../src/integrations/slack/notify.ts';

/** Somebody was told of an action. */
export interface Notice {
  way: 'slack' | 'email';
  /** The id of the message, as Signoff has noted it. */
  key: string;
  /** The address of whoever was told. */
  to: string;
  /** Slack's alone: what can be clicked, each with what it carries. */
  buttons: { id: string; value: string | undefined }[];
  /** Slack's alone: all that stands in it. */
  text: string;
}

export interface Inboxes {
  slackUrl: string;
  mailboxUrl: string;
}

const mails = z.array(
  z.object({ messageId: z.string(), to: z.array(z.string()), headers: z.record(z.string(), z.string()) }),
);
const people = z.array(z.object({ id: z.string(), email: z.string().nullable() }));
const payload = z.object({ event_type: z.string(), event_payload: z.object({ delivery_key: z.string() }) });
const messages = z.array(z.object({ channel: z.string(), blocks: z.array(z.looseObject({})), metadata: payload }));
const actions = z.object({
  type: z.literal('actions'),
  elements: z.array(z.object({ action_id: z.string(), value: z.string().optional() })),
});
const NOTICE_ID = /^<notice\.([0-9a-f-]{36})@/;

/** The effects by their actions' ids, and the notices. */
export async function readInboxes({ slackUrl, mailboxUrl }: Inboxes) {
  const listed = async (url: string): Promise<unknown> => (await fetch(url)).json();
  const [arrived, posted, members] = await Promise.all([
    listed(`${mailboxUrl}/messages`).then((list) => mails.parse(list)),
    listed(`${slackUrl}/messages`).then((list) => messages.parse(list)),
    listed(`${slackUrl}/users`).then((list) => people.parse(list)),
  ]);
  const addresses = new Map(members.map(({ id, email }) => [directWith(id), email ?? id]));
  const notices: Notice[] = [];
  const effects: { mails: string[]; notes: string[] } = { mails: [], notes: [] };
  for (const { messageId, to, headers } of arrived) {
    const key = NOTICE_ID.exec(messageId)?.[1];
    if (key === undefined) effects.mails.push(headers['x-action-id'] ?? 'a message of no action');
    else notices.push({ way: 'email', key, to: to.join(), buttons: [], text: '' });
  }
  for (const { channel, blocks, metadata } of posted) {
    const key = metadata.event_payload.delivery_key;
    if (metadata.event_type !== CARD_EVENT_TYPE) effects.notes.push(key);
    else
      notices.push({
        way: 'slack',
        key,
        to: addresses.get(channel) ?? channel,
        buttons: blocks.flatMap((block) => actions.safeParse(block).data?.elements ?? []).map(buttonOf),
        text: JSON.stringify(blocks),
      });
  }
  return { ...effects, notices };
}

function buttonOf({ action_id: id, value }: { action_id: string; value?: string | undefined }) {
  return { id, value };
}
