-- Up Migration

-- Trusted since Postgres 13: whoever may make tables in this database may make it.
create extension if not exists pg_trgm;

-- What a search looks into, beside the action and not in it: a decision and an outcome write the action's row anew, with an entry
-- in each of its indexes, and some eighty trigrams would be written with each.
create table action_search (
  action_id uuid primary key references pending_autonomous_actions on delete cascade,
  text text not null
);

-- Begins with a blank, so that what stands first begins a word as well: see words in src/store/actions/actionSearch.ts.
create function search_text_of(action pending_autonomous_actions) returns text language plpgsql stable as $$
begin
  return ' ' || lower(concat_ws(' ', action.context_summary,
    action.action_params ->> 'companyName', action.action_params ->> 'contactName',
    action.action_params ->> 'contactEmail', action.action_params ->> 'subject',
    action.subject #>> '{company,name}', action.subject #>> '{deal,name}',
    action.subject #>> '{contact,name}', action.subject #>> '{contact,email}'));
end $$;

-- A trigger, so that no writer can forget it. Of updates those alone that name what is searched: edits, and a person's being forgotten.
create function note_search_text() returns trigger language plpgsql as $$
begin
  insert into action_search (action_id, text) values (new.id, search_text_of(new))
  on conflict (action_id) do update set text = excluded.text where action_search.text <> excluded.text;
  return null;
end $$;
create trigger action_searched after insert or update of context_summary, action_params, subject
  on pending_autonomous_actions for each row execute function note_search_text();

insert into action_search (action_id, text) select a.id, search_text_of(a) from pending_autonomous_actions as a;
-- What was written since is searched one by one, so there is little of it: some 300 actions.
create index action_search_text on action_search using gin (text gin_trgm_ops) with (gin_pending_list_limit = 256);
-- By how common a text is it is chosen whether this index or a list's order is walked along: a hundredth is too coarse for that.
alter table action_search alter column text set statistics 1000;

alter table pending_autonomous_actions drop column search_text;

-- Down Migration

alter table pending_autonomous_actions add column search_text text not null generated always as (lower(context_summary
  || ' ' || coalesce(action_params ->> 'companyName', '') || ' ' || coalesce(action_params ->> 'contactName', '')
  || ' ' || coalesce(action_params ->> 'contactEmail', '') || ' ' || coalesce(action_params ->> 'subject', '')
  || ' ' || coalesce(subject #>> '{company,name}', '') || ' ' || coalesce(subject #>> '{deal,name}', '')
  || ' ' || coalesce(subject #>> '{contact,name}', ''))) stored;
drop trigger action_searched on pending_autonomous_actions;
drop function note_search_text;
drop function search_text_of;
drop table action_search;
-- The extension stays: whether it was there before nobody knows.
