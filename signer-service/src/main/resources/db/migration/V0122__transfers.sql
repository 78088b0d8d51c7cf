-- Refunds and payouts: authorizations of a merchant's account, whose nonce follows from the reference. A reference is good
-- for one transfer, on whatever chain and of whatever token.
alter table signing_journal drop constraint signing_journal_kind;
alter table signing_journal add constraint signing_journal_kind
    check (kind in ('payment', 'relay', 'receipt', 'transfer'));

do $$
declare
    moves_money text;
begin
    select conname into strict moves_money from pg_constraint
    where conrelid = 'signing_journal'::regclass and contype = 'c'
        and pg_get_constraintdef(oid) like '%num_nonnulls(asset, payee, amount, valid_before)%';
    execute format('alter table signing_journal drop constraint %I', moves_money);
end
$$;
alter table signing_journal add constraint signing_journal_moves_money
    check (num_nonnulls(asset, payee, amount, valid_before)
        = case when kind in ('payment', 'transfer') then 4 else 0 end);

alter table signing_journal drop constraint signing_journal_payment_has_one_body;
alter table signing_journal add constraint signing_journal_payment_has_one_body
    check (kind not in ('payment', 'transfer') or (revision = 0 and not cancels
        and num_nonnulls(body_digest, max_fee_per_gas, max_priority_fee_per_gas) = 0));

drop index signing_journal_receipt_line;
create unique index signing_journal_line on signing_journal (account, nonce, kind, revision)
    where kind in ('receipt', 'transfer');
