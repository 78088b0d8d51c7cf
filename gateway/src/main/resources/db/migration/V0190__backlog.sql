-- What is open is counted every few seconds; reservations that are done are most of the table.
create index reservation_backlog on reservation (state, created_at) where state <> 'DONE';
