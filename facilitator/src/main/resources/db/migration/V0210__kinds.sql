-- By what scheme and method a payment is made.
alter table payment add column kind text not null default 'exact/eip3009' check (kind ~ '^[^/]+/[^/]+$');

create or replace function guard_payment() returns trigger language plpgsql as $$
begin
    if (new.id, new.caller, new.kind, new.chain_id, new.token, new.payer, new.nonce, new.payee, new.amount, new.digest,
            new.head, new.metadata, new.created_at)
        is distinct from
        (old.id, old.caller, old.kind, old.chain_id, old.token, old.payer, old.nonce, old.payee, old.amount, old.digest,
            old.head, old.metadata, old.created_at) then
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
