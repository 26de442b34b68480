-- Up Migration

-- What mail passwords are sealed with: it opens nothing. Whoever holds SECRET_KEY puts it here, so that the API can seal without
-- holding that. See docs/decisions.md, "Mailboxes through the API".
create table sealing_key (
  single boolean primary key default true check (single),
  -- Which key of SECRET_KEY opens what is sealed with it.
  key_id text not null,
  -- X25519 (RFC 7748, section 5).
  public_key bytea not null check (length(public_key) = 32),
  published_at timestamptz not null default now()
);

-- User and server as people are shown them, never a password: whoever cannot open the URL has nothing else to tell. Null: set
-- before they were kept.
alter table mailboxes add column smtp_label text, add column imap_label text;

-- Down Migration

alter table mailboxes drop column smtp_label, drop column imap_label;
drop table sealing_key;
