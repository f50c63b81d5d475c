-- Grain:   finding
-- Unit:    rows
-- Source:  rejects, agent states and tenant_today through staging; calls, call_agents,
--          queue_visits, annotations, agent_shifts; contract_terms, history_starts, deals
-- Answers: what should a reader know about the rows behind the numbers?

with

findings as (

    select
        'rows rejected: ' || reason as finding,
        sum(reject_count)::bigint as row_count

    from stg_rejects

    group by reason

    union all

    select
        'agent connections whose extension or name is nobody known' as finding,
        count(*) as row_count

    from call_agents

    where person_id like 'unassigned:%'

    union all

    select
        'queue calls whose queue belongs to no team' as finding,
        count(*) as row_count

    from queue_visits

    where team_id is null

    union all

    select
        'annotations matched to a call by agent and time' as finding,
        count(*) as row_count

    from call_annotation_matches

    where matched_by = 'time'

    union all

    select
        'annotations that match no call' as finding,
        count(*) as row_count

    from call_annotation_matches

    where matched_by is null

    union all

    select
        'calls left out, because they start after the as-of' as finding,
        count(*) as row_count

    from (
        select started_at from stg_call_lines
        union all
        select started_at from stg_calls
    ) as all_calls

    cross join run_settings

    where all_calls.started_at > run_settings.as_of_at + interval 1 hour

    union all

    select
        'handled calls of known people who were in no team' as finding,
        count(*) as row_count

    from handles

    where
        team_id is null
        and person_id not like 'unassigned:%'

    union all

    select
        'shifts whose agent is nobody known' as finding,
        count(*) as row_count

    from agent_shifts

    where person_id like 'unassigned:%'

    union all

    select
        'agents who forgot to sign out, so that their last state has no end' as finding,
        count(*) as row_count

    from (
        select
            max(stg_agent_states.started_at) as last_at,
            max(stg_agent_states.started_at) filter (where stg_agent_states.ended_at is null)
                as last_open_at

        from stg_agent_states

        group by
            stg_agent_states.source,
            stg_agent_states.agent_kind,
            stg_agent_states.agent_value
    ) as agents

    cross join run_settings

    where
        agents.last_at = agents.last_open_at
        and agents.last_at < run_settings.as_of_at - interval 24 hours

    union all

    select
        'calls still open' as finding,
        count(*) as row_count

    from calls

    where is_open and not is_stuck

    union all

    select
        'calls open for more than six hours, whose end was never seen' as finding,
        count(*) as row_count

    from calls

    where is_stuck

    union all

    select
        'deals won or lost without a date, so in no period' as finding,
        count(*) as row_count

    from deals

    where status in ('won', 'lost') and closed_at is null and not is_deleted

    union all

    select
        'subscriptions whose term is over and whose renewal is pending' as finding,
        count(*) as row_count

    from contract_terms

    where status = 'pending'

    union all

    select
        'tenants whose ' || history_starts.subject || ' has a history since '
        || history_starts.first_seen_date || ', the first reading: nothing earlier is known'
            as finding,
        count(distinct stg_tenant_today.tenant_id) as row_count

    from history_starts

    inner join stg_tenant_today
        on not stg_tenant_today.is_deleted

    group by history_starts.subject, history_starts.first_seen_date

),

final as (

    select
        finding,
        row_count

    from findings

    where row_count > 0

)

select * from final order by finding
