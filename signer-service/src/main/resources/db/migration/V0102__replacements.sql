-- A transaction that no block takes may be signed anew with higher fees, or replaced by an empty one: each body is a row.
alter table signing_journal add column revision int not null default 0 check (revision >= 0);
alter table signing_journal add column cancels boolean not null default false;
-- SHA-256 of the canonical request without its fees: what a replacement must have in common
alter table signing_journal add column body_digest bytea check (octet_length(body_digest) = 32);
-- wei per gas
alter table signing_journal add column max_fee_per_gas uint256;
alter table signing_journal add column max_priority_fee_per_gas uint256;

alter table signing_journal add constraint signing_journal_payment_has_one_body
    check (kind = 'relay' or (revision = 0 and not cancels
        and num_nonnulls(body_digest, max_fee_per_gas, max_priority_fee_per_gas) = 0));

do $$
declare
    one_body text;
begin
    select conname into strict one_body from pg_constraint
    where conrelid = 'signing_journal'::regclass and contype = 'u';
    execute format('alter table signing_journal drop constraint %I', one_body);
end
$$;

alter table signing_journal add constraint signing_journal_body
    unique nulls not distinct (kind, account, chain_id, nonce, asset, revision);
