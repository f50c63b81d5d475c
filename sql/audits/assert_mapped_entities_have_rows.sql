-- Answers:    does every entity that has a mapping have rows? Mapped but empty is a failure.
-- On failure: stop

with

row_counts as (

    select 'people' as entity, count(*) as row_count from stg_people
    union all
    select 'person_identities', count(*) from stg_person_identities
    union all
    select 'locations', count(*) from stg_locations
    union all
    select 'teams', count(*) from stg_teams
    union all
    select 'team_members', count(*) from stg_team_members
    union all
    select 'queues', count(*) from stg_queues
    union all
    select 'tenants', count(*) from stg_tenants
    union all
    select 'tenant_owners', count(*) from stg_tenant_owners
    union all
    select 'subscriptions', count(*) from stg_subscriptions
    union all
    select 'calls', count(*) from stg_calls
    union all
    select 'call_lines', count(*) from stg_call_lines
    union all
    select 'call_annotations', count(*) from stg_call_annotations
    union all
    select 'absences', count(*) from stg_absences
    union all
    select 'arr_history', count(*) from stg_arr_history
    union all
    select 'tenant_today', count(*) from stg_tenant_today
    union all
    select 'health_scores', count(*) from stg_health_scores
    union all
    select 'activities', count(*) from stg_activities
    union all
    select 'messages', count(*) from stg_messages
    union all
    select 'usage_daily', count(*) from stg_usage_daily
    union all
    select 'usage_events', count(*) from stg_usage_events
    union all
    select 'stakeholders', count(*) from stg_stakeholders
    union all
    select 'tasks', count(*) from stg_tasks
    union all
    select 'risk_signals', count(*) from stg_risk_signals
    union all
    select 'leads', count(*) from stg_leads
    union all
    select 'lead_stages', count(*) from stg_lead_stages
    union all
    select 'deals', count(*) from stg_deals
    union all
    select 'points', count(*) from stg_points
    union all
    select 'journals', count(*) from stg_journals
    union all
    select 'shifts', count(*) from stg_shifts
    union all
    select 'agent_states', count(*) from stg_agent_states
    union all
    select 'qa_reviews', count(*) from stg_qa_reviews
    union all
    select 'campaigns', count(*) from stg_campaigns
    union all
    select 'campaign_calls', count(*) from stg_campaign_calls
    union all
    select 'coaching_sessions', count(*) from stg_coaching_sessions
    union all
    select 'trainings', count(*) from stg_trainings

)

select
    stg_entities.entity,
    stg_entities.source,
    stg_entities.mapping_path

from stg_entities

inner join row_counts
    on stg_entities.entity = row_counts.entity

where
    stg_entities.state = 'mapped'
    and row_counts.row_count = 0
