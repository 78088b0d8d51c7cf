-- Version 1 of the protocol echoes no challenge; there the payer proves the key of the wallet instead.
alter table reservation alter column challenge_digest drop not null;
