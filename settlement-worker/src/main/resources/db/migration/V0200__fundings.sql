-- Wei that a lane sends to a payer whose own transaction could not pay for its gas otherwise. One attempt of a lane, once for a
-- payment. A payer has one open at a time, and none any more once one was wasted.
create table funding (
    attempt_id uuid primary key references attempt,
    payment_id uuid not null unique references settlement,
    chain_id bigint not null,
    token bytea not null check (octet_length(token) = 20),
    payer bytea not null check (octet_length(payer) = 20),
    raw_transaction bytea not null check (octet_length(raw_transaction) between 1 and 1024),
    value numeric(78, 0) not null check (value > 0),
    created_at timestamptz not null default clock_timestamp(),
    -- used: the chain holds what it was for; wasted: it will not; refused: nothing was sent.
    ended text check (ended in ('used', 'wasted', 'refused'))
);

create unique index one_funding_per_payer on funding (chain_id, payer) where ended is null or ended = 'wasted';
create index funding_open on funding (chain_id) where ended is null;
create index funding_day on funding (chain_id, created_at);

create function refuse_funding_change() returns trigger language plpgsql as $$
begin
    if (old.attempt_id, old.payment_id, old.chain_id, old.token, old.payer, old.raw_transaction, old.value, old.created_at)
            is distinct from
            (new.attempt_id, new.payment_id, new.chain_id, new.token, new.payer, new.raw_transaction, new.value,
            new.created_at) then
        raise exception 'what a funding sends, and for what, never changes';
    end if;
    return new;
end
$$;

create trigger funding_only_ends before update on funding for each row execute function refuse_funding_change();
