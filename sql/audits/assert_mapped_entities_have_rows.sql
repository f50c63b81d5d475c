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
