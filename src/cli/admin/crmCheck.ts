import { checkCrms } from '../../checks/crms.ts';
import { createCrmSources, crmSettings } from '../../integrations/crm/connections.ts';
import { command } from '../program.ts';
import { withDatabase } from './database.ts';
import { report } from './report.ts';
import { adminConfigOf } from './settings.ts';
import { workspaceOf } from './workspaceOf.ts';

export const crmCheck = command({
  summary: 'Tell whether credentials, scopes, webhooks and owners are right, and what to do where they are not',
  options: { workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } },
  async run(values) {
    const config = adminConfigOf(process.env);
    const sections = await withDatabase(async (db) =>
      checkCrms({
        db,
        workspaceId: await workspaceOf(db, values.workspace ?? config.CRM_WORKSPACE),
        sources: createCrmSources(crmSettings(config)),
        publicUrl: config.PUBLIC_URL,
        hasWebhookSecret: {
          hubspot: config.HUBSPOT_CLIENT_SECRET !== undefined,
          bottlecrm: config.BOTTLECRM_WEBHOOK_SECRET !== undefined,
        },
      }),
    );
    report(sections);
  },
});
