-- Up Migration

-- Of an email its Message-ID, with angle brackets: an answer names it. Of what took place what was agreed on with the contact as the
-- next step, in words that the contact may read.
alter table crm_engagements add column message_id text, add column next_step text;

-- Down Migration

alter table crm_engagements drop column next_step, drop column message_id;
