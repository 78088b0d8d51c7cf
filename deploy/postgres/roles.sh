#!/usr/bin/env bash
# At the first start of a database: for each of QUITTANCE_ROLES a login role with a schema of its own name, which sees no
# other's. Passwords come from the secrets ROLE-db-password.
set -euo pipefail

sql() { psql -q -v ON_ERROR_STOP=1 -U postgres -d "$POSTGRES_DB" "$@"; }

sql <<END
revoke all on database $POSTGRES_DB from public;
revoke all on schema public from public;
END
for role in $QUITTANCE_ROLES; do
  # The password comes in on stdin: a command line is everybody's to read.
  sql <<END
\set password \`cat /run/secrets/$role-db-password\`
create role $role login password :'password';
alter role $role set search_path = $role;
grant connect on database $POSTGRES_DB to $role;
create schema $role authorization $role;
END
done
