-- Up Migration

-- What each trigger was about, in whose CRM's ids, so that one can ask of a deal, a contact or a company what was seen of it. The ids are
-- those of actions and alerts: as the CRM has them, or hashed where they are long (normaliseId in src/domain/ids.ts).
alter table trigger_log
  add column crm text,
  add column company_id text,
  add column deal_id text,
  add column contact_id text,
  -- Why it made nothing, as far as the outcome does not say it: Why in src/domain/whyUnused.ts.
  add column why jsonb,
  drop constraint trigger_log_outcome_check,
  -- `not_applicable`: it touched a rule that does not hold for it, as on a deal that is won.
  add constraint trigger_log_outcome_check check (outcome in
    ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale', 'deleted', 'too_many_open',
      'not_applicable'));

-- The same as normaliseId: payloads have ids as they came, and whoever reads the log asks for them normalised. None where it is empty.
create function normalised(id text) returns text immutable language sql return
  case when id ~ '^[A-Za-z0-9._-]{1,48}$' then id when id <> '' then 'h-' || left(encode(sha256(convert_to(id, 'utf8')), 'hex'), 40) end;

-- What was logged before says it in its payload: as it was detected, as it was posted, or as a change that came too late.
update trigger_log as t set crm = said.crm, company_id = normalised(said.company_id), deal_id = normalised(said.deal_id),
  contact_id = normalised(said.contact_id)
from (
  select l.id, coalesce(l.payload ->> 'crm', w.crm) as crm,
    coalesce(r.company_id, l.payload #>> '{company,id}', l.payload ->> 'companyId',
      case l.payload ->> 'kind' when 'company' then l.payload ->> 'id' end) as company_id,
    coalesce(r.deal_id, l.payload #>> '{deal,id}', l.payload ->> 'dealId',
      case l.payload ->> 'kind' when 'deal' then l.payload ->> 'id' end) as deal_id,
    coalesce(r.subject #>> '{contact,id}', l.payload #>> '{contact,id}', l.payload ->> 'contactId',
      case l.payload ->> 'kind' when 'contact' then l.payload ->> 'id' end) as contact_id
  from trigger_log as l join workspaces as w on w.id = l.workspace_id left join realtime_alerts as r on r.id = l.alert_id
) as said
where said.id = t.id;

drop function normalised;

-- By time, as pages are.
create index trigger_log_deal on trigger_log (workspace_id, crm, deal_id, created_at desc, id desc) where deal_id is not null;
create index trigger_log_company on trigger_log (workspace_id, crm, company_id, created_at desc, id desc)
  where company_id is not null;
create index trigger_log_contact on trigger_log (workspace_id, crm, contact_id, created_at desc, id desc)
  where contact_id is not null;

-- Down Migration

drop index trigger_log_contact, trigger_log_company, trigger_log_deal;
delete from trigger_log where outcome = 'not_applicable';
alter table trigger_log
  drop constraint trigger_log_outcome_check,
  add constraint trigger_log_outcome_check check (outcome in
    ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale', 'deleted', 'too_many_open')),
  drop column why, drop column contact_id, drop column deal_id, drop column company_id, drop column crm;
