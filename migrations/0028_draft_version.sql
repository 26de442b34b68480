-- Up Migration

-- The version of the template that made the draft, `deal_value_decrease/2`; null where whoever posted the trigger wrote the text, and
-- of what was made before this was kept. Written once, with the action.
alter table pending_autonomous_actions add column draft_version text;

-- Down Migration

alter table pending_autonomous_actions drop column draft_version;
