-- Crosscloud's sessions, for PostgreSQL 12 or newer. May be applied again, also to a table of an earlier release.
-- What is secret in a session is sealed in "payload" before it comes here.
create table if not exists crosscloud_session (
  session_key  varchar(512) collate "C" primary key,
  generation   bigint       not null,            -- how often it was committed
  payload      text,                             -- null before the first commit and after a logout
  format       integer,
  renew_before timestamptz,                      -- when keep-alive must have refreshed it
  lease_holder varchar(256),                     -- who may ask the server at present
  lease_until  timestamptz,
  beacon       bigint,                           -- the advisory lock that the holder's host keeps while it lives
  beacon_server timestamptz,                     -- when the server started that knows this lock
  attempted_at timestamptz,                      -- asked, and not known to be answered
  probe        boolean      not null default false, -- whether the claim found such an attempt
  ending       varchar(32),
  not_before   timestamptz
) with (fillfactor = 80);

create index if not exists crosscloud_session_due
  on crosscloud_session (renew_before, session_key) where ending is null and renew_before is not null;

-- The history. Earlier releases neither read nor write these columns, so history_generation says which generation they
-- describe. To add them rewrites nothing, but locks the table for a moment.
alter table crosscloud_session
  add column if not exists created_at timestamptz,
  add column if not exists refreshed_at timestamptz,
  add column if not exists ended_at timestamptz,
  add column if not exists problem varchar(64),        -- a code, of the ending or the last refusal
  add column if not exists refusals integer,           -- in a row, of this generation
  add column if not exists refused_since timestamptz,
  add column if not exists history_generation bigint;  -- which generation they describe
