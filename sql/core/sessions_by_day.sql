-- Grain:   tenant_id, usage_date
-- Unit:    sessions; local days of the tenant on which they began
-- Source:  usage_by_day; qualifying_events; tenants, through stg_tenants; tenant_successors;
--          day_offsets
-- Answers: how many sessions did the users of a tenant begin on a day?

with

-- Where daily rows tell sessions, they do so as the source counts them.
told as (

    select
        tenant_id,
        usage_date,
        session_count

    from usage_by_day

    where session_count is not null

),

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

    where not exists (from told)

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
            session_starts.started_at + to_seconds(
                case
                    when day_offsets.utc_date is null then 0
                    when session_starts.started_at >= day_offsets.change_at
                        then day_offsets.last_offset_seconds
                    else day_offsets.first_offset_seconds
                end
            )
        )::date as usage_date,
        count(*) as session_count

    from session_starts

    cross join run_settings

    left join stg_tenants
        on session_starts.tenant_id = stg_tenants.tenant_id

    left join day_offsets
        on session_starts.started_at::date = day_offsets.utc_date
        and coalesce(stg_tenants.time_zone, run_settings.time_zone) = day_offsets.time_zone

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

    union all

    select
        tenant_id,
        usage_date,
        session_count

    from told

)

select * from final
