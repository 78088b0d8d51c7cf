-- The one binding of an authorization to a request. The unique key is what stops one payment from opening two doors.
create table reservation (
    payment_id       uuid primary key,
    chain_id         bigint        not null check (chain_id > 0),
    token            bytea         not null check (octet_length(token) = 20),
    payer            bytea         not null check (octet_length(payer) = 20),
    nonce            bytea         not null check (octet_length(nonce) = 32),
    tenant           text          not null check (length(tenant) between 1 and 64),
    request_digest   bytea         not null check (octet_length(request_digest) = 32),
    -- SHA-256 of the challenge id: the id itself is what a payer shows, so it is not kept.
    challenge_digest bytea         not null check (octet_length(challenge_digest) = 32),
    route            text          not null check (length(route) between 1 and 64),
    amount           numeric(78, 0) not null check (amount > 0),
    state            text          not null default 'RESERVED'
        check (state in ('RESERVED', 'SETTLING', 'EXECUTING', 'DONE', 'UNKNOWN', 'REFUND_DUE')),
    -- How often the facilitator was asked; after the first unknown outcome its refusals prove less.
    settle_asked     integer       not null default 0 check (settle_asked >= 0),
    -- The facilitator's answer, once it said that the money moved.
    settlement       jsonb,
    upstream_status  integer       check (upstream_status between 100 and 599),
    -- Whoever works on the reservation holds the lease; each new holder gets a higher fence.
    fence            bigint        not null default 1 check (fence > 0),
    lease_until      timestamptz   not null,
    created_at       timestamptz   not null default now(),
    updated_at       timestamptz   not null default now(),
    unique (chain_id, token, payer, nonce),
    check ((state in ('RESERVED', 'SETTLING')) = (settlement is null)),
    check (state <> 'DONE' or upstream_status is not null)
);

create index reservation_open on reservation (lease_until) where state in ('RESERVED', 'SETTLING', 'EXECUTING');

create table reservation_transition (
    from_state text not null,
    to_state   text not null,
    primary key (from_state, to_state)
);

-- A state may follow itself: the holder of the lease asks again, or executes again.
insert into reservation_transition (from_state, to_state)
values ('RESERVED', 'RESERVED'),
       ('RESERVED', 'SETTLING'),
       ('SETTLING', 'SETTLING'),
       ('SETTLING', 'EXECUTING'),
       ('EXECUTING', 'EXECUTING'),
       ('EXECUTING', 'DONE'),
       ('EXECUTING', 'UNKNOWN'),
       ('EXECUTING', 'REFUND_DUE');

create function reservation_guard() returns trigger
    language plpgsql as
$$
begin
    if tg_op = 'DELETE' then
        if old.state not in ('RESERVED', 'SETTLING') then
            raise exception 'reservation % was settled and stays', old.payment_id using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if (new.payment_id, new.chain_id, new.token, new.payer, new.nonce, new.tenant, new.request_digest,
        new.challenge_digest, new.route, new.amount, new.created_at)
        is distinct from
       (old.payment_id, old.chain_id, old.token, old.payer, old.nonce, old.tenant, old.request_digest,
        old.challenge_digest, old.route, old.amount, old.created_at) then
        raise exception 'the binding of reservation % is final', old.payment_id using errcode = 'check_violation';
    end if;
    if not exists (select from reservation_transition t
                   where t.from_state = old.state and t.to_state = new.state) then
        raise exception 'reservation % cannot go from % to %', old.payment_id, old.state, new.state
            using errcode = 'check_violation';
    end if;
    if new.fence < old.fence or new.settle_asked < old.settle_asked then
        raise exception 'reservation % cannot go back in time', old.payment_id using errcode = 'check_violation';
    end if;
    new.updated_at = now();
    return new;
end
$$;

create trigger reservation_guard
    before update or delete
    on reservation
    for each row
execute function reservation_guard();
