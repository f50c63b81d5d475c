-- The customers' use of the product for each scope in each closed week, month and quarter, from the
-- company's own tables, in plain Postgres: written from the definitions, not from muster's models. It
-- reads the temporary tables of scopes-in-postgres.sql.
with
-- Days are the customer's own already; only people of the customer count, with events that count.
used as materialized (
    select u.customer_id, u.user_ref, u.usage_date as day, u.event_count
    from usage_daily as u
    where u.user_kind = 'human' and u.event_count > 0
),
daily as materialized (
    select u.customer_id, u.day, count(*) as users, sum(u.event_count) as events
    from used as u
    group by u.customer_id, u.day
),
known as (select min(day) as first_day from used),
-- Distinct users of the 7 and 28 days that end with a period.
distincts as materialized (
    select
        e.p1, u.customer_id,
        count(distinct u.user_ref) filter (where u.day >= e.p1 - 7) as week_users,
        count(distinct u.user_ref) as month_users,
        count(*) as month_user_days
    from (select distinct p1 from periods) as e
    join used as u on u.day >= e.p1 - 28 and u.day < e.p1
    group by e.p1, u.customer_id
),
-- Key features that the customer used in the 28 days, of those in its plan.
features as materialized (
    select e.p1, f.customer_id, count(distinct f.feature) as used_count
    from (select distinct p1 from periods) as e
    join (
        select distinct u.customer_id, u.usage_date as day, k.feature
        from usage_daily as u
        join customers as c on c.id = u.customer_id
        join plans as p on p.name = c.plan
        cross join lateral unnest(u.features) as k (feature)
        where u.user_kind = 'human' and u.event_count > 0 and k.feature = any (p.key_features)
    ) as f on f.day >= e.p1 - 28 and f.day < e.p1
    group by e.p1, f.customer_id
),
-- An account counts while it has recurring revenue.
live as materialized (
    select
        t.customer_id,
        range_agg(daterange(t.from_date, t.to_date)) as days
    from terms as t
    group by t.customer_id
),
-- Over the days of a period, of the accounts that are live on each day, to the owner of that day.
flows as (
    select p.grain, p.p0, s.scope_kind, s.scope_id, k.metric_id, k.num, k.den
    from periods as p
    join daily as d on d.day >= p.p0 and d.day < p.p1
    join live as l on l.customer_id = d.customer_id and l.days @> d.day
    join spans as s
        on s.customer_id = d.customer_id and s.from_date <= d.day and s.to_date > d.day
    cross join lateral (
        values
            ('active_users_day', d.users * s.share, 0::numeric),
            ('usage_depth', d.events * s.share, d.users * s.share)
    ) as k (metric_id, num, den)
),
-- At the end of a period, to whom the account belonged on its last day.
states as (
    select
        p.grain, p.p0, s.scope_kind, s.scope_id, k.metric_id, k.num * s.share as num,
        k.den * s.share as den
    from periods as p
    cross join known
    join spans as s on s.from_date < p.p1 and s.to_date >= p.p1
    join live as l on l.customer_id = s.customer_id and l.days @> (p.p1 - 1)
    join customers as c on c.id = s.customer_id
    left join plans as n on n.name = c.plan
    left join distincts as t on t.customer_id = s.customer_id and t.p1 = p.p1
    left join features as f on f.customer_id = s.customer_id and f.p1 = p.p1
    cross join lateral (
        values
            ('active_users_week', coalesce(t.week_users, 0), 0),
            ('active_users_month', coalesce(t.month_users, 0), 0),
            ('stickiness', coalesce(t.month_user_days, 0), 28 * coalesce(t.month_users, 0)),
            ('feature_breadth', coalesce(f.used_count, 0), cardinality(n.key_features)),
            (
                'seat_utilization',
                case when c.seats > 0 then coalesce(t.month_users, 0) end,
                case when c.seats > 0 then c.seats end
            )
    ) as k (metric_id, num, den)
    where p.p1 > known.first_day
),
sums as (
    select metric_id, scope_kind, scope_id, grain, p0, sum(num) as num, sum(den) as den
    from (select * from flows union all select * from states) as r
    group by metric_id, scope_kind, scope_id, grain, p0
)
select
    r.metric_id, r.scope_kind, r.scope_id, r.grain, r.p0::text as period_start_date,
    (case when r.metric_id <> 'active_users_month' or p.p1 - 28 >= known.first_day then r.num end)::float
        as numerator,
    -- Days before the first use that is told of are not known to be without use.
    (case
        when r.metric_id = 'active_users_day' then p.p1 - greatest(p.p0, known.first_day)
        else r.den
    end)::float as denominator,
    (case
        when r.metric_id = 'active_users_day' then r.num / (p.p1 - greatest(p.p0, known.first_day))
        when r.metric_id = 'active_users_week' then r.num
        when r.metric_id = 'usage_depth' then r.num / nullif(r.den, 0)
        -- Not before 28 days are known.
        when p.p1 - 28 < known.first_day then null
        when r.metric_id = 'active_users_month' then r.num
        else r.num / nullif(r.den, 0)
    end)::float as value
from sums as r
join periods as p using (grain, p0)
cross join known
