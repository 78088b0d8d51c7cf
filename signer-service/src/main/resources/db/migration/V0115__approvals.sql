-- Requests whose amount needs the approval of others, by their fingerprint, and who has approved them.
create table approval_request (
    fingerprint  bytea primary key check (octet_length(fingerprint) = 32),
    principal    text not null references principal,
    grant_id     text not null,
    -- what approvers read
    account      bytea not null check (octet_length(account) = 20),
    asset        text not null,
    payee        bytea not null check (octet_length(payee) = 20),
    amount       uint256 not null,
    origin       text,
    requested_at timestamptz not null,
    -- after which approvals no longer count and the request has to be approved anew
    expires_at   timestamptz not null
);

create index approval_request_expiry on approval_request (expires_at);

create table approval (
    fingerprint bytea not null references approval_request on delete cascade,
    approver    text not null references principal,
    key_id      text not null references principal_key,
    approved_at timestamptz not null,
    primary key (fingerprint, approver)
);
