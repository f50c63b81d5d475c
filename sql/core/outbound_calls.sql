-- Grain:   source, call_id
-- Unit:    talk_seconds in seconds, 0 when nobody answered, null when the source does not know
-- Source:  call_agents; call_sources; humans_heard
-- Answers: which calls to outside parties did a person place, and did they connect?
-- Kept as: view

with

-- Whoever got the call later, by transfer, did not place it.
handed_on as (

    select
        source,
        call_id,
        leg_number

    from call_agents

    where
        direction = 'outbound'
        and leg_number > 1

),

later_legs as (

    select
        handed_on.source,
        handed_on.call_id,
        handed_on.leg_number

    from handed_on

    inner join call_agents
        on handed_on.source = call_agents.source
        and handed_on.call_id = call_agents.call_id
        and handed_on.leg_number > call_agents.leg_number

),

final as (

    select
        call_agents.source,
        call_agents.call_id,
        call_agents.person_id,
        call_agents.team_id,
        call_agents.location_id,
        call_agents.local_date,
        call_agents.local_hour,
        call_agents.result = 'answered' as is_answered,
        call_sources.has_unanswered as is_unanswered_known,
        case
            when call_agents.result = 'answered' then call_agents.talk_seconds
            else 0
        end as talk_seconds,

        -- Nobody agrees on what a connect is; the declared rule decides. Null: not known.
        case
            when call_agents.result != 'answered' then false
            when run_settings.connect_rule = 'answered' then true
            when run_settings.connect_rule = 'amd_human' then humans_heard.is_human
            else call_agents.talk_seconds >= run_settings.connect_min_talk_seconds
        end as is_connected,

        call_agents.started_at,
        call_agents.answered_at,
        call_agents.ended_at

    from call_agents

    anti join later_legs
        on call_agents.source = later_legs.source
        and call_agents.call_id = later_legs.call_id
        and call_agents.leg_number = later_legs.leg_number

    inner join call_sources
        on call_agents.source = call_sources.source

    cross join run_settings

    left join humans_heard
        on call_agents.source = humans_heard.source
        and call_agents.call_id = humans_heard.call_id

    where call_agents.direction = 'outbound'

)

select * from final
