-- Grain:   person_id, slot_at
-- Unit:    seconds of a half hour of UTC; parallel intervals count once, so none exceeds 1,800
-- Source:  agent_intervals; people
-- Answers: into what did the time of each person go?
-- Kept as: nothing

with

people_in_order as (

    select
        person_id,
        row_number() over (order by person_id)::integer as person_number

    from people

),

-- One number says how many intervals of each kind a person is in at an instant: two digits a kind.
kinds (kind, unit) as (

    values
        ('talk', 1),
        ('busy', 100),
        ('on_call', 10000),
        ('available', 1000000),
        ('project', 100000000),
        ('break', 10000000000),
        ('lunch', 1000000000000),
        ('away', 100000000000000),
        ('scheduled', 10000000000000000),
        ('present', 1000000000000000000)

),

sides (side) as (

    values (1), (-1)

),

edges as (

    select
        people_in_order.person_number,
        case when sides.side = 1 then agent_intervals.from_at else agent_intervals.to_at end
            as edge_at,
        sides.side * kinds.unit as change

    from agent_intervals

    inner join people_in_order
        on agent_intervals.person_id = people_in_order.person_id

    inner join kinds
        on agent_intervals.kind = kinds.kind

    cross join sides

),

-- Between two edges nothing changes. Edges of one instant make spans without length.
spans as (

    select
        person_number,
        edge_at as from_at,
        lead(edge_at) over edges_until as to_at,
        sum(change) over edges_until as depth

    from edges

    window edges_until as (
        partition by person_number
        order by edge_at
        rows between unbounded preceding and current row
    )

),

pieces as (

    select
        person_number,
        depth::bigint as depth,
        from_at,
        to_at,
        unnest(generate_series(
            time_bucket(interval 30 minutes, from_at),
            to_at - interval 1 microsecond,
            interval 30 minutes
        )) as slot_at

    from spans

    where
        from_at < to_at
        and depth > 0

),

-- The kinds stand in an order: what comes first hides what comes after it, a call every state, of
-- several states the one nearest to a call. So the digits up to a kind say whether it is hidden.
told_pieces as (

    select
        person_number,
        slot_at,
        depth // 10000 % 1000000000000 > 0 as has_state,
        depth // 10000 % 100 > 0 as has_call_state,
        depth % 100 > 0 as is_talking,
        depth % 1000000 > 0 as is_busy,
        depth % 1000000 = 0 and depth % 100000000 > 0 as is_idle,
        depth % 1000000000000 > 0 as is_staffed,
        depth % 1000000000000 = 0 and depth % 100000000000000 > 0 as is_at_lunch,
        depth // 10000000000000000 % 100 > 0 as is_scheduled,
        depth // 1000000000000000000 > 0 as is_present,
        date_diff(
            'second',
            greatest(from_at, slot_at),
            least(to_at, slot_at + interval 30 minutes)
        )::integer as seconds

    from pieces

),

sums as (

    select
        person_number,
        slot_at,
        bool_or(has_state) as has_state,
        bool_or(has_call_state) as has_call_state,
        sum(seconds) filter (where is_talking) as talk_seconds,
        sum(seconds) filter (where is_busy) as busy_seconds,
        sum(seconds) filter (where is_idle) as idle_seconds,
        sum(seconds) filter (where is_staffed) as staffed_seconds,
        sum(seconds) filter (where is_staffed or is_at_lunch) as signed_in_seconds,
        sum(seconds) filter (where is_present) as present_seconds,
        sum(seconds) filter (where is_present or is_busy) as worked_seconds,
        sum(seconds) filter (where is_staffed or (is_present and not is_at_lunch))
            as paid_seconds,
        sum(seconds) filter (where is_scheduled) as scheduled_seconds,
        sum(seconds) filter (where is_scheduled and (is_staffed or is_at_lunch))
            as adherent_seconds,
        sum(seconds) filter (where is_scheduled and is_present) as overlap_seconds

    from told_pieces

    group by person_number, slot_at

),

final as (

    select
        people_in_order.person_id,
        sums.slot_at,
        sums.has_state,
        sums.has_call_state,
        coalesce(sums.talk_seconds, 0)::integer as talk_seconds,
        coalesce(sums.busy_seconds, 0)::integer as busy_seconds,
        coalesce(sums.idle_seconds, 0)::integer as idle_seconds,
        coalesce(sums.staffed_seconds, 0)::integer as staffed_seconds,
        coalesce(sums.signed_in_seconds, 0)::integer as signed_in_seconds,
        coalesce(sums.present_seconds, 0)::integer as present_seconds,
        coalesce(sums.worked_seconds, 0)::integer as worked_seconds,
        coalesce(sums.paid_seconds, 0)::integer as paid_seconds,
        coalesce(sums.scheduled_seconds, 0)::integer as scheduled_seconds,
        coalesce(sums.adherent_seconds, 0)::integer as adherent_seconds,
        coalesce(sums.overlap_seconds, 0)::integer as overlap_seconds

    from sums

    inner join people_in_order
        on sums.person_number = people_in_order.person_number

)

select * from final
