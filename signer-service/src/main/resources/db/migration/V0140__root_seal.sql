-- The root of all account keys, sealed to a manifest and its measurement.
create table root_seal (
    only_row   boolean primary key default true check (only_row),
    number     bigint not null check (number > 0),
    -- canonical JSON (RFC 8785) of manifest and approvals; the seal binds the manifest's hash
    envelope   text not null,
    -- by which a recovered root is checked
    commitment bytea not null check (octet_length(commitment) = 32),
    -- nonce, ciphertext and tag
    sealed     bytea not null check (octet_length(sealed) = 60),
    sealed_at  timestamptz not null default now()
);

create function refuse_lower_seal() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or new.number <= old.number or new.commitment <> old.commitment then
        raise exception 'a seal gives way to one of a higher number of the same root'
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end
$$;

create trigger root_seal_row before update or delete on root_seal
    for each row execute function refuse_lower_seal();

-- Its shares, each for its holder alone.
create table root_share (
    share  int primary key check (share between 1 and 255),
    -- the holder's public key of X25519
    holder bytea not null check (octet_length(holder) = 32),
    -- by which a wrong share is told
    digest bytea not null check (octet_length(digest) = 32),
    box    bytea not null
);
