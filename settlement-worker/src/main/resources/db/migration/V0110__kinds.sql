-- By what scheme and method a payment is made, what the scheme needs beside the columns that all payments have, and the lane
-- that alone may send it, if it is one.
alter table settlement add column kind text not null default 'exact/eip3009' check (kind ~ '^[^/]+/[^/]+$');
alter table settlement add column extra text check (extra is json object and octet_length(extra) <= 65536);
alter table settlement add column sender bytea check (octet_length(sender) = 20);

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
    if (old.chain_id, old.token, old.payer, old.payee, old.value, old.authorization_nonce, old.signature, old.kind,
            old.extra, old.sender)
            is distinct from
            (new.chain_id, new.token, new.payer, new.payee, new.value, new.authorization_nonce, new.signature, new.kind,
            new.extra, new.sender) then
        raise exception 'the authorization of a settlement never changes';
    end if;
    return new;
end
$$;
