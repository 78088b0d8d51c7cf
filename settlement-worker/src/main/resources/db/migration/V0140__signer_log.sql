-- The newest checkpoint of the signer's transparency log that was seen and verified: it is shown to the signer, which notices
-- by it when its database was rolled back. What was seen only grows; what a restoration superseded stays.
create table signer_log_seen (
    -- index of the log's newest statement of a restoration, -1 for none
    restored bigint primary key check (restored >= -1),
    size     bigint not null check (size > 0),
    -- the signed note
    note     text not null check (octet_length(note) <= 16384),
    seen_at  timestamptz not null default now()
);

create function refuse_forgetting() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.restored = old.restored and new.size > old.size then
        return new;
    end if;
    raise exception 'what was seen of the log only grows' using errcode = 'integrity_constraint_violation';
end
$$;
create trigger signer_log_seen_rows before update or delete on signer_log_seen
    for each row execute function refuse_forgetting();
create trigger signer_log_seen_table before truncate on signer_log_seen
    for each statement execute function refuse_forgetting();
