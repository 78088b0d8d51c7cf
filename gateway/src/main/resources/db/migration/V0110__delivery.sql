-- How firmly a payment stands on its chain, weakest first.
create type payment_level as enum ('NONE', 'INCLUDED', 'SAFE', 'FINALIZED');

alter table reservation
    drop constraint reservation_state_check,
    drop constraint reservation_check,
    drop constraint reservation_check1,
    alter column state drop default,
    add column flow text not null default 'UPFRONT' check (flow in ('UPFRONT', 'AUTHORIZATION')),
    -- What the route asks for before it releases an answer, and what the payment has reached.
    add column release_level payment_level not null default 'INCLUDED' check (release_level <> 'NONE'),
    add column level payment_level not null default 'NONE',
    -- Whether the upstream may get the request twice, and how often it was about to get it.
    add column idempotent boolean not null default false,
    add column executions integer not null default 0 check (executions >= 0),
    add column binding text not null default 'COMPAT' check (binding in ('STRICT', 'COMPAT')),
    add column x402_version smallint not null default 2 check (x402_version in (1, 2)),
    add column pay_to bytea not null default decode(repeat('00', 20), 'hex') check (octet_length(pay_to) = 20),
    add column order_id text check (length(order_id) between 1 and 128),
    add column identifier text check (length(identifier) between 16 and 128),
    -- Who was asked first to settle, since when, and what it calls the payment.
    add column facilitator text check (length(facilitator) between 1 and 64),
    add column asked_at timestamptz,
    add column facilitator_payment_id uuid,
    -- What the facilitator was asked, word for word, so that anybody can ask again; gone once the outcome is known.
    add column settle_request text check (length(settle_request) <= 65536),
    add column sweep_after timestamptz not null default now(),
    -- The last entry of its log, the last payment event that moved its level, and how many delivery events it had.
    add column sequence integer not null default 0 check (sequence >= 0),
    add column payment_sequence bigint not null default 0 check (payment_sequence >= 0),
    add column announced integer not null default 0 check (announced >= 0),
    add constraint reservation_state check (state in
        ('RESERVED', 'SETTLING', 'CONFIRMING', 'EXECUTING', 'HELD', 'DONE', 'UNKNOWN', 'REFUND_DUE')),
    add constraint reservation_settled check (case flow
        when 'UPFRONT' then (state in ('RESERVED', 'SETTLING')) = (settlement is null)
        else (state in ('CONFIRMING', 'DONE')) = (settlement is not null) end),
    -- One that was asked before this was written down has neither; it waits for its payer.
    add constraint reservation_settling check (state <> 'SETTLING' or (settle_request is null) = (facilitator is null)),
    add constraint reservation_done check (state <> 'DONE' or upstream_status is not null);

alter table reservation
    alter column flow drop default,
    alter column release_level drop default,
    alter column idempotent drop default,
    alter column binding drop default,
    alter column x402_version drop default,
    alter column pay_to drop default,
    alter column sequence drop default;

-- One payment per identifier of a payer, whatever the authorization.
create unique index reservation_identifier on reservation (tenant, payer, identifier) where identifier is not null;

drop index reservation_open;
create index reservation_open on reservation (sweep_after)
    where state in ('RESERVED', 'SETTLING', 'CONFIRMING', 'EXECUTING', 'HELD');

drop table reservation_transition;
create table reservation_transition (
    flow       text not null,
    from_state text not null,
    event      text not null,
    to_state   text not null,
    primary key (flow, from_state, event)
);

insert into reservation_transition (flow, from_state, event, to_state)
values ('UPFRONT', 'RESERVED', 'settle_asked', 'SETTLING'),
       ('UPFRONT', 'SETTLING', 'settle_asked', 'SETTLING'),
       ('UPFRONT', 'SETTLING', 'settled', 'EXECUTING'),
       ('UPFRONT', 'SETTLING', 'settled_below', 'CONFIRMING'),
       ('UPFRONT', 'CONFIRMING', 'level_reached', 'EXECUTING'),
       ('UPFRONT', 'CONFIRMING', 'undelivered', 'REFUND_DUE'),
       ('UPFRONT', 'EXECUTING', 'resumed', 'EXECUTING'),
       ('UPFRONT', 'EXECUTING', 'delivered', 'DONE'),
       ('UPFRONT', 'EXECUTING', 'cut_off', 'UNKNOWN'),
       ('UPFRONT', 'EXECUTING', 'upstream_failed', 'REFUND_DUE'),
       ('UPFRONT', 'EXECUTING', 'undelivered', 'REFUND_DUE'),
       ('AUTHORIZATION', 'RESERVED', 'verified', 'EXECUTING'),
       ('AUTHORIZATION', 'EXECUTING', 'resumed', 'EXECUTING'),
       ('AUTHORIZATION', 'EXECUTING', 'answered', 'HELD'),
       ('AUTHORIZATION', 'EXECUTING', 'cut_off', 'UNKNOWN'),
       ('AUTHORIZATION', 'HELD', 'settle_asked', 'SETTLING'),
       ('AUTHORIZATION', 'SETTLING', 'settle_asked', 'SETTLING'),
       ('AUTHORIZATION', 'SETTLING', 'settled', 'DONE'),
       ('AUTHORIZATION', 'SETTLING', 'settled_below', 'CONFIRMING'),
       ('AUTHORIZATION', 'CONFIRMING', 'level_reached', 'DONE');

