-- Revenue and retention of each scope in each closed week, month and quarter, from the company's own
-- tables, in plain Postgres: written from the definitions (movement_owner, snapshot), not from muster's
-- models. It reads the temporary tables of scopes-in-postgres.sql.
with
moves as (
    select e.customer_id, e.day, sum(e.amount) as delta
    from (
        select customer_id, from_date as day, arr as amount from terms
        union all
        select customer_id, to_date, -arr from terms where to_date < 'infinity'
    ) as e
    group by e.customer_id, e.day
    having sum(e.amount) <> 0
),
-- A change of owner: what a scope's share of an account grew or shrank by on a day.
turns as (
    select e.customer_id, e.scope_kind, e.scope_id, e.day, sum(e.share) as change
    from (
        select customer_id, scope_kind, scope_id, from_date as day, share from spans
        union all
        select customer_id, scope_kind, scope_id, to_date, -share from spans
    ) as e
    where isfinite(e.day)
    group by e.customer_id, e.scope_kind, e.scope_id, e.day
    having sum(e.share) <> 0
),
-- The period itself, and the twelve months that end with it.
windows as (
    select grain, p0, p1, p0 as w0, '_in_period' as suffix from periods
    union all
    select grain, p0, p1, (p1 - interval '12 months')::date, '' from periods
),
accounts as (
    select
        w.*, c.customer_id, coalesce(u.parent_id, u.id) as logo_id, coalesce(b.arr, 0) as opening,
        coalesce(e.arr, 0) as closing,
        exists (
            select 1 from terms as t
            where t.customer_id = c.customer_id and t.from_date < w.w0 and t.to_date > t.from_date
        ) as was_here
    from windows as w
    cross join (select distinct customer_id from terms) as c
    join customers as u on u.id = c.customer_id
    left join lateral (
        select sum(t.arr) as arr from terms as t
        where t.customer_id = c.customer_id and t.from_date < w.w0 and t.to_date >= w.w0
    ) as b on true
    left join lateral (
        select sum(t.arr) as arr from terms as t
        where t.customer_id = c.customer_id and t.from_date < w.p1 and t.to_date >= w.p1
    ) as e on true
),
-- A billing parent with its children is one logo, gone when none of them pays.
logos as (
    select
        grain, p0, suffix, logo_id, count(*) filter (where opening > 0) as account_count,
        sum(closing) = 0 as is_gone
    from accounts
    group by grain, p0, suffix, logo_id
),
-- Of an account in a window: what went down in all, and the day on which the last of it left.
falls as (
    select
        a.grain, a.p0, a.suffix, a.customer_id,
        sum(greatest(-m.delta, 0)) as down, max(m.day) filter (where m.delta < 0) as last_day
    from accounts as a
    join moves as m on m.customer_id = a.customer_id and m.day >= a.w0 and m.day < a.p1
    group by a.grain, a.p0, a.suffix, a.customer_id
),
-- The part that a scope has in an account: its days, and what moved while it was its own.
parts as (
    select
        a.grain, a.p0, a.suffix, a.customer_id, a.logo_id, a.opening, a.closing, a.was_here,
        s.scope_kind, s.scope_id, f.down,
        sum(s.share * greatest(least(s.to_date, a.p1) - greatest(s.from_date, a.w0), 0))
            / (a.p1 - a.w0) as weight,
        sum(s.share * (s.from_date < a.w0 and s.to_date >= a.w0)::int) as share_before,
        sum(s.share * (s.from_date < a.p1 and s.to_date >= a.p1)::int) as share_after,
        sum(s.share * coalesce(m.delta, 0)) as moved,
        sum(s.share * coalesce(m.down, 0)) as moved_down,
        sum(s.share * (f.last_day >= s.from_date and f.last_day < s.to_date)::int) as share_at_end
    from accounts as a
    join spans as s
        on s.customer_id = a.customer_id and s.from_date < a.p1 and s.to_date >= a.w0
    left join falls as f
        on f.customer_id = a.customer_id and f.grain = a.grain and f.p0 = a.p0 and f.suffix = a.suffix
    left join lateral (
        select sum(m.delta) as delta, sum(greatest(-m.delta, 0)) as down
        from moves as m
        where m.customer_id = a.customer_id and m.day >= a.w0 and m.day < a.p1
            and m.day >= s.from_date and m.day < s.to_date
    ) as m on true
    group by
        a.grain, a.p0, a.p1, a.w0, a.suffix, a.customer_id, a.logo_id, a.opening, a.closing,
        a.was_here, s.scope_kind, s.scope_id, f.down
),
bridge as (
    select p.grain, p.p0, p.scope_kind, p.scope_id, k.metric_id, k.amount as num,
        0::numeric as den, 0::numeric as weight
    from parts as p
    cross join lateral (
        values
            ('opening_arr', p.opening * p.share_before),
            ('portfolio_arr', p.closing * p.share_after),
            (
                case
                    when p.opening = 0 and p.was_here then 'reactivation_arr'
                    when p.opening = 0 then 'new_arr'
                    when p.closing = 0 then 'churned_arr'
                    when p.closing > p.opening then 'expansion_arr'
                    else 'contraction_arr'
                end,
                p.moved * case when p.opening > 0 and p.closing <= p.opening then -1 else 1 end
            )
    ) as k (metric_id, amount)
    where p.suffix = '_in_period'
    union all
    select
        p.grain, p.p0, t.scope_kind, t.scope_id,
        case when t.change > 0 then 'transferred_in_arr' else 'transferred_out_arr' end,
        abs(t.change) * coalesce((
            select sum(s.arr) from terms as s
            where s.customer_id = t.customer_id and s.from_date < t.day and s.to_date >= t.day
        ), 0),
        0, 0
    from turns as t
    join periods as p on t.day >= p.p0 and t.day < p.p1
),
retention as (
    select p.grain, p.p0, p.scope_kind, p.scope_id, k.metric_id || p.suffix as metric_id, k.num,
        k.den, p.weight
    from parts as p
    join logos as l
        on l.grain = p.grain and l.p0 = p.p0 and l.suffix = p.suffix and l.logo_id = p.logo_id
    cross join lateral (
        values
            (
                'grr',
                p.opening * p.weight
                - coalesce(
                    greatest(p.opening - p.closing, 0) * p.moved_down / nullif(p.down, 0), 0
                ),
                p.opening * p.weight
            ),
            ('nrr', p.opening * p.weight + p.moved, p.opening * p.weight),
            (
                'logo_retention',
                (p.weight - case when l.is_gone then p.share_at_end else 0 end) / l.account_count,
                p.weight / l.account_count
            )
    ) as k (metric_id, num, den)
    where p.opening > 0 and (p.suffix = '' or p.grain <> 'week')
)
select
    r.metric_id, r.scope_kind, r.scope_id, r.grain, r.p0::text as period_start_date,
    sum(r.num)::float as numerator, sum(r.den)::float as denominator,
    -- No rate of less than one tenant-year.
    (case
        when sum(r.weight) = 0 then sum(r.num)
        when round(sum(r.weight), 9) >= 1 then sum(r.num) / nullif(sum(r.den), 0)
    end)::float as value
from (select * from bridge union all select * from retention) as r
group by r.metric_id, r.scope_kind, r.scope_id, r.grain, r.p0
order by r.metric_id, r.scope_kind, r.scope_id, r.grain, r.p0
