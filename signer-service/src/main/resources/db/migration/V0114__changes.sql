-- Administrative acts: what an admin proposed, who agreed, and what became of it.
create table change (
    id          uuid primary key,
    kind        text not null,
    -- canonical JSON (RFC 8785)
    document    text not null,
    -- SHA-256 of the canonical JSON of id and document: what admins sign
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    state       text not null check (state in ('proposed', 'waiting', 'applied', 'withdrawn', 'expired', 'failed')),
    narrowing   boolean not null,
    proposed_by text not null references principal,
    proposed_at timestamptz not null,
    -- when it comes into force, once enough have agreed
    due_at      timestamptz,
    ended_by    text references principal,
    ended_at    timestamptz,
    -- why it could not be applied
    failure     text,
    check ((state = 'waiting') <= (due_at is not null)),
    check ((state in ('proposed', 'waiting')) = (ended_at is null))
);

create index change_open on change (proposed_at) where state in ('proposed', 'waiting');

create table change_approval (
    change_id   uuid not null references change,
    admin       text not null references principal,
    -- whose request token bound the fingerprint
    key_id      text not null references principal_key,
    approved_at timestamptz not null,
    primary key (change_id, admin)
);

-- What was ended stays as it ended.
create function refuse_change_of_ended() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.ended_at is not null
            or (new.id, new.kind, new.document, new.fingerprint, new.narrowing, new.proposed_by, new.proposed_at)
                is distinct from
                (old.id, old.kind, old.document, old.fingerprint, old.narrowing, old.proposed_by, old.proposed_at) then
        raise exception 'a change only moves on' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end
$$;

create trigger change_rows before update or delete on change
    for each row execute function refuse_change_of_ended();

create function refuse_approval_change() returns trigger language plpgsql as $$
begin
    raise exception 'an approval is only ever added' using errcode = 'integrity_constraint_violation';
end
$$;

create trigger change_approval_rows before update or delete on change_approval
    for each row execute function refuse_approval_change();
