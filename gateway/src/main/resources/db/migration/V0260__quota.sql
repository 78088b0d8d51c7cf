-- Requests that clients had without paying, by the end of the span of time in which they count.
create table quota_use (
    tenant text not null,
    route text not null,
    client text not null,
    until timestamptz not null,
    used int not null check (used > 0),
    primary key (tenant, route, client, until)
);
create index quota_use_over on quota_use (until);
