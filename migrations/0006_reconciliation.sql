-- Up Migration

-- How far the reconciler has come (src/temporal/reconcile.ts), and when its next step is due: one for all workers.
create table reconciliation (
  single boolean primary key default true check (single),
  place jsonb not null default '{"side":"rows"}',
  step_at timestamptz not null default now()
);
insert into reconciliation default values;

-- Down Migration

drop table reconciliation;
