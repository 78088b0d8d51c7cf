-- An account lives on under its name when its key is replaced: each key is a version with an address of its own, and one of
-- them is active. A name that was ever used stays that account's, so that no grant finds another account behind it.
alter table account add column version integer not null default 1 check (version > 0);
alter table account add column state text not null default 'active' check (state in ('active', 'retired', 'closed'));
alter table account add column ended_at timestamptz;
-- the name that the seal binds: that of the day when the key was made
alter table account add column sealed_as text;
update account set sealed_as = name;
alter table account alter column sealed_as set not null;
alter table account add constraint account_end check ((state = 'active') = (ended_at is null));
alter table account drop constraint account_name_key;
alter table account add constraint account_version unique (name, version);
create unique index account_active on account (name) where state = 'active';

create table account_name (
    name      text primary key,
    since     timestamptz not null default now()
);
insert into account_name (name) select name from account;
