-- Every decision of the signer as a leaf of an RFC 6962 tree: the canonical text, and its hash, which the schema checks.
-- What was decided before there was this log is stated by its first entry as two counts.
create table log_entry (
    leaf_index     bigint primary key check (leaf_index >= 0),
    entry          text not null check (octet_length(entry) between 2 and 16384),
    -- SHA-256 of 0x00 and the entry in UTF-8
    leaf_hash      bytea not null check (leaf_hash = sha256('\x00'::bytea || convert_to(entry, 'UTF8'))),
    -- SHA-256 of the signature that the entry permitted: whoever has the signature finds the entry by it
    signature_hash bytea check (octet_length(signature_hash) = 32)
);

create index log_entry_signature on log_entry (signature_hash) where signature_hash is not null;

-- Hashes of complete subtrees of 16, 256, ... entries: proofs read these and at most 15 beside each other on a level.
create table log_node (
    level      smallint check (level between 4 and 60 and level % 4 = 0),
    node_index bigint check (node_index >= 0),
    hash       bytea not null check (octet_length(hash) = 32),
    primary key (level, node_index)
);

-- Entries that say that the log goes on from a restored database.
create table log_restoration (
    leaf_index bigint primary key references log_entry,
    -- up to where the log is what it was; what callers saw beyond may be gone
    base_size  bigint not null check (base_size between 0 and leaf_index)
);

create function refuse_log_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log is only ever added to' using errcode = 'integrity_constraint_violation';
end
$$;
create trigger log_entry_rows before update or delete on log_entry for each row execute function refuse_log_change();
create trigger log_entry_table before truncate on log_entry for each statement execute function refuse_log_change();
create trigger log_node_rows before update or delete on log_node for each row execute function refuse_log_change();
create trigger log_node_table before truncate on log_node for each statement execute function refuse_log_change();
create trigger log_restoration_rows before update or delete on log_restoration
    for each row execute function refuse_log_change();
create trigger log_restoration_table before truncate on log_restoration
    for each statement execute function refuse_log_change();

-- No entry is left out: what is added begins where the log ended.
create function refuse_log_gap() returns trigger language plpgsql as $$
declare
    lowest bigint;
    highest bigint;
    added bigint;
begin
    select min(leaf_index), max(leaf_index), count(*) into lowest, highest, added from added_entries;
    if added > 0 and (highest - lowest + 1 <> added
            or (lowest > 0 and not exists (select from log_entry where leaf_index = lowest - 1))) then
        raise exception 'the log has no gaps' using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end
$$;
create trigger log_entry_gap after insert on log_entry referencing new table as added_entries
    for each statement execute function refuse_log_gap();

-- Why everything is stopped: a caller holds a checkpoint that this database cannot have given.
alter table database_origin add column halted text check (halted in ('log_rolled_back', 'log_forked'));
-- Up to where the log is sure to be what callers saw before; none when it was frozen before there was a log.
alter table database_origin add column frozen_size bigint check (frozen_size >= 0);
alter table database_origin add constraint database_origin_halted check (halted is null or frozen);
