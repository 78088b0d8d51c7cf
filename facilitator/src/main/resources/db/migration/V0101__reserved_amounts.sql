-- What live payments still take from a payer's balance.
create index payment_reserved on payment (chain_id, token, payer) include (amount)
    where state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'REORGED');
