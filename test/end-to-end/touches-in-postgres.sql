-- What the success teams did with their customers, for each scope in each closed week, month and
-- quarter, from the company's own tables, in plain Postgres: written from the definitions, not from
-- muster's models. It reads the temporary tables of scopes-in-postgres.sql.
with
-- One touch for an account, a kind and an hour; what automation logs is none, and no note is.
touches as (
    select
        l.customer_id, l.user_id, l.activity_type, date_trunc('hour', l.occurred_at) as hour,
        min((l.occurred_at at time zone 'America/Detroit')::date) as day
    from agent_activity_log as l
    where l.actor = 'human' and l.activity_type <> 'note'
    group by l.customer_id, l.user_id, l.activity_type, date_trunc('hour', l.occurred_at)
),
credited as (
    select t.day, k.scope_kind, k.scope_id
    from touches as t
    left join seats as s on s.user_id = t.user_id and s.from_date <= t.day and s.to_date > t.day
    cross join lateral (
        values
            ('organization', 'all'), ('tenant', t.customer_id::text), ('member', t.user_id::text),
            ('team', s.team_id), ('location', s.location_id),
            ('team_member', s.team_id || '/' || t.user_id)
    ) as k (scope_kind, scope_id)
    where k.scope_id is not null
),
-- A two-way contact: the customer took part, or a person of ours answered the customer's message.
written as (
    select
        m.customer_id, m.sent_at, m.direction,
        bool_or(m.direction = 'inbound') over (
            partition by m.thread_id order by m.sent_at
            rows between unbounded preceding and 1 preceding
        ) as has_asked
    from messages as m
    where m.customer_id is not null and not m.is_auto_reply
),
contacts as (
    select l.customer_id, (l.occurred_at at time zone 'America/Detroit')::date as day
    from agent_activity_log as l
    where l.actor = 'human' and l.customer_took_part
    union
    select w.customer_id, (w.sent_at at time zone 'America/Detroit')::date
    from written as w
    where w.direction = 'outbound' and w.has_asked
),
reached as (
    select distinct e.p1, c.customer_id
    from (select distinct p1 from periods) as e
    join contacts as c on c.day >= e.p1 - 30 and c.day < e.p1
),
known as (
    select min((occurred_at at time zone 'America/Detroit')::date) as first_day from agent_activity_log
),
coverage as (
    select
        p.grain, p.p0, s.scope_kind, s.scope_id,
        coalesce(sum(s.share) filter (where r.customer_id is not null), 0) as num,
        sum(s.share) as den
    from periods as p
    join spans as s on s.from_date < p.p1 and s.to_date >= p.p1
    left join reached as r on r.customer_id = s.customer_id and r.p1 = p.p1
    where exists (
        select 1 from terms as t
        where t.customer_id = s.customer_id and t.from_date < p.p1 and t.to_date >= p.p1
    )
    group by p.grain, p.p0, s.scope_kind, s.scope_id
)
select
    'touch_count' as metric_id, c.scope_kind, c.scope_id, p.grain, p.p0::text as period_start_date,
    count(*)::float as numerator, 0::float as denominator, count(*)::float as value
from credited as c
join periods as p on c.day >= p.p0 and c.day < p.p1
group by c.scope_kind, c.scope_id, p.grain, p.p0
union all
select
    'touch_coverage', v.scope_kind, v.scope_id, v.grain, v.p0::text, v.num::float, v.den::float,
    (case when p.p1 - 30 >= known.first_day then v.num / v.den end)::float
from coverage as v
join periods as p using (grain, p0)
cross join known
