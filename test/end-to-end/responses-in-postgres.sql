-- How long customers waited for an answer, for each scope in each closed week, month and quarter, from
-- the company's own tables, in plain Postgres: written from the definitions, not from muster's models.
-- It reads the temporary tables of scopes-in-postgres.sql.
with
-- Eight to six on weekdays that are no holidays, and four of those hours to answer in.
hours as materialized (
    select
        d.day::date as day,
        (d.day::date + time '08:00') at time zone 'America/Detroit' as opens_at,
        (d.day::date + time '18:00') at time zone 'America/Detroit' as closes_at
    from generate_series(
        (select min(sent_at)::date - 1 from messages)::timestamp,
        current_setting('recompute.as_of_date')::timestamp, interval '1 day'
    ) as d (day)
    where extract(isodow from d.day) < 6 and d.day::date <> all (
        current_setting('recompute.holidays')::date[]
    )
),
-- Messages that wait are answered by the next that a human of ours wrote in the thread; of those that
-- wait for the same answer the first counts.
written as materialized (
    select
        m.*,
        min(m.sent_at) filter (where m.direction = 'outbound' and not m.is_auto_reply) over (
            partition by m.thread_id order by m.sent_at
            rows between 1 following and unbounded following
        ) as answered_at
    from messages as m
    where m.sent_at <= current_setting('recompute.as_of')::timestamptz
),
waits as (
    select
        w.answered_at, min(w.sent_at) as asked_at,
        (array_agg(w.customer_id order by w.sent_at))[1] as customer_id,
        (array_agg(w.user_id order by w.sent_at))[1] as user_id
    from written as w
    where w.direction = 'inbound' and not w.is_auto_reply and w.customer_id is not null
        and w.body <> 'Thank you!'
    group by w.thread_id, w.answered_at
),
timed as materialized (
    select
        w.customer_id, w.user_id, w.answered_at,
        (w.asked_at at time zone 'America/Detroit')::date as day,
        coalesce((
            select sum(extract(epoch from least(h.closes_at, e.ends_at) - greatest(h.opens_at, w.asked_at)))
            from hours as h
            where h.closes_at > w.asked_at and h.opens_at < e.ends_at
        ), 0) as seconds
    from waits as w
    cross join lateral (
        select coalesce(w.answered_at, current_setting('recompute.as_of')::timestamptz) as ends_at
    ) as e
),
-- Of co-owners the one that was written to, else the one with the larger share.
scoped as (
    select t.day, t.seconds, t.answered_at, k.scope_kind, k.scope_id
    from timed as t
    left join lateral (
        select o.user_id, o.team_id, o.location_id
        from owned as o
        where o.customer_id = t.customer_id and o.from_date <= t.day and o.to_date > t.day
        order by (o.user_id = t.user_id) desc, o.share desc, o.user_id
        limit 1
    ) as o on true
    cross join lateral (
        values
            ('organization', 'all'), ('tenant', t.customer_id::text), ('member', o.user_id::text),
            ('team', o.team_id), ('location', o.location_id),
            ('team_member', o.team_id || '/' || o.user_id)
    ) as k (scope_kind, scope_id)
    where k.scope_id is not null
),
sums as (
    select
        s.scope_kind, s.scope_id, p.grain, p.p0,
        percentile_cont(0.5) within group (order by s.seconds)
            filter (where s.answered_at is not null) as median,
        percentile_cont(0.9) within group (order by s.seconds)
            filter (where s.answered_at is not null) as p90,
        count(*) filter (where s.answered_at is not null and s.seconds <= 14400) as in_time,
        count(*) filter (where s.answered_at is not null or s.seconds > 14400) as judged
    from scoped as s
    join periods as p on s.day >= p.p0 and s.day < p.p1
    group by s.scope_kind, s.scope_id, p.grain, p.p0
)
select
    k.metric_id, r.scope_kind, r.scope_id, r.grain, r.p0::text as period_start_date,
    k.num::float as numerator, k.den::float as denominator,
    case when k.metric_id = 'response_within_target' then k.num / nullif(k.den, 0)
        else k.num end::float as value
from sums as r
cross join lateral (
    values
        ('response_time_median_seconds', r.median, 0::float),
        ('response_time_p90_seconds', r.p90, 0),
        ('response_within_target', r.in_time, r.judged)
) as k (metric_id, num, den)
