select
    snapshot_date::date as snapshot_date,
    prefix || number as tenant_id,
    health_band,
    score::double as score,
    is_lost
from (
    values
        ('2026-07-01', 's', 1, 10, 'green', 80, false),
        ('2026-07-01', 's', 11, 10, 'yellow', 60, false),
        ('2026-07-01', 'l', 1, 5, 'red', 50, true),
        ('2026-07-01', 'm', 1, 2, 'yellow', 60, true),
        ('2026-07-03', 'first', 1, 1, 'yellow', 60, true),
        ('2026-07-01', 'n', 1, 2, 'green', 90, true),
        ('2026-07-01', 'none', 1, 1, 'unscored', null, true),
        ('2025-07-01', 's', 1, 1, 'red', 10, false),
        ('2025-07-01', 's', 2, 1, 'red', 10, true),
        ('2025-07-01', 's', 3, 1, 'yellow', 60, false),
        ('2026-07-04', 'too soon', 1, 1, 'green', 99, false),
        ('2024-07-03', 'too old', 1, 1, 'green', 99, false),
        ('2020-07-01', 's', 1, 20, 'red', 50, false),
        ('2020-07-01', 'l', 1, 10, 'red', 50, true),
        ('2016-07-01', 's', 1, 20, 'red', 50, false),
        ('2016-07-01', 'l', 1, 10, 'green', 90, true),
        ('2012-07-01', 's', 1, 21, 'yellow', 60, false),
        ('2012-07-01', 'l', 1, 9, 'red', 50, true),
        ('2008-07-01', 's', 1, 19, 'yellow', 60, false),
        ('2008-07-01', 'l', 1, 10, 'red', 50, true),
        ('2004-07-01', 's', 1, 30, 'yellow', 60, false),
        ('2000-07-01', 'l', 1, 1, 'yellow', 60, true),
        ('1996-07-01', 's', 1, 1, 'green', 80, false),
        ('1996-07-01', 's', 2, 1, 'yellow', 60, false),
        ('1996-07-01', 'l', 1, 1, 'red', 50, true),
        ('1992-07-01', 's', 1, 20, 'yellow', 60, false),
        ('1992-07-01', 'l', 1, 4, 'red', 50, true),
        ('1992-07-01', 'm', 1, 6, 'green', 90, true)
) as groups (snapshot_date, prefix, first_number, row_count, health_band, score, is_lost)
cross join lateral (
    select unnest(range(first_number, first_number + row_count)) as number
)

union all

-- The last snapshot of s20 has no score; the one before it speaks for it.
select '2026-07-02'::date, 's20', 'unscored', null, false
