-- Grain:   tenant_id, user_id, usage_date
-- Unit:    qualifying events, and sessions where daily rows tell them; local days of the tenant
-- Source:  usage_daily_counted; usage_events_counted
-- Answers: on which days did which human user of a customer use the product?
-- Kept as: nothing

with

-- Single events stand in where a source has no daily rows.
final as (

    select
        tenant_id,
        user_id,
        usage_date,
        event_count,
        session_count

    from usage_daily_counted

    union all

    select
        tenant_id,
        user_id,
        usage_date,
        count(*)::integer as event_count,
        null as session_count

    from usage_events_counted

    group by tenant_id, user_id, usage_date

)

select * from final
