-- Proved settlements go on to safe and finalized, and come back when their block is no longer part of the chain.
alter table settlement drop constraint settlement_state_check;
alter table settlement add constraint settlement_state_check check
    (state in ('queued', 'submitting', 'broadcast', 'included', 'safe', 'finalized', 'failed'));
alter table settlement drop constraint settlement_check;
alter table settlement add constraint settlement_proved check
    ((state in ('included', 'safe', 'finalized')) = (block_number is not null));

create index settlement_unfinal on settlement (block_number) where state in ('included', 'safe');
create index settlement_block on settlement (block_number) where block_number is not null;

create or replace function refuse_settlement_transition() returns trigger language plpgsql as $$
begin
    if old.state <> new.state and (old.state, new.state) not in (
            ('queued', 'submitting'), ('queued', 'included'), ('queued', 'failed'),
            ('submitting', 'broadcast'), ('submitting', 'included'), ('submitting', 'failed'), ('submitting', 'queued'),
            ('broadcast', 'included'), ('broadcast', 'failed'), ('broadcast', 'queued'),
            ('included', 'safe'), ('safe', 'finalized'),
            ('included', 'submitting'), ('safe', 'submitting'), ('finalized', 'submitting')) then
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

-- A filler uses its nonce up with an empty transaction of the lane to itself: its members are carried elsewhere.
alter table attempt add column filler boolean not null default false;
-- When the fees were set that the newest signature has, or is to have.
alter table attempt add column priced_at timestamptz not null default clock_timestamp();

create index attempt_block on attempt (block_number) where block_number is not null;

create or replace function refuse_attempt_transition() returns trigger language plpgsql as $$
begin
    if old.state <> new.state and (old.state, new.state) not in (
            ('allotted', 'signed'), ('allotted', 'closed'),
            ('signed', 'sent'), ('signed', 'included'), ('signed', 'closed'),
            ('sent', 'included'), ('sent', 'closed'),
            ('included', 'signed'), ('included', 'closed'), ('closed', 'signed')) then
        raise exception 'attempt cannot go from % to %', old.state, new.state;
    end if;
    if (old.lane_id, old.transaction_nonce, old.gas_limit) is distinct from
            (new.lane_id, new.transaction_nonce, new.gas_limit) then
        raise exception 'lane, nonce and gas limit of an attempt never change';
    end if;
    if old.filler and not new.filler then
        raise exception 'a filler carries nothing ever again';
    end if;
    if new.max_fee_per_gas < old.max_fee_per_gas or new.max_priority_fee_per_gas < old.max_priority_fee_per_gas then
        raise exception 'the fees of an attempt only rise';
    end if;
    return new;
end
$$;

-- A sick lane gets no new attempts; those that it has go on.
alter table lane add column quarantine_reason text check (quarantine_reason ~ '^[a-z_]{1,60}$');
alter table lane add constraint lane_quarantine_has_a_reason check
    ((state = 'quarantined') = (quarantine_reason is not null));

-- Workers that live, so that each takes its part of the lanes.
create table worker_presence (
    holder uuid primary key,
    chain_id bigint not null check (chain_id > 0),
    present_until timestamptz not null
);
