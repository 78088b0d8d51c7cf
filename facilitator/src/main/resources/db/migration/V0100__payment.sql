-- A payment is one authorization and what became of it. Its events are the truth; the row is where they have led.
create table payment (
    id uuid primary key,
    caller text not null check (caller <> ''),
    chain_id bigint not null check (chain_id > 0),
    token bytea not null check (octet_length(token) = 20),
    payer bytea not null check (octet_length(payer) = 20),
    nonce bytea not null check (octet_length(nonce) = 32),
    payee bytea not null check (octet_length(payee) = 20),
    amount numeric(78, 0) not null check (amount > 0),
    digest bytea not null check (octet_length(digest) = 32),
    head numeric(78, 0) not null check (head >= 0),
    state text not null,
    version integer not null check (version > 0),
    attempt_id uuid,
    transaction bytea check (octet_length(transaction) = 32),
    block_number numeric(78, 0) check (block_number >= 0),
    block_hash bytea check (octet_length(block_hash) = 32),
    log_index bigint check (log_index >= 0),
    success boolean,
    answer text,
    -- Sequence of the last outcome that was applied, as the settlement-worker numbers them.
    outcome_sequence bigint not null default 0 check (outcome_sequence >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    constraint payment_answer_whole check ((success is null) = (answer is null)),
    constraint payment_inclusion_whole check (num_nonnulls(block_number, block_hash, log_index) in (0, 3)),
    constraint payment_inclusion_stands check (
        (block_hash is not null) = (state in ('INCLUDED', 'SAFE', 'FINALIZED'))
    ),
    constraint payment_transaction_known check (
        transaction is not null or state not in ('BROADCAST', 'INCLUDED', 'SAFE', 'FINALIZED', 'REORGED')
    ),
    constraint payment_answer_fits_state check (
        case
            when state in ('INCLUDED', 'SAFE', 'FINALIZED', 'REORGED', 'LOST') then success is not null and success
            when state = 'FAILED' then success is not null and not success
            when state in ('RESERVED', 'REJECTED', 'BLOCKED') then success is null
            else success is null or success
        end
    )
);

-- One live payment per authorization; a refusal before submission frees it.
create unique index payment_authorization on payment (chain_id, token, payer, nonce)
    where state not in ('REJECTED', 'BLOCKED');

create table payment_event (
    payment_id uuid not null references payment (id),
    sequence integer not null check (sequence > 0),
    previous integer generated always as (nullif(sequence - 1, 0)) stored,
    type text not null,
    from_state text not null,
    to_state text not null,
    data jsonb not null,
    at timestamptz not null default now(),

    primary key (payment_id, sequence),
    unique (payment_id, sequence, to_state),
    -- Each event starts where the one before it ended: the log has no gap and no fork.
    foreign key (payment_id, previous, from_state) references payment_event (payment_id, sequence, to_state),
    constraint payment_event_begins check ((sequence = 1) = (from_state = 'NEW')),
    constraint payment_event_transition check (
        (from_state, type, to_state) in (
            ('NEW', 'reserved', 'RESERVED'),
            ('RESERVED', 'submitted', 'SUBMITTING'),
            ('RESERVED', 'rejected', 'REJECTED'),
            ('RESERVED', 'blocked', 'BLOCKED'),
            ('SUBMITTING', 'broadcast', 'BROADCAST'),
            ('SUBMITTING', 'included', 'INCLUDED'),
            ('SUBMITTING', 'failed', 'FAILED'),
            ('SUBMITTING', 'lost', 'LOST'),
            ('BROADCAST', 'broadcast', 'BROADCAST'),
            ('BROADCAST', 'included', 'INCLUDED'),
            ('BROADCAST', 'failed', 'FAILED'),
            ('BROADCAST', 'lost', 'LOST'),
            ('INCLUDED', 'safe', 'SAFE'),
            ('INCLUDED', 'finalized', 'FINALIZED'),
            ('INCLUDED', 'reorged', 'REORGED'),
            ('SAFE', 'finalized', 'FINALIZED'),
            ('SAFE', 'reorged', 'REORGED'),
            ('REORGED', 'submitted', 'SUBMITTING')
        )
    )
);

-- A payment stands where its last event left it. Deferred, because the two are written in one transaction.
alter table payment add constraint payment_follows_log foreign key (id, version, state)
    references payment_event (payment_id, sequence, to_state) deferrable initially deferred;

-- Outcomes that arrived before the one they follow.
create table held_outcome (
    payment_id uuid not null references payment (id),
    sequence bigint not null check (sequence > 0),
    event text not null check (event is json object),
    held_at timestamptz not null default now(),
    primary key (payment_id, sequence)
);

create trigger payment_event_append_only before update or delete on payment_event
    for each row execute function refuse_change();
create trigger payment_event_keeps_all before truncate on payment_event
    for each statement execute function refuse_change();
create trigger payment_keeps_all before delete on payment
    for each row execute function refuse_change();

create function guard_payment() returns trigger language plpgsql as $$
begin
    if (new.id, new.caller, new.chain_id, new.token, new.payer, new.nonce, new.payee, new.amount, new.digest, new.head,
            new.created_at)
        is distinct from
        (old.id, old.caller, old.chain_id, old.token, old.payer, old.nonce, old.payee, old.amount, old.digest, old.head,
            old.created_at) then
        raise exception 'the terms of a payment are fixed' using errcode = 'restrict_violation';
    end if;
    if old.answer is not null and (new.answer, new.success) is distinct from (old.answer, old.success) then
        raise exception 'the answer of a payment is given once' using errcode = 'restrict_violation';
    end if;
    if new.version < old.version or new.outcome_sequence < old.outcome_sequence then
        raise exception 'a payment does not go back' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;

create trigger payment_guard before update on payment for each row execute function guard_payment();
