-- Four roles; keys of two algorithms, which are added and revoked while the service runs. From the first start on the
-- database is the truth about both, no longer the principals file.
alter table principal drop constraint principal_role_check;
alter table principal add constraint principal_role check (role in ('admin', 'service', 'merchant', 'agent'));
-- whether the grants that the principals file declares were taken over: once in a principal's life
alter table principal add column grants_declared boolean not null default false;

alter table principal_key drop constraint principal_key_public_key_check;
alter table principal_key add column algorithm text not null default 'ES256' check (algorithm in ('ES256', 'EdDSA'));
alter table principal_key alter column algorithm drop default;
alter table principal_key add column added_at timestamptz not null default now();
alter table principal_key add column revoked_at timestamptz;
-- X.509 SubjectPublicKeyInfo of a P-256 or an Ed25519 key
alter table principal_key add constraint principal_key_length
    check (octet_length(public_key) = case algorithm when 'ES256' then 91 else 44 end);

-- A key id means one key for ever, and a revoked key stays revoked.
create function refuse_key_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.revoked_at is not null
            or (new.key_id, new.principal, new.algorithm, new.public_key)
                is distinct from (old.key_id, old.principal, old.algorithm, old.public_key) then
        raise exception 'a key is only ever added and revoked' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end
$$;
create trigger principal_key_rows before update or delete on principal_key
    for each row execute function refuse_key_change();
