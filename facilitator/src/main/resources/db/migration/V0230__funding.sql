-- Units of a claim that stay counted whatever the payment's transaction takes: the wei that its payer is sent are gone.
alter table gas_claim add column lasting bigint not null default 0 check (lasting between 0 and estimate);

drop function claim_gas(uuid[], text[], bigint[], bigint[], bigint);

-- Claims gas in the order of the arrays and returns those that get none. Rows are locked in the order of their key, here as
-- in settle_gas: two transactions never wait for each other.
create function claim_gas(ids uuid[], clients text[], estimates bigint[], lastings bigint[], client_maxes bigint[],
        total_max bigint)
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
        insert into gas_claim (payment_id, day, client, estimate, lasting)
            select ids[i], today, clients[i], estimates[i], lastings[i] from unnest(granted) i;
    end if;
end
$$;

-- Puts what payments took, and what lasts of their claims, in the place of what they claimed, once for each.
create or replace function settle_gas(ids uuid[], useds bigint[]) returns void language sql as $$
    with settled as (
        update gas_claim c set used = u.used + c.lasting from unnest(ids, useds) u(id, used)
        where c.payment_id = u.id and c.used is null
        returning c.day, c.client, u.used + c.lasting - c.estimate as change
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
