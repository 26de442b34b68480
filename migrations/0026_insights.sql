-- Up Migration

-- What an action counts as (docs/insights.md), kept with it from the moment at which it is so: contacts are forgotten, views are
-- removed and workspaces move to another time zone later. The days are those of the workspace's time zone.
alter table pending_autonomous_actions
  add column created_on date,
  add column decided_on date,
  -- When it was first opened, or somebody first told of it, where that was before the decision.
  add column seen_at timestamptz,
  -- Of an approved one: whether anything of the draft was changed.
  add column edited boolean not null default false,
  -- Of an approved one: how alike the texts of draft and sent are, in thousandths (src/domain/fidelity.ts).
  add column fidelity_permille smallint check (fidelity_permille between 0 and 1000),
  -- Of a cancelled one: a key of cancelReasons (src/domain/words), `other`, or `system` where no person cancelled it.
  add column cancel_kind text;

-- One row for each workspace, user, day and kind of action: how many counted as what. `what`: created, approved, edited, cancelled/REASON,
-- expired, by_itself, failed. `bucket`: how long after it was seen it was decided, floor(2 log2 of the seconds); -1: not known.
create table insight_days (
  workspace_id text not null,
  day date not null,
  user_id text not null,
  trigger_type text not null,
  action_type text not null,
  -- Empty: no template made the draft.
  draft_version text not null,
  what text not null,
  bucket smallint not null,
  -- Whether the actions are still there; what was counted of those that are gone stays, apart.
  kept boolean not null,
  n bigint not null,
  -- For how many of them the fidelity is known, and the sum of it in thousandths.
  measured bigint not null,
  fidelity_permille bigint not null,
  primary key (workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket, kept)
);

-- What is to be added to these rows. Decisions only append here, and wait for nobody; a job folds it into the days.
create table insight_deltas (
  id bigint primary key generated always as identity,
  workspace_id text not null,
  day date not null,
  user_id text not null,
  trigger_type text not null,
  action_type text not null,
  draft_version text not null,
  what text not null,
  bucket smallint not null,
  kept boolean not null,
  n integer not null,
  measured integer not null,
  fidelity_permille integer not null
);

-- What one action counts as, of its row alone. A retry carries on what was decided before, and counts as nothing.
create function insight_parts(a pending_autonomous_actions)
  returns table (day date, what text, bucket smallint, n integer, measured integer, fidelity_permille integer)
  language sql immutable as $$
  select a.created_on, 'created', -1::smallint, 1, 0, 0 where a.retry_of is null
  union all
  select a.decided_on,
    case a.decision
      when 'approve' then case when a.edited then 'edited' else 'approved' end
      when 'cancel' then 'cancelled/' || coalesce(a.cancel_kind, 'other')
      when 'expire' then 'expired'
      else 'by_itself' end,
    case when a.decision in ('approve', 'cancel') and a.seen_at is not null and a.cancel_kind is distinct from 'system'
      then greatest(0, floor(2 * ln(greatest(1, extract(epoch from a.decided_at - a.seen_at)::float8)) / ln(2::float8)))::smallint
      else -1::smallint end,
    1,
    case when a.decision = 'approve' and a.fidelity_permille is not null then 1 else 0 end,
    case when a.decision = 'approve' then coalesce(a.fidelity_permille, 0) else 0 end
  where a.retry_of is null and a.decided_on is not null
  union all
  select a.decided_on, 'failed', -1::smallint, 1, 0, 0
  where a.retry_of is null and a.decided_on is not null and a.status = 'failed'
$$;

create function workspace_day(workspace text, at timestamptz) returns date language sql stable as $$
  select (at at time zone time_zone)::date from workspaces where id = workspace
$$;

-- The actions that there are. Of edited ones the fidelity is not known.
update pending_autonomous_actions as a set
  created_on = workspace_day(workspace_id, created_at),
  decided_on = workspace_day(workspace_id, decided_at),
  seen_at = (select min(at) from (
    select first_seen_at as at from action_views where action_id = a.id
    union all select sent_at from action_messages where action_id = a.id and state = 'sent') as seen where at <= a.decided_at),
  edited = decision = 'approve' and action_params <> original_params,
  fidelity_permille = case when decision = 'approve' and action_params = original_params then 1000 end,
  cancel_kind = case when decision = 'cancel' then case when decision_channel = 'system' then 'system' else 'other' end end
  where decision is not null;
update pending_autonomous_actions set created_on = workspace_day(workspace_id, created_at) where created_on is null;
alter table pending_autonomous_actions alter column created_on set not null;
-- Which template made their drafts was not kept.
insert into insight_days
  select a.workspace_id, p.day, a.user_id, a.trigger_type, a.action_type, '', p.what, p.bucket, true,
    sum(p.n), sum(p.measured), sum(p.fidelity_permille)
  from pending_autonomous_actions as a cross join lateral insight_parts(a) as p
  group by 1, 2, 3, 4, 5, 6, 7, 8;

