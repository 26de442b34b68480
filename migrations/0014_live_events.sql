-- Up Migration

-- Events are told in the order of `seq`, which is given after the commit, one numbering at a time: no later number can come
-- to light before an earlier one, whatever order transactions began, wrote and committed in. (Until now the order was that
-- of transaction ids below the snapshot's xmin: one forgotten transaction anywhere in the cluster held back all events, and
-- ids start anew in a restored database or, where they were not flushed, after a crash.)
alter table events drop constraint events_pkey;
alter table events drop column xid;
alter table events add primary key (id);
alter table events add column seq bigint;
create unique index events_seq on events (seq);
create index events_unnumbered on events (id) where seq is null;

-- Numbers what has been committed, up to a thousand; answers how many. One statement, so that no client that is paused in
-- its midst keeps the lock. The lock is taken in a statement of its own: the update must see what the last holder wrote.
create function number_events() returns integer language plpgsql volatile as $$
declare
  numbered integer := 0;
begin
  if exists (select from events where seq is null) then
    perform pg_advisory_xact_lock(hashtext('number_events'));
    update events as e set seq = unnumbered.seq
    from (
      select id, (select coalesce(max(seq), 0) from events) + row_number() over (order by id) as seq
      from events where seq is null order by id limit 1000
    ) as unnumbered
    where e.id = unnumbered.id;
    get diagnostics numbered = row_count;
  end if;
  return numbered;
end $$;

-- Down Migration

drop function number_events();
alter table events drop constraint events_pkey;
alter table events drop column seq;
alter table events add column xid xid8 not null default pg_current_xact_id();
alter table events add primary key (xid, id);
