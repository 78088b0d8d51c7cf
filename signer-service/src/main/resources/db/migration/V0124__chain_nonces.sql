-- Stopped because a copy was put back; only the change that tells the chains' nonces opens it.
alter table database_origin add column frozen boolean not null default false;

-- Relay accounts whose transactions may be missing from the journal, because the account is older than the last restoration.
create table restored_account (
    account bytea primary key references account
);

-- The next nonce of such an account on a chain, as a quorum of admins agreed to it: nothing below it is signed, and nothing at
-- all where there is none.
create table chain_nonce (
    account  bytea not null references restored_account,
    chain_id bigint not null check (chain_id > 0),
    nonce    uint256 not null,
    primary key (account, chain_id)
);
