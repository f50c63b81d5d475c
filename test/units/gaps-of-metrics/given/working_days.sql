select
    day::date as day_date,
    isodow(day) <= 5 and day >= '2026-11-02' as is_working_day
from generate_series(timestamp '2026-10-26', timestamp '2026-11-22', interval 1 day) as days (day)
