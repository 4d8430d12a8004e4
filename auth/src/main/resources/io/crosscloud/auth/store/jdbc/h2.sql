-- Crosscloud's sessions, for H2 2.x. May be applied again, also to a table of an earlier release.
-- What is secret in a session is sealed in "payload" before it comes here.
create table if not exists crosscloud_session (
  session_key  varchar(512) primary key,
  generation   bigint       not null,            -- how often it was committed
  payload      varchar(65536),                   -- null before the first commit and after a logout
  format       integer,
  renew_before timestamp(6) with time zone,      -- when keep-alive must have refreshed it
  lease_holder varchar(256),                     -- who may ask the server at present
  lease_until  timestamp(6) with time zone,
  beacon       bigint,                           -- always null: for PostgreSQL
  beacon_server timestamp(6) with time zone,     -- always null: for PostgreSQL
  attempted_at timestamp(6) with time zone,      -- asked, and not known to be answered
  probe        boolean      default false not null, -- whether the claim found such an attempt
  ending       varchar(32),
  not_before   timestamp(6) with time zone
);

create index if not exists crosscloud_session_due on crosscloud_session (renew_before, session_key);

-- The history. Earlier releases neither read nor write these columns, so history_generation says which generation they
-- describe.
alter table crosscloud_session add column if not exists created_at timestamp(6) with time zone;
alter table crosscloud_session add column if not exists refreshed_at timestamp(6) with time zone;
alter table crosscloud_session add column if not exists ended_at timestamp(6) with time zone;
alter table crosscloud_session add column if not exists problem varchar(64);           -- a code, of the ending or the last refusal
alter table crosscloud_session add column if not exists refusals integer;              -- in a row, of this generation
alter table crosscloud_session add column if not exists refused_since timestamp(6) with time zone;
alter table crosscloud_session add column if not exists history_generation bigint;     -- which generation they describe
