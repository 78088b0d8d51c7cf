-- Which database cluster, and which timeline of it, the last signer that became active worked on. Another one means that a
-- copy was put back, or a replica promoted, and that what was signed meanwhile may be missing here.
create table database_origin (
    only_row          boolean primary key default true check (only_row),
    system_identifier bigint not null,
    timeline          int not null
);
