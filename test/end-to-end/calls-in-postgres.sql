-- Facts about Plymouth's calls from its telephone system's own table (loaded as cdroutput beside the
-- company's tables), in plain Postgres: written from the definitions, not from muster's models.
-- $1 is the as-of. A fact counts to its team, or to the team of its person on its day. Seconds are
-- exact to the microsecond.
with
moved as (
    select ts.name as source, ts.team_id, l.time_zone
    from telephone_systems as ts join teams as t on t.id = ts.team_id join locations as l on l.id = t.location_id
),
-- A call that has not ended is in no number.
ended_calls as (
    select main_call_history_id as call_id, min(cdr_started_at) as started_at
    from cdroutput
    group by main_call_history_id
    having bool_and(cdr_ended_at is not null) and max(cdr_ended_at) <= $1::timestamptz
),
segments as (
    select s.*, c.call_id, c.started_at as call_started_at, (c.started_at at time zone m.time_zone)::date as day
    from cdroutput as s
    join ended_calls as c on c.call_id = s.main_call_history_id
    cross join moved as m
),
-- Whose telephone it was on the day of the call: of the people of the team that has the system.
people as (
    select distinct x.extension, x.user_id, x.valid_from, x.valid_to
    from user_extensions as x
    join team_members as tm on tm.user_id = x.user_id
        and x.valid_from < coalesce(tm.valid_to, 'infinity') and tm.valid_from < coalesce(x.valid_to, 'infinity')
    join moved as m on m.team_id = tm.team_id
),
-- Each time an agent's phone got a caller: from the queue, or handed on by a colleague.
offers as (
    select o.*, coalesce(p.user_id::text, 'unassigned:' || m.source) as person_id,
        o.cdr_answered_at is not null as is_answered,
        o.cdr_answered_at is null
            and (o.termination_reason = 'rejected' or o.termination_reason_details = 'no_answer') as is_missed
    from segments as o
    cross join moved as m
    left join people as p on p.extension = o.destination_dn_number
        and p.valid_from <= o.day and (p.valid_to is null or p.valid_to > o.day)
    where o.source_entity_type = 'external_line' and o.destination_entity_type = 'extension'
),
visits as (
    select v.call_id, v.cdr_id, q.team_id, (v.cdr_started_at at time zone m.time_zone)::date as day,
        a.answered_at is not null as is_answered,
        extract(epoch from coalesce(a.answered_at, v.cdr_ended_at) - v.cdr_started_at) as wait,
        a.answered_at is null and v.termination_reason = 'redirected' as is_flow_out
    from segments as v
    join call_queues as q on q.extension = v.destination_dn_number
    cross join moved as m
    cross join lateral (
        select min(o.cdr_answered_at) as answered_at from cdroutput as o
        where o.originating_cdr_id = v.cdr_id and o.creation_forward_reason = 'polling'
            and o.destination_entity_type = 'extension'
    ) as a
    where v.destination_dn_type = 'queue'
),
judged_visits as (
    select *,
        not is_answered and not is_flow_out and wait >= 5 as is_abandoned,
        not is_answered and not is_flow_out and wait < 5 as is_short
    from visits
),
-- An agent connected with somebody outside; talks of less than a second are none. A talk ends when
-- the agent hands the caller on, though the segment goes on while the colleague's phone rings.
handles as (
    select h.call_id, h.day, coalesce(p.user_id::text, 'unassigned:' || m.source) as person_id,
        extract(epoch from least(h.cdr_ended_at, n.cdr_started_at) - h.cdr_answered_at) as talk,
        -- To somebody of another queue: inside the same queue it is no transfer.
        n.destination_entity_type = 'extension' and to_colleague.extension is null as is_handed_over
    from segments as h
    cross join moved as m
    left join people as p on p.extension
        = case when h.source_entity_type = 'external_line' then h.destination_dn_number else h.source_dn_number end
        and p.valid_from <= h.day and (p.valid_to is null or p.valid_to > h.day)
    left join cdroutput as n on n.cdr_id = h.continued_in_cdr_id
    left join people as to_colleague on to_colleague.extension = n.destination_dn_number
        and to_colleague.valid_from <= h.day
        and (to_colleague.valid_to is null or to_colleague.valid_to > h.day)
    where h.cdr_answered_at is not null
        and (h.source_entity_type, h.destination_entity_type)
            in (('external_line', 'extension'), ('extension', 'external_line'))
        and h.cdr_ended_at - h.cdr_answered_at >= interval '1 second'
)
select k.metric_id, null::text as person_id, v.team_id, v.day, false as is_personal, k.num::numeric, k.den::numeric, k.key
from judged_visits as v
cross join lateral (
    values
        ('offered_count', 1, 0, null),
        ('answered_count', v.is_answered::int, 0, null),
        ('abandoned_count', v.is_abandoned::int, 0, null),
        ('short_abandoned_count', v.is_short::int, 0, null),
        ('flow_out_count', v.is_flow_out::int, 0, null),
        ('queue_missed_count', (not v.is_short and not v.is_answered)::int, 0, null),
        ('unique_calls_count', 1, 0, v.call_id::text),
        ('abandonment_rate', v.is_abandoned::int, (not v.is_short)::int, null),
        ('service_level', (v.is_answered and v.wait <= 20)::int, (not v.is_short)::int, null),
        ('average_speed_of_answer_seconds', v.is_answered::int * v.wait, v.is_answered::int, null),
        ('average_time_to_abandon_seconds', v.is_abandoned::int * v.wait, v.is_abandoned::int, null)
) as k (metric_id, num, den, key)
union all
select k.metric_id, o.person_id, null, o.day, k.is_personal, k.num, k.den, null
from offers as o
cross join lateral (
    values
        -- A person is offered what rings at their desk.
        ('offered_count', true, 1, 0),
        ('answered_count', true, o.is_answered::int, 0),
        ('missed_count', false, o.is_missed::int, 0),
        ('agent_answer_rate', false, o.is_answered::int, (o.is_answered or o.is_missed)::int)
) as k (metric_id, is_personal, num, den)
union all
select k.metric_id, h.person_id, null, h.day, false, k.num, k.den, k.key
from handles as h
cross join lateral (
    values
        ('handled_count', 1, 0, null),
        ('unique_handled_calls_count', 1, 0, h.call_id::text),
        ('transfer_rate', coalesce(h.is_handed_over, false)::int, 1, null),
        ('talk_seconds', h.talk, 0, null)
) as k (metric_id, num, den, key)
