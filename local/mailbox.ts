/**
 * The local mailbox: takes mail by real SMTP and shows it over HTTP. A message is on disk before its 250, and stays there.
 *
 * `GET /messages` (JSON, newest last), `/messages/:id`, `/messages/:id/raw`, `/messages/:id/html`; `GET /` the page;
 * `GET /livez`; `POST /faults` orders a fault (see smtpFault), `DELETE /faults` forgets them.
 */
import { z } from 'zod';
import { createFaults, type Faults } from './fakes/faults.ts';
import { json, listen, notFoundReply, type Reply, type Request, textReply } from './fakes/http.ts';
import { isMain, runFake } from './fakes/main.ts';
import { strangersHtml } from './fakes/page.ts';
import { type MessageStore, openMessages } from './mailbox/messages.ts';
import { mailboxPage } from './mailbox/pages.ts';
import { type SmtpFault, smtpFault, startSmtp } from './mailbox/smtp.ts';

export interface LocalMailbox {
  smtpPort: number;
  httpPort: number;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Starts a mailbox that keeps its messages in `dir`. Port 0 is any free one. */
export async function startMailbox(settings: {
  smtpPort: number;
  httpPort: number;
  dir: string;
  /** Loopback unless told otherwise: it takes mail from anybody. */
  host?: string;
}): Promise<LocalMailbox> {
  const { smtpPort, httpPort, dir, host = '127.0.0.1' } = settings;
  const store = await openMessages(dir);
  const faults = createFaults<SmtpFault>();
  const smtp = await startSmtp(store, faults, host, smtpPort);
  const http = await listen((request) => route(request, store, faults), host, httpPort);
  return {
    smtpPort: smtp.port,
    httpPort: http.port,
    close: async () => {
      await Promise.all([smtp.close(), http.close()]);
    },
  };
}

async function route({ method, url, body }: Request, store: MessageStore, faults: Faults<SmtpFault>): Promise<Reply> {
  const path = url.pathname;
  if (path === '/faults' && method === 'POST') {
    faults.order(smtpFault.parse(JSON.parse(body)));
    return json(201, { ordered: true });
  }
  if (path === '/faults' && method === 'DELETE') {
    faults.clear();
    return json(200, { ordered: false });
  }
  if (method !== 'GET') return notFoundReply();
  if (path === '/livez') return textReply(200, 'ok\n');
  if (path === '/') return mailboxPage(await store.list());
  if (path === '/messages') return json(200, await store.list());
  const [, id = '', part] = path.match(/^\/messages\/([\w-]+)(?:\/(raw|html))?$/) ?? [];
  const message = await store.get(id);
  if (message === undefined) return notFoundReply();
  if (part === 'raw') return textReply(200, (await store.raw(id)) ?? '');
  if (part === 'html') return message.html === null ? notFoundReply() : strangersHtml(message.html);
  return json(200, message);
}

if (isMain(import.meta.url)) {
  const port = z.coerce.number().int().min(0).max(65_535);
  const environment = z.object({
    MAILBOX_SMTP_PORT: port,
    MAILBOX_HTTP_PORT: port,
    MAILBOX_DIR: z.string().min(1),
    MAILBOX_HOST: z.string().min(1).default('127.0.0.1'),
  });
  void runFake('mailbox', () => {
    const env = environment.parse(process.env);
    return startMailbox({
      smtpPort: env.MAILBOX_SMTP_PORT,
      httpPort: env.MAILBOX_HTTP_PORT,
      dir: env.MAILBOX_DIR,
      host: env.MAILBOX_HOST,
    });
  });
}
