-- Grain:   person_id, slot_at, from_at
-- Unit:    seconds, in pieces of at most a half hour of UTC that never overlap
-- Source:  agent_intervals; people
-- Answers: what was each person doing, from one change to the next?
-- Kept as: nothing

with

people_in_order as (

    select
        person_id,
        row_number() over (order by person_id)::integer as person_number

    from people

),

-- One number says how many intervals of each kind a person is in at an instant, two digits a kind;
-- a second one says it of shifts, nine digits a kind, since a shift may be told many times.
kinds (kind, unit, shift_unit) as (

    values
        ('talk', 1, 0),
        ('busy', 100, 0),
        ('on_call', 10000, 0),
        ('available', 1000000, 0),
        ('project', 100000000, 0),
        ('break', 10000000000, 0),
        ('lunch', 1000000000000, 0),
        ('away', 100000000000000, 0),
        ('scheduled', 0, 1),
        ('present', 0, 1000000000)

),

sides (side) as (

    values (1), (-1)

),

edges as (

    select
        people_in_order.person_number,
        case when sides.side = 1 then agent_intervals.from_at else agent_intervals.to_at end
            as edge_at,
        sides.side * kinds.unit as change,
        sides.side * kinds.shift_unit as shift_change

    from agent_intervals

    inner join people_in_order
        on agent_intervals.person_id = people_in_order.person_id

    inner join kinds
        on agent_intervals.kind = kinds.kind

    cross join sides

),

-- Between two edges nothing changes. Edges of one instant make spans without length. What begins
-- ends, so the sums are 0 after a person's last edge and may run on over the next person's: in one
-- order of all edges that takes two fifths of the time.
spans as (

    select
        person_number,
        edge_at as from_at,
        lead(edge_at) over edges_until as to_at,
        sum(change) over edges_until as depth,
        sum(shift_change) over edges_until as shift_depth

    from edges

    window edges_until as (
        order by person_number, edge_at
        rows between unbounded preceding and current row
    )

),

pieces as (

    select
        person_number,
        depth::bigint as depth,
        shift_depth::bigint as shift_depth,
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
        and (depth > 0 or shift_depth > 0)

),

-- The kinds stand in an order: what comes first hides what comes after it, a call every state, of
-- several states the one nearest to a call. So the digits up to a kind say whether it is hidden.
told_pieces as (

    select
        person_number,
        slot_at,
        greatest(from_at, slot_at) as from_at,
        least(to_at, slot_at + interval 30 minutes) as to_at,
        depth // 10000 > 0 as has_state,
        depth // 10000 % 100 > 0 as has_call_state,
        depth % 100 > 0 as is_talking,
        depth % 1000000 > 0 as is_busy,
        depth % 1000000 = 0 and depth % 100000000 > 0 as is_idle,
        depth % 1000000000000 > 0 as is_staffed,
        depth % 100000000000000 > 0 as is_signed_in,
        shift_depth % 1000000000 > 0 as is_scheduled,
        shift_depth // 1000000000 > 0 as is_present

    from pieces

),

final as (

    select
        people_in_order.person_id,
        told_pieces.slot_at,
        told_pieces.from_at,
        told_pieces.has_state,
        told_pieces.has_call_state,
        told_pieces.is_talking,
        told_pieces.is_busy,
        told_pieces.is_idle,
        told_pieces.is_staffed,
        told_pieces.is_signed_in,
        told_pieces.is_scheduled,
        told_pieces.is_present,
        told_pieces.is_present or told_pieces.is_busy as is_working,

        -- Who is signed in and not staffed is at lunch.
        told_pieces.is_staffed
        or (told_pieces.is_present and not told_pieces.is_signed_in) as is_paid,
        date_diff('second', told_pieces.from_at, told_pieces.to_at)::integer as seconds

    from told_pieces

    inner join people_in_order
        on told_pieces.person_number = people_in_order.person_number

)

select * from final
