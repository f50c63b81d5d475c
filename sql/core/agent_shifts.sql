-- Grain:   shift_id
-- Unit:    seconds; instants in UTC; leave_share is the part of the day that is approved leave
-- Source:  shifts and absences, through stg_shifts and stg_absences; identities, team_memberships
-- Answers: who was to work when, did they come, on time, and until the end?

with

shifts as (

    select
        stg_shifts.shift_id,
        stg_shifts.source,
        stg_shifts.agent_kind,
        lower(stg_shifts.agent_value) as agent_value,
        stg_shifts.location_id,
        stg_shifts.status,
        stg_shifts.break_seconds,
        stg_shifts.lunch_seconds,
        stg_shifts.training_seconds,
        stg_shifts.meeting_seconds,
        stg_shifts.scheduled_start_at,
        stg_shifts.scheduled_end_at,
        stg_shifts.actual_start_at,
        -- Who left before coming has a wrong clock: the end is not known.
        case
            when stg_shifts.actual_end_at >= stg_shifts.actual_start_at
                then stg_shifts.actual_end_at
        end as actual_end_at,
        stg_shifts.scheduled_end_at <= run_settings.as_of_at as is_over

    from stg_shifts

    cross join run_settings

    where
        stg_shifts.status != 'cancelled'
        and stg_shifts.scheduled_start_at < stg_shifts.scheduled_end_at
        and stg_shifts.scheduled_start_at < run_settings.as_of_at

),

-- Identities and memberships are dated in the workspace's days.
dated_shifts as (

    select
        shifts.shift_id,
        (shifts.scheduled_start_at + to_seconds(hour_offsets.offset_seconds))::date
            as workspace_date

    from shifts

    cross join run_settings

    inner join hour_offsets
        on time_bucket(interval 30 minutes, shifts.scheduled_start_at) = hour_offsets.slot_at
        and run_settings.time_zone = hour_offsets.time_zone

),

-- The day on which a shift begins is that of the team's place, whatever the source wrote for it.
placed_shifts as (

    select
        shifts.shift_id,
        coalesce(identities.person_id, 'unassigned:' || shifts.source) as person_id,
        team_memberships.team_id,
        team_memberships.location_id,
        (shifts.scheduled_start_at + to_seconds(hour_offsets.offset_seconds))::date as local_date,
        (
            shifts.scheduled_end_at - interval 1 microsecond
            + to_seconds(hour_offsets.offset_seconds)
        )::date as last_date

    from shifts

    inner join dated_shifts
        on shifts.shift_id = dated_shifts.shift_id

    left join identities
        on shifts.agent_kind = identities.kind
        and shifts.agent_value = identities.value
        and shifts.source = identities.source
        and dated_shifts.workspace_date >= identities.valid_from_date
        and dated_shifts.workspace_date < identities.valid_to_date

    left join team_memberships
        on identities.person_id = team_memberships.person_id
        and dated_shifts.workspace_date >= team_memberships.from_date
        and dated_shifts.workspace_date < team_memberships.to_date

    left join stg_locations
        on shifts.location_id = stg_locations.location_id

    cross join run_settings

    inner join hour_offsets
        on time_bucket(interval 30 minutes, shifts.scheduled_start_at) = hour_offsets.slot_at
        and coalesce(
            team_memberships.time_zone, stg_locations.time_zone, run_settings.time_zone
        ) = hour_offsets.time_zone

),

-- Only approved leave excuses; two absences of one day are not added up.
leave_shares as (

    select
        placed_shifts.shift_id,
        max(least(coalesce(stg_absences.day_share, 1), 1)) as leave_share

    from placed_shifts

    inner join stg_absences
        on placed_shifts.person_id = stg_absences.person_id
        and placed_shifts.local_date >= stg_absences.from_date
        and placed_shifts.local_date < stg_absences.to_date

    where stg_absences.is_approved

    group by placed_shifts.shift_id

),

-- A shift is judged when it is over. Leave of a whole day takes it out of everything; leave of a
-- part of the day out of all that needs to know which part it was.
judged_shifts as (

    select
        shifts.shift_id,
        coalesce(leave_shares.leave_share, 0) as leave_share,
        shifts.is_over and coalesce(leave_shares.leave_share, 0) < 1 as is_expected,
        shifts.is_over and coalesce(leave_shares.leave_share, 0) = 0 as is_timed,
        -- Null: the source has it as worked and does not know since when.
        case
            when shifts.actual_start_at is not null then true
            when shifts.status in ('scheduled', 'absent') then false
        end as is_attended

    from shifts

    left join leave_shares
        on shifts.shift_id = leave_shares.shift_id

),

final as (

    select
        shifts.shift_id,
        placed_shifts.person_id,
        placed_shifts.team_id,
        placed_shifts.location_id,
        placed_shifts.local_date,
        placed_shifts.last_date,
        shifts.status,
        judged_shifts.is_expected,
        case when judged_shifts.is_expected then judged_shifts.is_attended end as is_attended,

        -- Null where nobody came, and where it is not known when.
        case
            when judged_shifts.is_timed
                then shifts.actual_start_at <= shifts.scheduled_start_at
                    + to_seconds(60 * run_settings.punctuality_grace_minutes)
        end as is_punctual,

        judged_shifts.leave_share,
        case
            when judged_shifts.is_timed and shifts.actual_start_at is not null
                then greatest(
                    0, date_diff('second', shifts.scheduled_start_at, shifts.actual_start_at)
                )
        end as late_seconds,
        case
            when judged_shifts.is_timed and shifts.actual_end_at is not null
                then greatest(
                    0, date_diff('second', shifts.actual_end_at, shifts.scheduled_end_at)
                )
        end as early_seconds,
        shifts.break_seconds,
        shifts.lunch_seconds,
        shifts.training_seconds,
        shifts.meeting_seconds,
        shifts.scheduled_start_at,
        shifts.scheduled_end_at,
        shifts.actual_start_at,
        shifts.actual_end_at

    from shifts

    inner join placed_shifts
        on shifts.shift_id = placed_shifts.shift_id

    inner join judged_shifts
        on shifts.shift_id = judged_shifts.shift_id

    cross join run_settings

)

select * from final
