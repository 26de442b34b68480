import { withClient } from '../../local/postgres.ts';

/** A company that every hundredth action is about: far more than one reads. */
export const KEY_ACCOUNT = 'company-key';

const COMPANY = `case when right(workflow_id, 2) = '00' then '${KEY_ACCOUNT}' else company_id end`;

/** What comes with an action: its alert, its trigger and one that was below a threshold, its trail, a message. */
const STATEMENTS = [
  `insert into realtime_alerts (workspace_id, user_id, trigger_type, title, summary, severity, company_id, deal_id, action_id, created_at)
    select workspace_id, user_id, trigger_type, context_summary, context_summary, 'info', company_id, deal_id, id, created_at
    from pending_autonomous_actions`,
  `insert into trigger_log (workspace_id, user_id, trigger_type, outcome, action_id, alert_id, crm, company_id, deal_id, contact_id,
      created_at, occurred_at)
    select a.workspace_id, a.user_id, a.trigger_type, 'created', a.id, r.id, 'built-in', ${COMPANY.replaceAll('company_id', 'a.company_id')}, a.deal_id,
      a.subject #>> '{contact,id}', a.created_at, a.created_at
    from pending_autonomous_actions as a join realtime_alerts as r on r.action_id = a.id`,
  `insert into trigger_log (workspace_id, user_id, trigger_type, outcome, why, payload, crm, company_id, deal_id, created_at, occurred_at)
    select workspace_id, user_id, 'deal_value_decrease', 'below_threshold', '{"short":[{"measure":"percent","is":3,"needed":5}]}',
      '{"facts":{"percent":3}}', 'built-in', ${COMPANY}, deal_id, created_at - interval '1 day', created_at - interval '1 day'
    from pending_autonomous_actions`,
  ...['create', 'edit', 'approve', 'execute'].map(
    (command, i) => `insert into action_audit (workspace_id, action_id, command_id, command, by, channel, at, version)
      select workspace_id, id, '${command}', '${command}', user_id, 'web', created_at + interval '${i} minutes', 1
      from pending_autonomous_actions`,
  ),
  `insert into action_messages (workspace_id, action_id, user_id, kind, channel, state, created_at, sent_at)
    select workspace_id, id, user_id, 'new', 'slack', 'sent', created_at, created_at + interval '10 seconds'
    from pending_autonomous_actions`,
];

/** To a queue that is seeded: what timelines are made of. */
export async function seedTimeline(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    // As in seedQueue: each row would leave an event.
    await client.query('alter table realtime_alerts disable trigger alert_created');
    for (const statement of STATEMENTS) await client.query(statement);
    await client.query('alter table realtime_alerts enable trigger alert_created');
    await client.query('vacuum analyze');
  });
}
