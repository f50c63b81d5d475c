-- Grain:   tenant_id, usage_date
-- Unit:    sessions; local days of the tenant on which they began
-- Source:  usage_by_day; qualifying_events; tenant_successors
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
        usage_date,
        occurred_at,
        lag(occurred_at) over (
            partition by tenant_id, user_id
            order by occurred_at
        ) as occurred_before_at

    from qualifying_events

    where not exists (from told)

),

-- A session begins with the first event, and with each one after 30 minutes without any. It belongs
-- to the day on which it began, to its end after midnight.
begun as (

    select
        tenant_id,
        usage_date,
        count(*) as session_count

    from events

    where
        occurred_before_at is null
        or occurred_at - occurred_before_at >= interval 30 minutes

    group by tenant_id, usage_date

),

-- A merged tenant is its successor on all days.
final as (

    select
        coalesce(tenant_successors.successor_id, begun.tenant_id) as tenant_id,
        begun.usage_date,
        sum(begun.session_count)::bigint as session_count

    from begun

    left join tenant_successors
        on begun.tenant_id = tenant_successors.tenant_id

    group by coalesce(tenant_successors.successor_id, begun.tenant_id), begun.usage_date

    union all

    select
        tenant_id,
        usage_date,
        session_count

    from told

)

select * from final
