-- Rows leave the outbox only after the broker has acknowledged them.
create table outbox (
    outbox_id bigint generated always as identity primary key,
    event_id uuid not null unique,
    topic text not null check (topic ~ '^[a-z.-]{1,100}$'),
    key text not null check (length(key) between 1 and 100),
    payload bytea not null check (octet_length(payload) <= 262144),
    created_at timestamptz not null default now()
);

create table inbox (
    consumer text not null check (length(consumer) between 1 and 100),
    event_id uuid not null,
    received_at timestamptz not null default now(),
    primary key (consumer, event_id)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end
$$;

create trigger inbox_is_append_only before update on inbox
    for each row execute function refuse_change();

create trigger outbox_is_append_only before update on outbox
    for each row execute function refuse_change();
