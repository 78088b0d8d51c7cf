-- Whether the payer's own transaction has to be on chain before the payment settles: how many such are open is limited.
alter table payment add column preparing boolean not null default false;

create index payment_preparing on payment (payer)
    where preparing and state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'REORGED');
