-- What waits is counted every few seconds; payments that are done for good are most of the table.
create index payment_pending on payment (state, created_at)
    where state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'INCLUDED', 'SAFE', 'REORGED');
