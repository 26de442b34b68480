-- Up Migration

-- Who somebody is at a company's identity provider. A person is known by what the provider calls him, never by an address:
-- addresses are given to others when somebody leaves (OpenID Connect Core 1.0, section 5.7).
create table identities (
  -- The provider's id in OIDC_PROVIDERS, and the issuer that it had: pointed elsewhere, it knows nobody.
  provider text not null,
  issuer text not null,
  subject text not null,
  user_id text not null references users,
  linked_at timestamptz not null default now(),
  last_sign_in_at timestamptz not null default now(),
  primary key (provider, issuer, subject)
);
create index identities_user on identities (user_id);

-- Sign-ins that were sent to a provider and have not come back. Each is good once, in the browser that began it.
create table sign_in_attempts (
  -- SHA-256 of what the provider hands back with the browser, and of the cookie that the browser keeps.
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider text not null,
  code_verifier text not null,
  nonce text not null,
  -- Where the browser goes afterwards: a path of ours.
  back text not null,
  -- Whether the provider was told to ask for the password again.
  again boolean not null,
  -- The session that the browser had: it ends at the sign-in.
  session_hash bytea,
  -- Who links the account to himself; null: whoever comes back signs in.
  link_user_id text references users,
  expires_at timestamptz not null
);
create index sign_in_attempts_expiry on sign_in_attempts (expires_at);

-- What the provider calls a session, for the day when it ends it: OpenID Connect Back-Channel Logout 1.0.
alter table sessions
  add column provider text,
  add column issuer text,
  add column subject text,
  add column sid text,
  -- Shown to the provider when somebody signs out there too; null where he does not.
  add column id_token text,
  -- When the person last showed who he is, not only that his browser was let in; null: the provider did not say.
  add column proved_at timestamptz,
  -- What a person knows a session by: from where it was begun, and what the browser called itself.
  add column address inet,
  add column user_agent text;
create index sessions_subject on sessions (subject) where subject is not null;

-- Logout tokens that were obeyed, for as long as they could be sent again.
create table used_logout_tokens (
  provider text not null,
  jti text not null,
  used_at timestamptz not null default now(),
  primary key (provider, jti)
);

-- Down Migration

drop table used_logout_tokens;
drop index sessions_subject;
alter table sessions
  drop column user_agent, drop column address, drop column proved_at,
  drop column id_token, drop column sid, drop column subject, drop column issuer, drop column provider;
drop table sign_in_attempts, identities;
