-- Grain:   tenant_id, usage_date
-- Unit:    sessions; local days of the tenant on which they began
-- Source:  qualifying_events; tenants, through stg_tenants; tenant_successors; hour_offsets
-- Answers: how many sessions did the users of a tenant begin on a day?

with

-- Of one user of one tenant, before any merger: users of two tenants are two.
events as (

    select
        tenant_id,
        occurred_at,
        lag(occurred_at) over (
            partition by tenant_id, user_id
            order by occurred_at
        ) as occurred_before_at

    from qualifying_events

),

-- A session begins with the first event, and with each one after 30 minutes without any.
session_starts as (

    select
        tenant_id,
        occurred_at as started_at

    from events

    where
        occurred_before_at is null
        or occurred_at - occurred_before_at >= interval 30 minutes

),

-- It belongs to the day on which it began, to its end after midnight.
dated as (

    select
        session_starts.tenant_id,
        (
            session_starts.started_at + to_seconds(coalesce(hour_offsets.offset_seconds, 0))
        )::date as usage_date,
        count(*) as session_count

    from session_starts

    cross join run_settings

    left join stg_tenants
        on session_starts.tenant_id = stg_tenants.tenant_id

    left join hour_offsets
        on time_bucket(interval 30 minutes, session_starts.started_at) = hour_offsets.slot_at
        and coalesce(stg_tenants.time_zone, run_settings.time_zone) = hour_offsets.time_zone

    group by all

),

-- A merged tenant is its successor on all days.
final as (

    select
        coalesce(tenant_successors.successor_id, dated.tenant_id) as tenant_id,
        dated.usage_date,
        sum(dated.session_count)::bigint as session_count

    from dated

    left join tenant_successors
        on dated.tenant_id = tenant_successors.tenant_id

    group by coalesce(tenant_successors.successor_id, dated.tenant_id), dated.usage_date

)

select * from final