-- What happened to a reservation, gap-free. It stays when the reservation is freed; then its last entry says so.
create table reservation_event (
    payment_id uuid        not null,
    sequence   integer     not null check (sequence > 0),
    type       text        not null check (type ~ '^[a-z_]{1,32}$'),
    from_state text,
    to_state   text,
    data       jsonb       not null default '{}' check (jsonb_typeof(data) = 'object'),
    at         timestamptz not null default clock_timestamp(),
    primary key (payment_id, sequence)
);

create function reservation_event_guard() returns trigger
    language plpgsql as
$$
begin
    if tg_op <> 'INSERT' then
        raise exception 'the log of reservations is append-only' using errcode = 'check_violation';
    end if;
    if new.sequence > 1 and not exists (select from reservation_event e
                                        where e.payment_id = new.payment_id and e.sequence = new.sequence - 1) then
        raise exception 'the log of reservation % would have a gap', new.payment_id using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- After the row is there: several entries of one statement see each other.
create trigger reservation_event_guard
    after insert or update or delete
    on reservation_event
    for each row
execute function reservation_event_guard();

-- What is older than the log begins it with the state it is in.
alter table reservation disable trigger reservation_guard;
insert into reservation_event (payment_id, sequence, type, to_state, at)
select payment_id, 1, 'carried_over', state, updated_at from reservation;
update reservation set sequence = 1, level = case when settlement is null then 'NONE' else 'INCLUDED' end::payment_level;
alter table reservation enable trigger reservation_guard;

-- The log reaches as far as the reservation does: no state without its entry.
alter table reservation
    add constraint reservation_logged foreign key (payment_id, sequence)
        references reservation_event (payment_id, sequence) deferrable initially deferred;

create or replace function reservation_guard() returns trigger
    language plpgsql as
$$
begin
    if tg_op = 'DELETE' then
        if old.settlement is not null and not (old.state = 'CONFIRMING' and old.level = 'NONE') then
            raise exception 'reservation % was settled and stays', old.payment_id using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if (new.payment_id, new.chain_id, new.token, new.payer, new.nonce, new.tenant, new.request_digest,
        new.challenge_digest, new.route, new.amount, new.created_at, new.flow, new.release_level, new.idempotent,
        new.binding, new.x402_version, new.pay_to, new.order_id, new.identifier)
        is distinct from
       (old.payment_id, old.chain_id, old.token, old.payer, old.nonce, old.tenant, old.request_digest,
        old.challenge_digest, old.route, old.amount, old.created_at, old.flow, old.release_level, old.idempotent,
        old.binding, old.x402_version, old.pay_to, old.order_id, old.identifier) then
        raise exception 'the binding of reservation % is final', old.payment_id using errcode = 'check_violation';
    end if;
    if new.state <> old.state then
        if not exists (select from reservation_transition t
                       where t.flow = old.flow and t.from_state = old.state and t.to_state = new.state) then
            raise exception 'reservation % cannot go from % to %', old.payment_id, old.state, new.state
                using errcode = 'check_violation';
        end if;
        if new.sequence <= old.sequence then
            raise exception 'reservation % cannot change without an entry in its log', old.payment_id
                using errcode = 'check_violation';
        end if;
    end if;
    if new.fence < old.fence or new.settle_asked < old.settle_asked or new.sequence < old.sequence
        or new.executions < old.executions or new.payment_sequence < old.payment_sequence then
        raise exception 'reservation % cannot go back in time', old.payment_id using errcode = 'check_violation';
    end if;
    new.updated_at = now();
    return new;
end
$$;

-- Sealed answers: AES-256-GCM under a key derived from the master key_id by payment id.
create table stored_answer (
    payment_id uuid primary key references reservation (payment_id) on delete cascade,
    key_id     text        not null check (length(key_id) between 1 and 16),
    nonce      bytea       not null check (octet_length(nonce) = 12),
    sealed     bytea       not null check (octet_length(sealed) > 16),
    size       integer     not null check (size = octet_length(sealed)),
    expires_at timestamptz not null
);

-- Ciphertext does not compress.
alter table stored_answer alter column sealed set storage external;

create index stored_answer_expiry on stored_answer (expires_at);
