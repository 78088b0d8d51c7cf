-- What the payer has to have on chain before a payment can settle, and how far that is; null for payments that need nothing.
alter table settlement add column preparation text check (preparation in ('awaited', 'sent', 'failed', 'done'));
alter table settlement add column preparation_looked_at timestamptz not null default '-infinity';

create index settlement_preparing on settlement (preparation_looked_at)
    where preparation is not null and state in ('queued', 'submitting', 'broadcast');
