select
    'pbx' as source,
    visits.team_id || visits.call_number as call_id,
    1 as visit_number,
    nullif(visits.team_id, 'none') as team_id,
    visits.local_date,
    visits.is_answered

from (
    select 'in twenty' as team_id, unnest(range(20)) as call_number, '2026-11-15' as local_date,
        true as is_answered
    union all
    select 'in nineteen', unnest(range(19)), '2026-11-09', true
    union all
    select 'week before', unnest(range(1)), '2026-11-08', true
    union all
    select 'this week', unnest(range(1)), '2026-11-16', true
    union all
    select 'not answered', unnest(range(1)), '2026-11-10', false
    union all
    select 'only rang', unnest(range(1)), '2026-11-10', true
    union all
    select 'none', unnest(range(1)), '2026-11-10', true
) as visits
