-- What a payment's next receipt shall state, and whether one is owed. A row stands for each payment that was settled.
create table quittance_due (
    payment_id uuid primary key,
    facts      jsonb       not null check (facts ->> 'paymentId' = payment_id::text),
    -- Counts the changes that make a receipt due; one is owed while the receipts are behind.
    wanted     integer     not null default 1 check (wanted > 0),
    issued     integer     not null default 0 check (issued between 0 and wanted),
    -- The quittance that the signer is asked for. It is fixed first: whoever asks again asks for the same one.
    draft      jsonb check (draft ->> 'paymentId' = payment_id::text),
    draft_of   integer check (draft_of > issued and draft_of <= wanted),
    attempts   integer     not null default 0 check (attempts >= 0),
    due_at     timestamptz not null,
    check ((draft is null) = (draft_of is null))
);

create index quittance_due_open on quittance_due (due_at) where issued < wanted;

-- Receipts as they were signed, for ever; each one after the first names the one before.
create table quittance_receipt (
    payment_id uuid        not null references quittance_due,
    revision   integer     not null check (revision > 0),
    -- the EIP-712 digest that is signed
    digest     bytea       not null check (octet_length(digest) = 32),
    supersedes bytea check (octet_length(supersedes) = 32),
    level      text        not null check (level in ('reported', 'included', 'safe', 'finalized')),
    document   text        not null check (length(document) between 2 and 8192),
    issued_at  timestamptz not null default now(),
    primary key (payment_id, revision),
    unique (payment_id, digest),
    check ((revision = 1) = (supersedes is null)),
    foreign key (payment_id, supersedes) references quittance_receipt (payment_id, digest)
);

create function quittance_receipt_guard() returns trigger
    language plpgsql as
$$
begin
    raise exception 'receipts are only ever added' using errcode = 'integrity_constraint_violation';
end
$$;

create trigger quittance_receipt_rows
    before update or delete on quittance_receipt
    for each row execute function quittance_receipt_guard();

create trigger quittance_receipt_table
    before truncate on quittance_receipt
    for each statement execute function quittance_receipt_guard();
