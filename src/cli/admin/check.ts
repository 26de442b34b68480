import { checkMailAndSlack } from '../../checks/mailAndSlack.ts';
import { command } from '../program.ts';
import { withDatabase } from './database.ts';
import { openMailUrl } from './mailboxes.ts';
import { report } from './report.ts';
import { adminConfigOf } from './settings.ts';
import { workspaceOf } from './workspaceOf.ts';

export const connectionsCheck = command({
  summary: 'Tell whether mail servers and Slack take what is set, and what to do where they do not; sends nothing',
  options: { workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } },
  async run({ workspace }) {
    const { SMTP_URL: smtpUrl, IMAP_URL: imapUrl, SLACK_BOT_TOKEN: token, SLACK_API_URL } = adminConfigOf(process.env);
    const slack = token === undefined ? undefined : { token, slackApiUrl: SLACK_API_URL };
    report(
      await withDatabase(async (db) =>
        checkMailAndSlack({
          db,
          workspaceId: await workspaceOf(db, workspace),
          smtpUrl,
          imapUrl,
          slack,
          openMailUrl,
        }),
      ),
    );
  },
});
