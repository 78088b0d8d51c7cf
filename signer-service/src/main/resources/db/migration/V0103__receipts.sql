-- Accounts that sign receipts of paid requests, and the receipts in the journal: their nonce is the payment's id, and each
-- one after the first is a further revision that names the one before.
alter table account drop constraint account_kind_check;
alter table signing_journal drop constraint signing_journal_kind_check;
alter table account add constraint account_kind check (kind in ('payer', 'relay', 'receipt'));
alter table signing_journal add constraint signing_journal_kind check (kind in ('payment', 'relay', 'receipt'));

alter table signing_journal add column supersedes bytea check (octet_length(supersedes) = 32);
alter table signing_journal add column level text check (level in ('reported', 'included', 'safe', 'finalized'));
alter table signing_journal add column response bytea check (octet_length(response) = 32);

alter table signing_journal drop constraint signing_journal_payment_has_one_body;
alter table signing_journal add constraint signing_journal_payment_has_one_body
    check (kind <> 'payment' or (revision = 0 and not cancels
        and num_nonnulls(body_digest, max_fee_per_gas, max_priority_fee_per_gas) = 0));
alter table signing_journal add constraint signing_journal_receipt
    check (case kind
        when 'receipt' then body_digest is not null and level is not null and not cancels
            and (revision = 0) = (supersedes is null)
            and num_nonnulls(max_fee_per_gas, max_priority_fee_per_gas) = 0
            and nonce < 340282366920938463463374607431768211456
        else num_nonnulls(supersedes, level, response) = 0 end);

-- A payment is on one chain: the chain id does not make room for a second line of receipts.
create unique index signing_journal_receipt_line on signing_journal (account, nonce, revision) where kind = 'receipt';
