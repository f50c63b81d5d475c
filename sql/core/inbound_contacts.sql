-- Grain:   source, call_id
-- Unit:    instants in UTC; is_resolved null: not known, or not yet
-- Source:  calls; answered_calls; source_state
-- Answers: which answered calls of outside parties settled the matter, by the method that is set?

with

-- An open call counts once its end is seen. Who hides the number is nobody's second call.
inbound_calls as (

    select
        source,
        call_id,
        outcome = 'answered_human' as is_answered,
        is_transferred,
        party_hash,
        started_at

    from calls

    where direction = 'inbound' and not is_open

),

-- One pass over the calls of each party; a join of every call with those after it would not end.
in_sequence as (

    select
        inbound_calls.source,
        inbound_calls.call_id,
        inbound_calls.is_answered,
        inbound_calls.is_transferred,
        inbound_calls.started_at,
        max(case when inbound_calls.is_answered then inbound_calls.started_at end) over (
            partition by inbound_calls.party_hash
            order by inbound_calls.started_at, inbound_calls.call_id, inbound_calls.source
            rows between unbounded preceding and 1 preceding
        ) as answered_before_at,
        lead(inbound_calls.started_at) over (
            partition by inbound_calls.party_hash
            order by inbound_calls.started_at, inbound_calls.call_id, inbound_calls.source
        ) as called_again_at,
        count(*) over (
            partition by inbound_calls.party_hash
            order by inbound_calls.started_at
            range between to_days(run_settings.fcr_days) preceding
            and to_days(run_settings.fcr_days) following
        ) as nearby_count

    from inbound_calls

    cross join run_settings

    where inbound_calls.party_hash is not null

),

contacts_of_parties as (

    select
        in_sequence.source,
        in_sequence.call_id,
        case
            when in_sequence.nearby_count > run_settings.fcr_shared_number_calls then 'shared'
            when in_sequence.answered_before_at + to_days(run_settings.fcr_days)
                > in_sequence.started_at then 'repeat'
            else 'first'
        end as contact_kind,
        in_sequence.called_again_at < in_sequence.started_at + to_days(run_settings.fcr_days)
            as is_called_again,
        in_sequence.is_transferred,
        in_sequence.started_at

    from in_sequence

    cross join run_settings

    where in_sequence.is_answered

    union all

    select
        source,
        call_id,
        'anonymous' as contact_kind,
        null as is_called_again,
        is_transferred,
        started_at

    from inbound_calls

    where is_answered and party_hash is null

),

-- A source's silence after its last record says nothing: until then a call may still come back.
known_until as (

    select
        source_state.source,
        least(source_state.reached_at, run_settings.as_of_at) as known_until_at

    from source_state

    cross join run_settings

),

judged as (

    select
        answered_calls.source,
        answered_calls.call_id,
        answered_calls.person_id,
        answered_calls.team_id,
        answered_calls.location_id,
        answered_calls.queue_id,
        answered_calls.local_date,
        answered_calls.is_first_call_resolved,
        answered_calls.is_resolved_in_survey,
        contacts_of_parties.contact_kind,
        contacts_of_parties.is_called_again,
        contacts_of_parties.is_transferred,
        contacts_of_parties.started_at + to_days(run_settings.fcr_days)
        > coalesce(known_until.known_until_at, run_settings.as_of_at) as is_young,
        contacts_of_parties.started_at

    from answered_calls

    inner join contacts_of_parties
        on answered_calls.source = contacts_of_parties.source
        and answered_calls.call_id = contacts_of_parties.call_id

    left join known_until
        on answered_calls.source = known_until.source

    cross join run_settings

    where answered_calls.is_service_call

),

settled as (

    select
        judged.source,
        judged.call_id,
        judged.person_id,
        judged.team_id,
        judged.location_id,
        judged.queue_id,
        judged.local_date,
        judged.contact_kind,
        judged.is_transferred,
        run_settings.fcr_method = 'repeat_call'
        and judged.contact_kind = 'first'
        and judged.is_young as is_pending,
        case
            when run_settings.fcr_method = 'agent_flag' then judged.is_first_call_resolved
            when run_settings.fcr_method = 'survey' then judged.is_resolved_in_survey
            when judged.contact_kind = 'first' and not judged.is_young
                then not coalesce(judged.is_called_again, false)
        end as is_settled,
        judged.started_at

    from judged

    cross join run_settings

),

final as (

    select
        settled.source,
        settled.call_id,
        settled.person_id,
        settled.team_id,
        settled.location_id,
        settled.queue_id,
        settled.local_date,
        settled.contact_kind,
        settled.is_pending,

        -- A second call is no first contact; that is no gap in what is known.
        settled.is_settled is null
        and not settled.is_pending
        and not (run_settings.fcr_method = 'repeat_call' and settled.contact_kind = 'repeat')
            as is_unknown,
        case
            when settled.is_settled and run_settings.fcr_transfer_fails
                then not settled.is_transferred
            else settled.is_settled
        end as is_resolved,
        settled.started_at

    from settled

    cross join run_settings

)

select * from final
