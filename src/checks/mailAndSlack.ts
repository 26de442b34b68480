/** Looks at mail servers and Slack, and says what to do where something is not right. Sends nothing. */
import { commandLine } from '../cli/commandLine.ts';
import type { CheckLine, CheckSection } from '../domain/check.ts';
import { checkImap, checkSmtp } from '../integrations/email/check.ts';
import { checkSlack } from '../integrations/slack/check.ts';
import type { SlackSettings } from '../integrations/slack/notify.ts';
import type { Db } from '../store/database/db.ts';
import type { UserRow } from '../store/people/administration.ts';
import { findMailbox } from '../store/people/mailboxes.ts';
import { listUsers } from '../store/people/people.ts';
import type { OpenMailUrl } from './openMailUrl.ts';

type Protocol = 'smtp' | 'imap';

export interface MailAndSlackDeps {
  db: Db;
  workspaceId: string;
  smtpUrl: string | undefined;
  imapUrl: string | undefined;
  slack: SlackSettings | undefined;
  openMailUrl: OpenMailUrl;
}

/** Of one server's answers all together, and of Slack's. */
const TIMEOUT_MS = 30_000;
const SLACK_TIMEOUT_MS = 120_000;

/** First what all share, then Slack, then each rep with mail servers of their own. */
export async function checkMailAndSlack(deps: MailAndSlackDeps): Promise<CheckSection[]> {
  const [email, ...mailboxes] = await checkMail(deps, ['smtp', 'imap']);
  return [...(email === undefined ? [] : [email]), await checkSlackFor(deps), ...mailboxes];
}

/** What all share by these protocols, then each rep with such a server of their own. */
export async function checkMail(deps: MailAndSlackDeps, protocols: readonly Protocol[]): Promise<CheckSection[]> {
  const reps = await repsOf(deps);
  const own = await Promise.all(reps.map((rep) => ownServers(deps.db, rep, protocols)));
  const withoutSmtp = own.filter(({ sealed }) => sealed.smtp === null).map(({ rep }) => rep.id);
  const shared = protocols.map((each) => (each === 'smtp' ? checkRelay(deps, withoutSmtp) : checkSharedMailbox(deps)));
  return [
    { title: 'Email', lines: await Promise.all(shared) },
    ...(await Promise.all(own.filter(({ sealed }) => Object.values(sealed).some(isThere)).map(sectionOf(deps)))),
  ];
}

/** The token, and whether each rep can be told something. */
export async function checkSlackFor(deps: MailAndSlackDeps): Promise<CheckSection> {
  if (deps.slack === undefined) {
    const detail = 'not connected: SLACK_BOT_TOKEN is not set (docs/slack.md)';
    return { title: 'Slack', lines: [{ what: 'Slack', ok: true, detail }] };
  }
  const people = (await repsOf(deps)).map(({ id, display_name: name, email, slack_user_id: slackUserId }) => ({
    id,
    name,
    email,
    slackUserId,
  }));
  const setMember = (id: string) => commandLine('admin', ['user', 'set', id, '--slack-user', 'ID']);
  const lines = await checkSlack(deps.slack, people, setMember, AbortSignal.timeout(SLACK_TIMEOUT_MS));
  return { title: 'Slack', lines };
}

async function repsOf({ db, workspaceId }: MailAndSlackDeps): Promise<UserRow[]> {
  const users = await listUsers(db, workspaceId);
  return users.filter(({ role, deactivated_at }) => role !== 'service' && deactivated_at === null);
}

interface OwnServers {
  rep: UserRow;
  /** Null: none of their own; absent: not asked for. */
  sealed: { [protocol in Protocol]?: Buffer | null };
}

async function ownServers(db: Db, rep: UserRow, protocols: readonly Protocol[]): Promise<OwnServers> {
  const mailbox = await findMailbox(db, rep.id);
  const sealed = { smtp: mailbox?.smtp_url ?? null, imap: mailbox?.imap_url ?? null };
  return { rep, sealed: Object.fromEntries(protocols.map((each) => [each, sealed[each]])) };
}

async function checkRelay({ smtpUrl }: MailAndSlackDeps, without: string[]): Promise<CheckLine> {
  if (smtpUrl !== undefined) return checkSmtp(smtpUrl, 'SMTP_URL', AbortSignal.timeout(TIMEOUT_MS));
  if (without.length === 0) return { what: 'SMTP', ok: true, detail: 'no relay is set, and every rep has a server' };
  const todo = `set SMTP_URL, or give each a server: ${commandLine('admin', ['mailbox', 'set', without[0] ?? 'USER', '--stdin'])}`;
  return { what: 'SMTP', ok: false, detail: `no relay is set, and these have no server: ${without.join(', ')}`, todo };
}

async function checkSharedMailbox({ imapUrl }: MailAndSlackDeps): Promise<CheckLine> {
  if (imapUrl !== undefined) return checkImap(imapUrl, 'IMAP_URL', AbortSignal.timeout(TIMEOUT_MS));
  return { what: 'IMAP', ok: true, detail: 'none is set: drafts of reps without a mailbox are kept in Signoff' };
}

function sectionOf({ openMailUrl }: MailAndSlackDeps) {
  return async ({ rep, sealed }: OwnServers): Promise<CheckSection> => {
    const where = commandLine('admin', ['mailbox', 'set', rep.id, '--stdin']);
    const look = async (protocol: Protocol, value: Buffer): Promise<CheckLine> => {
      const opened = await openMailUrl(value, rep.id, protocol);
      if (!opened.ok) return { what: protocol.toUpperCase(), ok: false, detail: opened.reason, todo: where };
      return (protocol === 'smtp' ? checkSmtp : checkImap)(opened.url, where, AbortSignal.timeout(TIMEOUT_MS));
    };
    const { smtp, imap } = sealed;
    const lines = [isThere(smtp) && look('smtp', smtp), isThere(imap) && look('imap', imap)].filter(
      (line) => line !== false,
    );
    return { title: `Mailbox of ${rep.display_name}`, lines: await Promise.all(lines) };
  };
}

function isThere(sealed: Buffer | null | undefined): sealed is Buffer {
  return sealed !== null && sealed !== undefined;
}
