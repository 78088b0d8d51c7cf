-- Keys that were taken out, each in a box for whoever took it.
create table account_export (
    id          bigint generated always as identity primary key,
    address     bytea not null references account,
    -- public key of X25519
    recipient   bytea not null check (octet_length(recipient) = 32),
    box         bytea not null,
    exported_at timestamptz not null default now()
);

create index account_export_address on account_export (address);

create function refuse_export_change() returns trigger language plpgsql as $$
begin
    raise exception 'an export is only ever added' using errcode = 'integrity_constraint_violation';
end
$$;

create trigger account_export_rows before update or delete on account_export
    for each row execute function refuse_export_change();
