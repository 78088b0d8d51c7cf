create domain uint256 as numeric(78, 0)
    check (value >= 0 and value <= 115792089237316195423570985008687907853269984665640564039457584007913129639935);

-- What the signer permitted itself to sign. A row stands before the signature exists and for ever after.
create table signing_journal (
    entry          bigint generated always as identity primary key,
    kind           text not null check (kind in ('payment', 'relay')),
    principal      text not null references principal,
    account        bytea not null references account,
    chain_id       bigint not null check (chain_id > 0),
    -- the contract that keeps the nonce: the token of a payment; none for a transaction, whose nonce the chain keeps
    asset          bytea check (octet_length(asset) = 20),
    nonce          uint256 not null,
    -- SHA-256 of the canonical request: what may be asked again and is answered alike
    request_digest bytea not null check (octet_length(request_digest) = 32),
    -- what the key signs
    signing_digest bytea not null check (octet_length(signing_digest) = 32),
    -- of a payment only; atomic units and Unix seconds
    payee          bytea check (octet_length(payee) = 20),
    amount         uint256 check (amount > 0),
    valid_before   bigint check (valid_before > 0),
    recorded_at    timestamptz not null default now(),

    check (num_nonnulls(asset, payee, amount, valid_before) = case kind when 'payment' then 4 else 0 end),

    -- One digest per authorization nonce of a payer and token; one transaction per nonce of a relayer and chain.
    unique nulls not distinct (kind, account, chain_id, nonce, asset)
);

create index signing_journal_account on signing_journal (account, recorded_at);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the signing journal is only ever added to' using errcode = 'integrity_constraint_violation';
end
$$;

create trigger signing_journal_rows before update or delete on signing_journal
    for each row execute function refuse_change();

create trigger signing_journal_table before truncate on signing_journal
    for each statement execute function refuse_change();