create function stamp_created() returns trigger language plpgsql as $$
begin
  new.created_on := workspace_day(new.workspace_id, new.created_at);
  if new.decided_at is not null then new.decided_on := workspace_day(new.workspace_id, new.decided_at); end if;
  return new;
end $$;
create trigger insight_created before insert on pending_autonomous_actions
  for each row execute function stamp_created();

create function stamp_decided() returns trigger language plpgsql as $$
begin
  new.decided_on := workspace_day(new.workspace_id, new.decided_at);
  new.edited := new.decision is not distinct from 'approve' and new.action_params <> new.original_params;
  if new.decision = 'approve' and not new.edited then new.fidelity_permille := 1000; end if;
  if new.decision = 'cancel' then
    new.cancel_kind := case when new.decision_channel = 'system' then 'system' else coalesce(new.cancel_kind, 'other') end;
  end if;
  new.seen_at := (select min(at) from (
      select first_seen_at as at from action_views where action_id = new.id
      union all select sent_at from action_messages where action_id = new.id and state = 'sent') as seen
    where at <= new.decided_at);
  return new;
end $$;
create trigger insight_decided before update on pending_autonomous_actions
  for each row when (old.decided_at is distinct from new.decided_at) execute function stamp_decided();

create function count_created() returns trigger language plpgsql as $$
begin
  insert into insight_deltas (workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket, kept,
    n, measured, fidelity_permille)
  select new.workspace_id, p.day, new.user_id, new.trigger_type, new.action_type, coalesce(new.draft_version, ''),
    p.what, p.bucket, true, p.n, p.measured, p.fidelity_permille
  from insight_parts(new) as p;
  return null;
end $$;
create trigger insight_counted after insert on pending_autonomous_actions
  for each row execute function count_created();

-- What it counts as now, less what it counted as before.
create function count_changed() returns trigger language plpgsql as $$
begin
  insert into insight_deltas (workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket, kept,
    n, measured, fidelity_permille)
  select workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket, true,
    sum(n), sum(measured), sum(fidelity_permille)
  from (
    select new.workspace_id, new.user_id, new.trigger_type, new.action_type, coalesce(new.draft_version, '') as draft_version, p.*
    from insight_parts(new) as p
    union all
    select old.workspace_id, old.user_id, old.trigger_type, old.action_type, coalesce(old.draft_version, ''),
      p.day, p.what, p.bucket, -p.n, -p.measured, -p.fidelity_permille
    from insight_parts(old) as p) as part
  group by workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket
  having sum(n) <> 0 or sum(measured) <> 0 or sum(fidelity_permille) <> 0;
  return null;
end $$;
create trigger insight_recounted after update on pending_autonomous_actions
  for each row when (
    (old.user_id, old.created_on, old.decided_on, old.decision, old.status = 'failed', old.seen_at, old.edited,
      old.fidelity_permille, old.cancel_kind)
    is distinct from
    (new.user_id, new.created_on, new.decided_on, new.decision, new.status = 'failed', new.seen_at, new.edited,
      new.fidelity_permille, new.cancel_kind))
  execute function count_changed();

-- What was counted stands when the action is gone.
create function count_removed() returns trigger language plpgsql as $$
begin
  insert into insight_deltas (workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket, kept,
    n, measured, fidelity_permille)
  select old.workspace_id, p.day, old.user_id, old.trigger_type, old.action_type, coalesce(old.draft_version, ''),
    p.what, p.bucket, side.kept, side.sign * p.n, side.sign * p.measured, side.sign * p.fidelity_permille
  from insight_parts(old) as p cross join (values (true, -1), (false, 1)) as side (kept, sign);
  return null;
end $$;
create trigger insight_removed after delete on pending_autonomous_actions
  for each row execute function count_removed();

-- Down Migration

drop trigger insight_removed on pending_autonomous_actions;
drop trigger insight_recounted on pending_autonomous_actions;
drop trigger insight_counted on pending_autonomous_actions;
drop trigger insight_decided on pending_autonomous_actions;
drop trigger insight_created on pending_autonomous_actions;
drop function count_removed, count_changed, count_created, stamp_decided, stamp_created, workspace_day;
drop function insight_parts;
drop table insight_deltas, insight_days;
alter table pending_autonomous_actions
  drop column cancel_kind, drop column fidelity_permille, drop column edited, drop column seen_at, drop column decided_on,
  drop column created_on;
