-- Up Migration

-- Who has taken it. The number of attempts named him until now, and began anew with each success: somebody who had stopped for
-- long could be taken for whoever had it then.
alter table tellings add column holder uuid;

-- Down Migration

alter table tellings drop column holder;
