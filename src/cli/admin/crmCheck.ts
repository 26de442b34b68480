import { createCrmSources, crmSettings } from '../../integrations/crm/connections.ts';
import { Failure } from '../errors.ts';
import { command } from '../program.ts';
import { cleanLine } from '../words.ts';
import { checkCrms, type Section } from './checkCrms.ts';
import { crmConfigOf } from './crmSettings.ts';
import { withDatabase } from './database.ts';
import { workspaceOf } from './workspaceOf.ts';

export const crmCheck = command({
  summary: 'Tell whether credentials, scopes, webhooks and owners are right, and what to do where they are not',
  options: { workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } },
  async run(values) {
    const config = crmConfigOf(process.env);
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
    console.log(inWords(sections));
    const wrong = sections.flatMap(({ lines }) => lines).filter(({ ok }) => !ok);
    if (wrong.length > 0) throw new Failure('not-right', wrong.map(({ what }) => what).join(', '));
  },
});

/** The sections as text: one line for each thing looked at, and below a wrong one what to do. */
export function inWords(sections: Section[]): string {
  return sections
    .map(({ title, lines }) => {
      const told = lines.flatMap(({ what, ok, detail, todo }) => [
        `  ${ok ? 'ok   ' : 'WRONG'}  ${cleanLine(what)}: ${cleanLine(detail)}`,
        ...(ok || todo === undefined ? [] : [`         → ${cleanLine(todo)}`]),
      ]);
      return [title, ...told].join('\n');
    })
    .join('\n\n');
}
