-- Grain:   scope_kind, scope_id, metric_id, subject_kind, subject_id, grain, kind,
--          first_period_start_date
-- Unit:    as in alerts
-- Source:  alerts; scopes; metrics; owned_accounts; run_settings
-- Answers: which alerts does a scope have to look at: its own, and those of its accounts?

with

-- An alert of an account is for who looks after it now, or did when it cleared.
readers as (

    select
        alerts.metric_id,
        alerts.scope_kind as subject_kind,
        alerts.scope_id as subject_id,
        alerts.grain,
        alerts.kind,
        alerts.first_period_start_date,
        unnest([
            {'scope_kind': 'member', 'scope_id': owned_accounts.person_id},
            {'scope_kind': 'team', 'scope_id': owned_accounts.team_id},
            {'scope_kind': 'location', 'scope_id': owned_accounts.location_id}
        ], recursive := true)

    from alerts

    cross join run_settings

    inner join owned_accounts
        on alerts.scope_id = owned_accounts.tenant_id
        and owned_accounts.from_date < coalesce(alerts.cleared_date, run_settings.as_of_date)
        and owned_accounts.to_date >= coalesce(alerts.cleared_date, run_settings.as_of_date)

    where alerts.scope_kind = 'tenant'

    union

    select
        alerts.metric_id,
        alerts.scope_kind as subject_kind,
        alerts.scope_id as subject_id,
        alerts.grain,
        alerts.kind,
        alerts.first_period_start_date,
        'location'::scope_kind as scope_kind,
        scopes.location_id as scope_id

    from alerts

    inner join scopes
        on alerts.scope_kind = scopes.scope_kind
        and alerts.scope_id = scopes.scope_id

    where alerts.scope_kind = 'team'

    union

    select
        metric_id,
        scope_kind as subject_kind,
        scope_id as subject_id,
        grain,
        kind,
        first_period_start_date,
        scope_kind,
        scope_id

    from alerts

    union

    select
        metric_id,
        scope_kind as subject_kind,
        scope_id as subject_id,
        grain,
        kind,
        first_period_start_date,
        'organization'::scope_kind as scope_kind,
        'all' as scope_id

    from alerts

),

final as (

    select
        readers.scope_kind,
        readers.scope_id,
        alerts.metric_id,
        alerts.scope_kind as subject_kind,
        alerts.scope_id as subject_id,
        alerts.grain,
        alerts.kind,
        alerts.first_period_start_date,
        coalesce(scopes.scope_name, alerts.scope_id) as subject_name,
        metrics.name as metric_name,
        metrics.unit,
        alerts.last_period_start_date,
        alerts.first_known_date,
        alerts.warning_date,
        alerts.critical_date,
        alerts.cleared_date,
        alerts.level,
        alerts.state,
        alerts.fired_count,
        alerts.value,
        alerts.baseline_value,
        alerts.baseline_spread,
        alerts.baseline_count,
        alerts.robust_z,
        alerts.change,
        alerts.slide_ratio,
        alerts.evidence

    from readers

    inner join alerts
        on readers.metric_id = alerts.metric_id
        and readers.subject_kind = alerts.scope_kind
        and readers.subject_id = alerts.scope_id
        and readers.grain = alerts.grain
        and readers.kind = alerts.kind
        and readers.first_period_start_date = alerts.first_period_start_date

    inner join metrics
        on alerts.metric_id = metrics.metric_id

    left join scopes
        on alerts.scope_kind = scopes.scope_kind
        and alerts.scope_id = scopes.scope_id

    where readers.scope_id is not null

)

select * from final

order by scope_kind, scope_id, first_known_date
