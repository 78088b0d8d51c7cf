-- Units of gas that count on a day (UTC): what was claimed for settlements, or what they took once that is known. The row
-- without a client counts for everybody.
create table gas_day (
    day date not null,
    client text not null,
    gas bigint not null check (gas >= 0),
    primary key (day, client)
);

-- What a payment claimed, and what it took.
create table gas_claim (
    payment_id uuid primary key references payment (id) deferrable initially deferred,
    day date not null,
    client text not null check (client <> ''),
    estimate bigint not null check (estimate > 0),
    used bigint check (used >= 0)
);

create trigger gas_claim_keeps_all before delete on gas_claim
    for each row execute function refuse_change();

create function gas_today() returns date language sql stable as $$
    select (now() at time zone 'utc')::date
$$;

-- Claims gas in the order of the arrays and returns those that get none. Rows are locked in the order of their key, here as
-- in settle_gas: two transactions never wait for each other.
create function claim_gas(ids uuid[], clients text[], estimates bigint[], client_maxes bigint[], total_max bigint)
    returns table (payment_id uuid, shortage text) language plpgsql as $$
declare
    today constant date := gas_today();
    gas_of jsonb;
    total bigint;
    own bigint;
    granted integer[] := '{}';
begin
    insert into gas_day (day, client, gas)
        select today, c, 0 from (select '' as c union select unnest(clients)) every order by c
        on conflict do nothing;
    with locked as (
        select g.client, g.gas from gas_day g
        where g.day = today and (g.client = '' or g.client = any (clients)) order by g.client for update
    )
    select jsonb_object_agg(l.client, l.gas) into gas_of from locked l;
    total := (gas_of ->> '')::bigint;
    for i in 1 .. cardinality(ids) loop
        own := (gas_of ->> clients[i])::bigint;
        if own + estimates[i] > client_maxes[i] then
            payment_id := ids[i];
            shortage := 'CLIENT';
            return next;
        elsif total + estimates[i] > total_max then
            payment_id := ids[i];
            shortage := 'EVERYBODY';
            return next;
        else
            total := total + estimates[i];
            gas_of := jsonb_set(gas_of, array[clients[i]], to_jsonb(own + estimates[i]));
            granted := granted || i;
        end if;
    end loop;
    if cardinality(granted) > 0 then
        update gas_day g set gas = case when g.client = '' then total else (gas_of ->> g.client)::bigint end
            where g.day = today and (g.client = '' or g.client = any (clients));
        insert into gas_claim (payment_id, day, client, estimate)
            select ids[i], today, clients[i], estimates[i] from unnest(granted) i;
    end if;
end
$$;

-- Puts what payments took in the place of what they claimed, once for each.
create function settle_gas(ids uuid[], useds bigint[]) returns void language sql as $$
    with settled as (
        update gas_claim c set used = u.used from unnest(ids, useds) u(id, used)
        where c.payment_id = u.id and c.used is null
        returning c.day, c.client, u.used - c.estimate as change
    ), changes as (
        select day, client, sum(change)::bigint as change from settled group by day, client
        union all
        select day, '', sum(change)::bigint from settled group by day
    ), locked as materialized (
        select g.day, g.client, c.change from gas_day g join changes c using (day, client)
        order by g.day, g.client for update of g
    )
    update gas_day g set gas = g.gas + l.change from locked l where g.day = l.day and g.client = l.client
$$;

-- Whose gas would not suffice for an estimate now.
create function gas_shortage(client_name text, estimate bigint, client_max bigint, total_max bigint)
    returns text language sql stable as $$
    select case
        when coalesce((select gas from gas_day where day = gas_today() and client = client_name), 0) + estimate > client_max
            then 'CLIENT'
        when coalesce((select gas from gas_day where day = gas_today() and client = ''), 0) + estimate > total_max
            then 'EVERYBODY'
    end
$$;
