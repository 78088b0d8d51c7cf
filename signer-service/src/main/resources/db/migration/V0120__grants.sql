-- What principals may have signed. The document is the grant's JSON form; principal and operation repeat what it says.
create table signing_grant (
    id           text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    principal    text not null references principal,
    operation    text not null check (operation in ('payment', 'relay', 'refund', 'payout', 'receipt')),
    document     text not null,
    -- since when all its budgets count as wholly spent, because what was spent before is not known
    exhausted_at timestamptz
);

create index signing_grant_principal on signing_grant (principal, operation);
