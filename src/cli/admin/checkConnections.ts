/** Looks at mail servers and Slack, and says what to do where something is not right. Sends nothing. */
import type { AdminConfig } from '../../config.ts';
import type { CheckLine } from '../../integrations/check.ts';
import { checkImap, checkSmtp } from '../../integrations/email/check.ts';
import { checkSlack } from '../../integrations/slack/check.ts';
import type { Db } from '../../store/database/db.ts';
import type { UserRow } from '../../store/people/administration.ts';
import { findMailbox } from '../../store/people/administration.ts';
import { listUsers } from '../../store/people/people.ts';
import { commandLine } from '../commandLine.ts';
import { openMailUrl } from './mailboxes.ts';
import type { ReportSection } from './report.ts';

export interface CheckConnectionsDeps {
  db: Db;
  workspaceId: string;
  config: Pick<AdminConfig, 'SMTP_URL' | 'IMAP_URL' | 'SLACK_BOT_TOKEN' | 'SLACK_API_URL'>;
}

/** Of one server's answers all together, and of Slack's. */
const TIMEOUT_MS = 30_000;
const SLACK_TIMEOUT_MS = 120_000;

/** First what all share, then Slack, then each rep with mail servers of their own. */
export async function checkConnections(deps: CheckConnectionsDeps): Promise<ReportSection[]> {
  const users = await listUsers(deps.db, deps.workspaceId);
  const reps = users.filter(({ role, deactivated_at }) => role !== 'service' && deactivated_at === null);
  const own = await Promise.all(reps.map(async (rep) => ({ rep, ...(await ownServers(deps.db, rep)) })));
  const withoutSmtp = own.filter(({ smtp }) => smtp === null).map(({ rep }) => rep.id);
  const shared = await Promise.all([checkRelay(deps.config, withoutSmtp), checkSharedMailbox(deps.config)]);
  return [
    { title: 'Email', lines: shared },
    { title: 'Slack', lines: await slackLines(deps.config, reps) },
    ...(await Promise.all(own.filter(({ smtp, imap }) => smtp !== null || imap !== null).map(sectionOf))),
  ];
}

interface OwnServers {
  rep: UserRow;
  smtp: Buffer | null;
  imap: Buffer | null;
}

async function ownServers(db: Db, { id }: UserRow): Promise<Omit<OwnServers, 'rep'>> {
  const mailbox = await findMailbox(db, id);
  return { smtp: mailbox?.smtp_url ?? null, imap: mailbox?.imap_url ?? null };
}

async function checkRelay({ SMTP_URL }: CheckConnectionsDeps['config'], without: string[]): Promise<CheckLine> {
  if (SMTP_URL !== undefined) return checkSmtp(SMTP_URL, 'SMTP_URL', AbortSignal.timeout(TIMEOUT_MS));
  if (without.length === 0) return { what: 'SMTP', ok: true, detail: 'no relay is set, and every rep has a server' };
  const todo = `set SMTP_URL, or give each a server: ${commandLine('admin', ['mailbox', 'set', without[0] ?? 'USER', '--stdin'])}`;
  return { what: 'SMTP', ok: false, detail: `no relay is set, and these have no server: ${without.join(', ')}`, todo };
}

async function checkSharedMailbox({ IMAP_URL }: CheckConnectionsDeps['config']): Promise<CheckLine> {
  if (IMAP_URL !== undefined) return checkImap(IMAP_URL, 'IMAP_URL', AbortSignal.timeout(TIMEOUT_MS));
  return { what: 'IMAP', ok: true, detail: 'none is set: drafts of reps without a mailbox are kept in Signoff' };
}

async function slackLines(
  { SLACK_BOT_TOKEN: token, SLACK_API_URL: slackApiUrl }: CheckConnectionsDeps['config'],
  reps: UserRow[],
): Promise<CheckLine[]> {
  if (token === undefined) {
    return [{ what: 'Slack', ok: true, detail: 'not connected: SLACK_BOT_TOKEN is not set (docs/slack.md)' }];
  }
  const people = reps.map(({ id, display_name: name, email, slack_user_id: slackUserId }) => ({
    id,
    name,
    email,
    slackUserId,
  }));
  const setMember = (id: string) => commandLine('admin', ['user', 'set', id, '--slack-user', 'ID']);
  return checkSlack({ token, slackApiUrl }, people, setMember, AbortSignal.timeout(SLACK_TIMEOUT_MS));
}

async function sectionOf({ rep, smtp, imap }: OwnServers): Promise<ReportSection> {
  const where = commandLine('admin', ['mailbox', 'set', rep.id, '--stdin']);
  const look = async (protocol: 'smtp' | 'imap', sealed: Buffer): Promise<CheckLine> => {
    const opened = openMailUrl(sealed, rep.id, protocol);
    if (!opened.ok) return { what: protocol.toUpperCase(), ok: false, detail: opened.reason, todo: where };
    return (protocol === 'smtp' ? checkSmtp : checkImap)(opened.url, where, AbortSignal.timeout(TIMEOUT_MS));
  };
  const lines = [smtp && look('smtp', smtp), imap && look('imap', imap)].filter((line) => line !== null);
  return { title: `Mailbox of ${rep.display_name}`, lines: await Promise.all(lines) };
}
