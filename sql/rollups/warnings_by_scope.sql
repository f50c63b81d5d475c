-- Grain:   scope_kind, scope_id, grain, period_start_date, kind, tenant_id, event_date
-- Unit:    lead_days in days; event_date: a loss's announcement, or the day of turning red
-- Source:  loss_warnings; risk_flags; periods; tenant_ownership; tenants
-- Answers: which losses of the twelve months before a period's end were foretold (kind loss), and
--          which accounts that had turned red were lost (kind flag)?

with

-- Whether a flag came true is known 90 days later: the twelve months of flags end that much sooner.
windows as (

    select
        grain,
        period_start_date,
        trailing_start_date,
        closing_date

    from periods

    where
        grain in ('month', 'quarter', 'range')
        and period_start_date < closing_date

),

events as (

    select
        windows.grain,
        windows.period_start_date,
        'loss' as kind,
        loss_warnings.tenant_id,
        loss_warnings.announced_date as event_date,
        loss_warnings.lead_days,
        loss_warnings.was_scored as is_judged,
        loss_warnings.flagged_date is not null as is_hit

    from windows

    inner join loss_warnings
        on loss_warnings.announced_date >= windows.trailing_start_date
        and loss_warnings.announced_date < windows.closing_date

    union all

    select
        windows.grain,
        windows.period_start_date,
        'flag' as kind,
        risk_flags.tenant_id,
        risk_flags.flagged_date as event_date,
        null::bigint as lead_days,
        true as is_judged,
        risk_flags.is_followed as is_hit

    from windows

    inner join risk_flags
        on risk_flags.flagged_date >= windows.trailing_start_date - 90
        and risk_flags.flagged_date < windows.closing_date - 90

    where not risk_flags.is_too_late

),

owned as (

    select
        events.grain,
        events.period_start_date,
        events.kind,
        events.tenant_id,
        events.event_date,
        events.lead_days,
        events.is_judged,
        events.is_hit,
        unnest(['location', 'team', 'member', 'team_member']::scope_kind[]) as scope_kind,
        unnest([
            tenant_ownership.location_id,
            tenant_ownership.team_id,
            tenant_ownership.person_id,
            tenant_ownership.team_id || '/' || tenant_ownership.person_id
        ]) as scope_id

    from events

    inner join tenant_ownership
        on events.tenant_id = tenant_ownership.tenant_id
        and events.event_date >= tenant_ownership.from_date
        and events.event_date < tenant_ownership.to_date

),

-- Once in every scope, however many of it share the account.
scoped as (

    select distinct
        scope_kind,
        scope_id,
        grain,
        period_start_date,
        kind,
        tenant_id,
        event_date,
        lead_days,
        is_judged,
        is_hit

    from owned

    where scope_id is not null

    union all by name

    select
        'organization'::scope_kind as scope_kind,
        'all' as scope_id,
        grain,
        period_start_date,
        kind,
        tenant_id,
        event_date,
        lead_days,
        is_judged,
        is_hit

    from events

),

final as (

    select
        scoped.scope_kind,
        scoped.scope_id,
        scoped.grain,
        scoped.period_start_date,
        scoped.kind,
        scoped.tenant_id,
        tenants.name as tenant_name,
        tenants.segment,
        tenants.industry,
        scoped.event_date,
        scoped.lead_days,
        scoped.is_judged,
        scoped.is_hit

    from scoped

    left join tenants
        on scoped.tenant_id = tenants.tenant_id

)

select * from final
