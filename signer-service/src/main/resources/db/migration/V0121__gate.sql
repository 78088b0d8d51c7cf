-- Which operation and grant permitted an entry; entries of before there were grants name none. A journal kind is a space of
-- nonces: authorizations of payments, refunds and payouts share the one that the token keeps.
alter table signing_journal add column operation text
    check (operation in ('payment', 'relay', 'refund', 'payout', 'receipt'));
alter table signing_journal add column grant_id text;

-- The unique key finds an account's entries too, and a second index on the account misleads the planner about nonces.
drop index signing_journal_account;

-- What was asked for and not signed, with the rule that spoke against it; facts as far as they could be decoded.
create table denial (
    entry          bigint generated always as identity primary key,
    rule           text not null check (rule ~ '^[a-z][a-z0-9_]{0,63}$'),
    principal      text not null,
    operation      text,
    account        bytea check (octet_length(account) = 20),
    asset          text,
    payee          bytea check (octet_length(payee) = 20),
    amount         uint256,
    grant_id       text,
    -- SHA-256 of the canonical request, or of the body's bytes when it could not be read
    request_digest bytea not null check (octet_length(request_digest) = 32),
    denied_at      timestamptz not null default now()
);

create index denial_principal on denial (principal, denied_at);
create index denial_request on denial (request_digest);

create function refuse_denial_change() returns trigger language plpgsql as $$
begin
    raise exception 'denials are only ever added' using errcode = 'integrity_constraint_violation';
end
$$;
create trigger denial_rows before update or delete on denial for each row execute function refuse_denial_change();
create trigger denial_table before truncate on denial for each statement execute function refuse_denial_change();

-- What was spent, in buckets that grow coarser with age: a minute, then 24 minutes, then twelve hours.
create table spent_bucket (
    grant_id text not null,
    asset    text not null,
    -- Unix seconds, a multiple of the width
    starts   bigint not null,
    -- in seconds
    width    int not null check (width in (60, 1440, 43200)),
    amount   numeric not null check (amount >= 0),
    primary key (grant_id, asset, width, starts),
    check (starts % width = 0)
) with (fillfactor = 70);

-- Who signs. The fence grows with every holder; whoever holds an older one writes nothing.
create table active_signer (
    only_row   boolean primary key default true check (only_row),
    fence      bigint not null,
    holder     text not null,
    expires_at timestamptz not null
) with (fillfactor = 20);
insert into active_signer (fence, holder, expires_at) values (0, '', '-infinity');
