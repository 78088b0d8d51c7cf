create table principal (
    name          text primary key check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    role          text not null check (role in ('agent', 'service')),
    registered_at timestamptz not null default now()
);

create table principal_key (
    key_id     text primary key check (length(key_id) between 1 and 128),
    principal  text not null references principal,
    -- X.509 SubjectPublicKeyInfo of a P-256 key
    public_key bytea not null check (octet_length(public_key) = 91)
);

create table account (
    address     bytea primary key check (octet_length(address) = 20),
    name        text not null unique check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    kind        text not null check (kind in ('payer', 'relay')),
    principal   text not null references principal,
    key_version integer not null check (key_version > 0),
    -- AES-256-GCM: nonce 12, ciphertext 32, tag 16
    sealed_key  bytea not null check (octet_length(sealed_key) = 60),
    opened_at   timestamptz not null default now()
);

create index account_principal on account (principal);

create table spent_token (
    key_id     text not null,
    token_id   text not null check (length(token_id) between 22 and 64),
    expires_at timestamptz not null,
    primary key (key_id, token_id)
);

create index spent_token_expiry on spent_token (expires_at);
