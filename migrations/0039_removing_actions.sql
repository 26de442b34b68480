-- Up Migration

-- The number of a situation's last action that is removed: a workflow ID is never given to a second action. It is kept for ever, also where a
-- contact was forgotten, so that of the situation's key, which may name him by his CRM's id, there is a digest alone.
create table removed_occurrences (
  user_id text not null references users,
  -- SHA-256 of the removed actions' dedup_key.
  dedup_digest bytea not null,
  occurrence integer not null,
  primary key (user_id, dedup_digest)
);

-- Alerts are removed with their action and by nothing else. To look for each one who still names it would be to read two whole tables.
alter table pending_autonomous_actions drop constraint pending_autonomous_actions_trigger_alert_id_fkey;
alter table trigger_log drop constraint trigger_log_alert_id_fkey;
create index decision_links_action on decision_links (action_id);

-- The trail is kept as long as its action: whoever removes that removes it, too, by remove_actions alone, which has the right.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'action_audit' and current_setting('signoff.erasing', true) = 'on'
    and to_jsonb(new) - '{changes,message}'::text[] = to_jsonb(old) - '{changes,message}'::text[] then
    return new;
  end if;
  if tg_op = 'DELETE' and tg_table_name = 'action_audit' and current_setting('signoff.removing', true) = 'on' then
    return old;
  end if;
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Removes so many of a workspace's actions with all that belongs to them, those first that left the queue first; answers how many. Never what
-- waits, is being executed or told, what failed and nobody has seen to, nor what a retry that is still here was made from. What insights
-- counted of them stays: see count_removed in 0026_insights.sql. With its owner's rights, as erase_from_audit.
create function remove_actions(workspace text, settled_before timestamptz, at_most integer) returns integer language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  ids uuid[];
begin
  -- The longest that somebody looks back over: insights, and who was written to.
  if settled_before > now() - interval '90 days' then
    raise exception 'actions are kept for 90 days at least' using errcode = 'invalid_parameter_value';
  end if;
  select array_agg(id) into ids from (
    select a.id from pending_autonomous_actions as a
    where a.workspace_id = workspace and a.left_queue_at < settled_before and a.updated_at < settled_before
      and a.status in ('executed', 'cancelled', 'expired', 'failed') and a.tell is null
      and (a.status <> 'failed' or a.failure_handled_at is not null)
      -- The times of the action itself are any process's to write. An entry's is the database's own, and no process can change it.
      and not exists (select from action_audit as e where e.action_id = a.id and e.recorded_at > now() - interval '90 days')
      and not exists (select from pending_autonomous_actions as r where r.retry_of = a.id)
      and not exists (select from deliveries as d where d.action_id = a.id and d.state in ('claimed', 'sending'))
      and not exists (select from action_messages as m where m.action_id = a.id and m.state = 'sending')
    order by a.left_queue_at, a.id limit at_most for update skip locked) as old;
  if ids is null then return 0; end if;
  insert into removed_occurrences as r (user_id, dedup_digest, occurrence)
    select user_id, sha256(convert_to(dedup_key, 'utf8')), max(occurrence) from pending_autonomous_actions
    where id = any(ids) and dedup_key is not null group by 1, 2
    on conflict (user_id, dedup_digest) do update set occurrence = greatest(r.occurrence, excluded.occurrence);
  delete from trigger_log where action_id = any(ids);
  delete from realtime_alerts where action_id = any(ids);
  delete from email_drafts where action_id = any(ids);
  delete from deliveries where action_id = any(ids);
  delete from tellings where action_id = any(ids);
  delete from action_messages where action_id = any(ids);
  delete from action_views where action_id = any(ids);
  delete from decision_links where action_id = any(ids);
  perform set_config('signoff.removing', 'on', true);
  delete from action_audit where action_id = any(ids);
  perform set_config('signoff.removing', 'off', true);
  delete from pending_autonomous_actions where id = any(ids);
  return cardinality(ids);
end $$;
revoke execute on function remove_actions(text, timestamptz, integer) from public;

-- Down Migration

drop function remove_actions;
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'action_audit' and current_setting('signoff.erasing', true) = 'on'
    and to_jsonb(new) - '{changes,message}'::text[] = to_jsonb(old) - '{changes,message}'::text[] then
    return new;
  end if;
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
drop index decision_links_action;
alter table trigger_log add constraint trigger_log_alert_id_fkey foreign key (alert_id) references realtime_alerts;
alter table pending_autonomous_actions add constraint pending_autonomous_actions_trigger_alert_id_fkey
  foreign key (trigger_alert_id) references realtime_alerts deferrable initially deferred;
drop table removed_occurrences;
