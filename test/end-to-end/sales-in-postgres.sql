-- Ten sales numbers of each team in one month, from the company's own tables, in plain Postgres:
-- written from the definitions, not from muster's models. $1 is the month's first day.
with
month as (select $1::date as first_date, ($1::date + interval '1 month')::date as next_date),
local_zone as (select 'America/Detroit'::text as name),
-- The stage that a lead came into, with its local day and the team of whoever had it then.
moves as (
    select
        c.id, c.lead_id, c.stage, c.objection, c.changed_at, c.owner_id,
        (c.changed_at at time zone z.name)::date as day,
        first_value(c.changed_at) over (
            partition by c.lead_id order by (c.stage <> 'converted')::int, c.changed_at
        ) as first_converted_at,
        bool_or(c.stage = 'converted') over (partition by c.lead_id) as has_converted
    from lead_stage_changes as c cross join local_zone as z
),
events as (
    -- +1 for a first conversion.
    select 'conversions' as metric, m.owner_id, m.day, m.day as owned_on, 1::numeric as num, 0::numeric as den
    from moves as m
    where m.stage = 'converted' and m.changed_at = m.first_converted_at
    union all
    -- -1 for leaving it within 30 days, taken from the person and the team that had the credit.
    select 'conversions', first_move.owner_id, min(m.day), first_move.day, -1, 0
    from moves as m
    join moves as first_move
        on first_move.lead_id = m.lead_id and first_move.stage = 'converted'
        and first_move.changed_at = m.first_converted_at
    where m.has_converted and m.stage <> 'converted' and m.changed_at > m.first_converted_at
        and m.changed_at <= m.first_converted_at + interval '720 hours'
    group by m.lead_id, first_move.owner_id, first_move.day
    union all
    select 'objections_raised', owner_id, day, day, 1, 0 from moves where objection is not null
    union all
    select
        'lead_conversion_rate',
        coalesce(
            (select m.owner_id from moves as m
             where m.lead_id = l.id and m.changed_at <= l.first_contacted_at
             order by m.changed_at desc limit 1),
            l.owner_id
        ),
        (l.first_contacted_at at time zone z.name)::date,
        (l.first_contacted_at at time zone z.name)::date,
        (exists (
            select 1 from moves as m
            where m.lead_id = l.id and m.stage = 'converted'
                and m.changed_at <= l.first_contacted_at + interval '720 hours'
        ))::int,
        1
    from leads as l cross join local_zone as z
    where l.first_contacted_at + interval '720 hours' <= $2::timestamptz
    union all
    select kinds.metric, o.owner_id, kinds.day, kinds.day, kinds.num, kinds.den
    from opportunities as o
    cross join local_zone as z
    cross join lateral (
        select (o.closed_at at time zone z.name)::date as day, o.stage = 'closed_won' as is_won
    ) as c
    cross join lateral (
        values
            ('deals_won', c.day, c.is_won::int::numeric, 0::numeric),
            ('deals_lost', c.day, (not c.is_won)::int, 0),
            ('win_rate', c.day, c.is_won::int, 1),
            ('won_amount', c.day, case when c.is_won then o.amount else 0 end, 0),
            (
                'days_to_win', c.day,
                case when c.is_won then c.day - (o.created_at at time zone z.name)::date else 0 end,
                c.is_won::int
            )
    ) as kinds (metric, day, num, den)
    where o.closed_at is not null
    union all
    select 'xp_points', x.user_id, (x.created_at at time zone z.name)::date,
        (x.created_at at time zone z.name)::date, x.xp, 0
    from xp_ledger as x cross join local_zone as z
    union all
    -- Open at the month's end, as the table has them today.
    select 'pipeline_amount', o.owner_id, m.first_date, m.next_date - 1, o.amount, 0
    from opportunities as o cross join month as m cross join local_zone as z
    where (o.created_at at time zone z.name)::date < m.next_date
        and (o.closed_at is null or (o.closed_at at time zone z.name)::date >= m.next_date)
        and o.amount is not null
)
select e.metric as metric_id, t.team_id, sum(e.num)::float as numerator, sum(e.den)::float as denominator
from events as e
cross join month as m
join lateral (
    select tm.team_id from team_members as tm
    where tm.user_id = e.owner_id and tm.valid_from <= e.owned_on
        and (tm.valid_to is null or tm.valid_to > e.owned_on)
    order by tm.valid_from desc, tm.team_id desc limit 1
) as t on true
where e.day >= m.first_date and e.day < m.next_date
group by e.metric, t.team_id
order by e.metric, t.team_id
