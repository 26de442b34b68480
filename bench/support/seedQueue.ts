import { withClient } from '../../local/postgres.ts';

const PENDING_OF_REP = 5_000;
const PENDING_OF_OTHERS = 10_000;
const DECIDED = 200_000;

const SEED = `
  insert into pending_autonomous_actions (workspace_id, user_id, trigger_type, action_type, action_params,
    original_params, context_summary, company_id, deal_id, subject, urgency, status, auto_execute_at, expires_at,
    snoozed_until, decision, decided_by, decision_channel, decided_at, occurrence, workflow_id, workflow_started_at,
    created_at)
  select $5,
    case when n <= $2 or (not is_pending and n % 2 = 0) then $6 else ($4::text[])[1 + n % cardinality($4::text[])] end,
    (array['deal_value_decrease', 'champion_cold', 'meeting_completed', 'deal_close_date_pushed'])[1 + n % 4],
    (array['send_email', 'draft_email', 'create_followup_task', 'log_touch', 'notify_rep'])[1 + n % 5],
    params, params, 'Review the deal of Company ' || company || ': its value dropped by ' || n % 90 || ' %',
    'company-' || company, 'deal-' || n % 20000,
    jsonb_build_object('company', jsonb_build_object('id', 'company-' || company, 'name', 'Company ' || company),
      'deal', jsonb_build_object('id', 'deal-' || n % 20000, 'name', 'Renewal ' || n % 20000,
        'amountMinor', n % 1000 * 10000, 'currency', case when n % 3 = 0 then 'EUR' else 'USD' end),
      'contact', jsonb_build_object('id', 'contact-' || company, 'name', 'Sarah Lee', 'email', 'sarah@acme.test')),
    (array['low', 'normal', 'normal', 'high'])[1 + n % 4],
    case when is_pending then 'pending' else (array['executed', 'executed', 'cancelled', 'expired'])[1 + n / 3 % 4] end,
    case when n % 4 = 0 then made + interval '6 days' end, made + interval '7 days',
    case when n % 20 = 0 then now() + interval '1 day' end,
    case when not is_pending then 'approve' end, case when not is_pending then $6 end,
    case when not is_pending then 'web' end, case when not is_pending then made end,
    1, 'bench-' || n, now(), made
  from generate_series(1, $1::int + $3::int) as n
    cross join lateral (select n <= $1::int as is_pending, n % 3000 as company,
      now() - random() * case when n <= $1::int then interval '5 days' else interval '400 days' end as made) as row
    cross join lateral (select jsonb_build_object('subject', 'Following up', 'body', repeat('Shall we talk? ', 60),
      'companyName', 'Company ' || company, 'contactName', 'Sarah Lee', 'contactEmail', 'sarah@acme.test') as params) as p
  order by made`;

export interface SeededPeople {
  workspaceId: string;
  /** Has 5,000 pending actions and half of the 200,000 decided ones. */
  rep: string;
  /** Share the other half, and 10,000 pending ones. */
  others: string[];
}

/** A queue as years make it: everybody's rows mixed, as time mixes them, with drafts of the usual length. */
export async function seedQueue(databaseUrl: string, { workspaceId, rep, others }: SeededPeople): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    // Nobody listens yet, and each row would leave an event.
    await client.query('alter table pending_autonomous_actions disable trigger action_change');
    const pending = PENDING_OF_REP + PENDING_OF_OTHERS;
    await client.query(SEED, [pending, PENDING_OF_REP, DECIDED, others, workspaceId, rep]);
    await client.query('alter table pending_autonomous_actions enable trigger action_change');
    await client.query('vacuum analyze');
  });
}
