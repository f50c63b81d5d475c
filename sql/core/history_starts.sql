-- Grain:   subject
-- Unit:    local days of the workspace
-- Source:  revenue_spans; owner_spans
-- Answers: since when is a history known that no source dates, only muster's own readings?

with

spans as (

    select
        'revenue' as subject,
        entity,
        from_date

    from revenue_spans

    union all

    select
        'ownership' as subject,
        entity,
        from_date

    from owner_spans

),

final as (

    select
        subject,
        min(entity) as entity,
        min(from_date) as first_seen_date

    from spans

    group by subject

    -- One dated row is enough for a past.
    having bool_and(entity = 'tenant_today')

)

select * from final
