-- Up Migration

-- What the CRM has deleted is remembered as deleted: an event that comes late must not bring it back to life.
alter table crm_companies add column deleted_at timestamptz;
alter table crm_contacts add column deleted_at timestamptz;
alter table crm_deals add column deleted_at timestamptz;

-- `deleted`: what it was about is gone from the CRM.
alter table trigger_log drop constraint trigger_log_outcome_check;
alter table trigger_log add constraint trigger_log_outcome_check check
  (outcome in ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale', 'deleted'));

-- The one thing that may be taken out of the trail: what a person who is to be forgotten wrote or was called. Who decided what
-- and when stays. Only the function below can, for it alone has the right to update; others call it.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'action_audit' and current_setting('signoff.erasing', true) = 'on'
    and to_jsonb(new) - '{changes,message}'::text[] = to_jsonb(old) - '{changes,message}'::text[] then
    return new;
  end if;
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;

create function erase_from_audit(action_ids uuid[]) returns void language plpgsql
  security definer set search_path = pg_catalog, public as $$
begin
  perform set_config('signoff.erasing', 'on', true);
  update action_audit set message = case when message is null then null else 'erased' end,
    changes = case when changes is null then null else
      (select coalesce(jsonb_object_agg(key, to_jsonb('erased'::text)), '{}') from jsonb_object_keys(changes) as key) end
  where action_id = any(action_ids) and command in ('edit', 'approve', 'schedule', 'cancel');
  perform set_config('signoff.erasing', 'off', true);
end $$;

create index alerts_contact on realtime_alerts (workspace_id, (subject #>> '{contact,id}'));
create index actions_contact on pending_autonomous_actions (workspace_id, (subject #>> '{contact,id}'))
  where subject #>> '{contact,id}' is not null;

-- Down Migration

drop index alerts_contact, actions_contact;
drop function erase_from_audit;
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
delete from trigger_log where outcome = 'deleted';
alter table trigger_log drop constraint trigger_log_outcome_check;
alter table trigger_log add constraint trigger_log_outcome_check
  check (outcome in ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale'));
alter table crm_companies drop column deleted_at;
alter table crm_contacts drop column deleted_at;
alter table crm_deals drop column deleted_at;
