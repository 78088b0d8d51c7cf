-- What is stopped: nothing is signed for it until an admin quorum resumes it.
create table stop (
    target     text not null check (target in ('all', 'principal', 'account')),
    -- of a principal or an account; empty for all
    name       text not null check ((target = 'all') = (name = '')),
    stopped_at timestamptz not null default now(),
    primary key (target, name)
);
