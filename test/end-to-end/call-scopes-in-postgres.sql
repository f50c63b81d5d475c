-- Facts summed for every scope in every closed week and month, in plain Postgres. $1 is the as-of.
with
today as (select ($1::timestamptz at time zone 'America/Detroit')::date as day),
placed as (
    select f.*, coalesce(f.team_id, tm.team_id) as fact_team_id
    from facts as f
    left join lateral (
        select m.team_id from team_members as m
        where m.user_id::text = f.person_id and m.valid_from <= f.day and (m.valid_to is null or m.valid_to > f.day)
        order by m.valid_from desc, m.team_id desc limit 1
    ) as tm on true
)
select p.metric_id, s.scope_kind, s.scope_id, g.grain, g.first_day::date::text as period_start_date,
    case when bool_or(p.key is not null) then count(distinct p.key) else sum(p.numerator) end::float as numerator,
    sum(p.denominator)::float as denominator
from placed as p
cross join today as d
left join teams as t on t.id = p.fact_team_id
cross join lateral (
    values
        ('organization', 'organization', not p.is_personal),
        ('location', t.location_id, not p.is_personal),
        ('team', t.id, not p.is_personal),
        ('member', p.person_id, true),
        ('team_member', t.id || '/' || p.person_id, true)
) as s (scope_kind, scope_id, is_counted)
cross join lateral (
    values
        ('week', date_trunc('week', p.day), date_trunc('week', p.day) + interval '7 days'),
        ('month', date_trunc('month', p.day), date_trunc('month', p.day) + interval '1 month')
) as g (grain, first_day, next_day)
where s.scope_id is not null and s.is_counted and g.next_day <= d.day
group by p.metric_id, s.scope_kind, s.scope_id, g.grain, g.first_day
