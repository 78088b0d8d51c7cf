-- One relayer account on one chain. Whoever holds the lease acts under its fencing token; every take-over raises the token.
create table lane (
    lane_id bigint generated always as identity primary key,
    chain_id bigint not null check (chain_id > 0),
    address bytea not null check (octet_length(address) = 20),
    state text not null default 'active' check (state in ('active', 'draining', 'quarantined')),
    next_nonce bigint not null check (next_nonce >= 0),
    holder uuid,
    fencing_token bigint not null default 0,
    lease_until timestamptz not null default '-infinity',
    unique (chain_id, address)
);

create function refuse_lane_going_back() returns trigger language plpgsql as $$
begin
    if new.next_nonce < old.next_nonce or new.fencing_token < old.fencing_token then
        raise exception 'nonce and fencing token of a lane only grow';
    end if;
    if new.holder is distinct from old.holder and new.holder is not null
            and new.fencing_token = old.fencing_token then
        raise exception 'a new holder of a lane needs a new fencing token';
    end if;
    return new;
end
$$;

create trigger lane_only_moves_forward before update on lane
    for each row execute function refuse_lane_going_back();

-- What became of one authorization. Sequence counts the outcomes that were announced.
create table settlement (
    payment_id uuid primary key,
    chain_id bigint not null check (chain_id > 0),
    token bytea not null check (octet_length(token) = 20),
    payer bytea not null check (octet_length(payer) = 20),
    payee bytea not null check (octet_length(payee) = 20),
    value numeric(78, 0) not null check (value >= 0),
    valid_after numeric(78, 0) not null check (valid_after >= 0),
    valid_before numeric(78, 0) not null check (valid_before >= 0),
    authorization_nonce bytea not null check (octet_length(authorization_nonce) = 32),
    signature bytea not null check (octet_length(signature) between 1 and 4096),
    traceparent text check (length(traceparent) <= 100),
    -- The head when the request was accepted: an authorization used at or below it was not used by this settlement.
    accepted_block bigint not null check (accepted_block >= 0),
    state text not null default 'queued'
        check (state in ('queued', 'submitting', 'broadcast', 'included', 'failed')),
    attempts int not null default 0 check (attempts >= 0),
    sequence bigint not null default 0 check (sequence >= 0),
    transaction_hash bytea check (octet_length(transaction_hash) = 32),
    block_number bigint check (block_number >= 0),
    block_hash bytea check (octet_length(block_hash) = 32),
    log_index bigint check (log_index >= 0),
    failure_reason text check (failure_reason ~ '^[a-z0-9_]{1,100}$'),
    created_at timestamptz not null default clock_timestamp(),
    reconciled_at timestamptz not null default clock_timestamp(),
    unique (chain_id, token, payer, authorization_nonce),
    check ((state = 'included') = (block_number is not null)),
    check ((block_number is null) = (block_hash is null) and (block_number is null) = (log_index is null)),
    check (block_number is null or transaction_hash is not null),
    check ((state = 'failed') = (failure_reason is not null))
);

create index settlement_queued on settlement (created_at) where state = 'queued';
create index settlement_open on settlement (reconciled_at) where state in ('queued', 'submitting', 'broadcast');

create function refuse_settlement_transition() returns trigger language plpgsql as $$
begin
    if old.state <> new.state and (old.state, new.state) not in (
            ('queued', 'submitting'), ('queued', 'included'), ('queued', 'failed'),
            ('submitting', 'broadcast'), ('submitting', 'included'), ('submitting', 'failed'), ('submitting', 'queued'),
            ('broadcast', 'included'), ('broadcast', 'failed'), ('broadcast', 'queued')) then
        raise exception 'settlement cannot go from % to %', old.state, new.state;
    end if;
    if (old.chain_id, old.token, old.payer, old.payee, old.value, old.authorization_nonce, old.signature)
            is distinct from
            (new.chain_id, new.token, new.payer, new.payee, new.value, new.authorization_nonce, new.signature) then
        raise exception 'the authorization of a settlement never changes';
    end if;
    return new;
end
$$;

create trigger settlement_moves_as_designed before update on settlement
    for each row execute function refuse_settlement_transition();

-- One transaction nonce of one lane, for as long as it takes to be used up. Re-sends and fee bumps are the same attempt.
create table attempt (
    attempt_id uuid primary key,
    lane_id bigint not null references lane,
    transaction_nonce bigint not null check (transaction_nonce >= 0),
    gas_limit bigint not null check (gas_limit between 21000 and 16777216),
    max_fee_per_gas numeric(78, 0) not null check (max_fee_per_gas > 0),
    max_priority_fee_per_gas numeric(78, 0) not null
        check (max_priority_fee_per_gas between 0 and max_fee_per_gas),
    state text not null default 'allotted'
        check (state in ('allotted', 'signed', 'sent', 'included', 'closed')),
    block_number bigint,
    block_hash bytea check (octet_length(block_hash) = 32),
    created_at timestamptz not null default clock_timestamp(),
    last_sent_at timestamptz,
    unique (lane_id, transaction_nonce),
    check ((block_number is null) = (block_hash is null)),
    check (state <> 'included' or block_number is not null)
);

create index attempt_live on attempt (lane_id, transaction_nonce) where state <> 'closed';

create function refuse_attempt_transition() returns trigger language plpgsql as $$
begin
    if old.state <> new.state and (old.state, new.state) not in (
            ('allotted', 'signed'), ('allotted', 'closed'),
            ('signed', 'sent'), ('signed', 'included'), ('signed', 'closed'),
            ('sent', 'included'), ('sent', 'closed'),
            ('included', 'signed'), ('included', 'closed')) then
        raise exception 'attempt cannot go from % to %', old.state, new.state;
    end if;
    if (old.lane_id, old.transaction_nonce, old.gas_limit) is distinct from
            (new.lane_id, new.transaction_nonce, new.gas_limit) then
        raise exception 'lane, nonce and gas limit of an attempt never change';
    end if;
    return new;
end
$$;

create trigger attempt_moves_as_designed before update on attempt
    for each row execute function refuse_attempt_transition();

-- The payments that an attempt carries. A payment is in at most one live attempt.
create table attempt_member (
    attempt_id uuid not null references attempt,
    position int not null check (position between 0 and 99),
    payment_id uuid not null references settlement,
    live boolean not null default true,
    primary key (attempt_id, position)
);

create unique index one_live_attempt_per_payment on attempt_member (payment_id) where live;
create index attempt_member_payment on attempt_member (payment_id);

-- What the signer gave for an attempt, stored before it is sent and never changed.
create table signed_transaction (
    transaction_hash bytea primary key check (octet_length(transaction_hash) = 32),
    attempt_id uuid not null references attempt,
    raw_transaction bytea not null check (octet_length(raw_transaction) between 1 and 131072),
    max_fee_per_gas numeric(78, 0) not null,
    signed_at timestamptz not null default clock_timestamp(),
    unique (attempt_id, max_fee_per_gas)
);

create trigger signed_transaction_is_append_only before update or delete on signed_transaction
    for each row execute function refuse_change();
