-- Grain:   scope_kind, scope_id, grain, period_start_date
-- Unit:    people and certificates; experience in whole months
-- Source:  people_by_scope
-- Answers: how many people were in a scope just before a period's end, and how experienced?

with

final as (

    select
        scope_kind,
        scope_id,
        grain,
        period_start_date,

        count(*) as person_count,
        count(experience_months) as experience_known_count,
        coalesce(sum(experience_months), 0)::bigint as experience_months,
        sum(certificate_count)::bigint as certificate_count

    from people_by_scope

    group by scope_kind, scope_id, grain, period_start_date

)

select * from final

order by scope_kind, scope_id, grain, period_start_date
