-- Name:       Journals complete
-- Grain:      scope_kind, scope_id, grain, period_start_date
-- Unit:       ratio
-- Source:     rollup_quality
-- Answers:    which share of the journals has all parts that must be filled?
-- Definition: complete journals / journals of which is known whether they are
-- Better:     higher
-- Window:     the period
-- Needs:      journals
-- Rows:       journals where is_complete is not null
-- Adds:       count(*) filter (where is_complete) / count(*)
-- Splits:     member, team, location, day

select
    scope_kind,
    scope_id,
    grain,
    period_start_date,

    case when complete_known_count > 0 then complete_count end::double as numerator,
    nullif(complete_known_count, 0)::double as denominator,
    complete_count / nullif(complete_known_count, 0)::double as value,
    complete_known_count as sample_count,
    case
        when complete_known_count = 0 then 'not known of any journal'
        when complete_known_count < journal_count
            then 'known for ' || complete_known_count || ' of ' || journal_count
                || ' journals'
    end as reason

from rollup_quality

where journal_count > 0
