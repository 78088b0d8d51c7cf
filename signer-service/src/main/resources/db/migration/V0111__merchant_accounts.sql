alter table account drop constraint account_kind;
alter table account add constraint account_kind check (kind in ('payer', 'relay', 'receipt', 'merchant'));
