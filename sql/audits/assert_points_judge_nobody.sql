-- Answers:    is the game of points kept out of everything that judges people?
-- On failure: stop

select
    'performance_weights' as seed,
    metric_id

from performance_weights

where metric_id in ('xp_points', 'xp_per_rep_day')

union all

select
    'banded_metrics' as seed,
    metric_id

from banded_metrics

where metric_id in ('xp_points', 'xp_per_rep_day')
