-- Facts about shifts, trainings, coaching, quality, journals and campaigns from the company's own tables,
-- in plain Postgres: written from the definitions, not from muster's models. $1 is the as-of.
with
zone as (select 'America/Detroit'::text as name),
shifts as (
    select s.*, u.id as user_id, s.shift_date as day,
        (s.shift_date + s.scheduled_start_time) at time zone l.time_zone as from_at,
        (s.shift_date + s.scheduled_end_time
            + case when s.scheduled_end_time <= s.scheduled_start_time then interval '1 day' else interval '0' end
        ) at time zone l.time_zone as to_at
    from agent_shifts as s
    join users as u on lower(u.email) = lower(s.agent_email)
    join locations as l on l.name = s.location
    -- Approved leave and what was called off is in neither side.
    where s.shift_status <> 'cancelled'
        and not exists (
            select 1 from time_off as t
            where t.user_id = u.id and t.approved_at <= $1::timestamptz
                and s.shift_date between t.first_day and t.last_day
        )
),
timed_shifts as (
    select *, actual_start_time is not null as is_attended,
        extract(epoch from to_at - from_at) as scheduled,
        extract(epoch from actual_start_time - from_at) / 60 as late,
        extract(epoch from to_at - actual_end_time) / 60 as early
    from shifts
    where to_at <= $1::timestamptz
),
reviews as (
    select q.review_date as day, u.id as user_id, q.review_type = 'random' as is_random, i.points, i.items
    from quality_assurance_reviews as q
    join users as u on lower(u.email) = lower(q.agent_email)
    cross join lateral (
        select sum(score) as points, count(score) as items
        from (values
            (q.greeting_professionalism), (q.active_listening), (q.problem_resolution), (q.product_knowledge),
            (q.communication_clarity), (q.empathy_patience), (q.call_control), (q.closing_effectiveness)
        ) as v (score)
    ) as i
    where q.review_status in ('completed', 'discussed_with_agent')
        and i.items > 0
),
campaign_calls as (
    select (r.call_start_time at time zone z.name)::date as day, u.id as user_id,
        r.call_status in ('completed', 'transferred') as is_contact,
        r.call_status in ('completed', 'transferred') and case c.campaign_type
            when 'satisfaction_survey' then r.customer_satisfaction_score is not null
            when 'outbound_appointments' then coalesce(r.appointment_scheduled, false)
            else coalesce(r.call_outcome, '') in ('appointment_scheduled', 'information_provided')
        end as is_success
    from call_center_records as r
    join call_campaigns as c on c.id::text = r.campaign_id
    left join users as u on lower(u.email) = lower(r.agent_email)
    cross join zone as z
)
select k.metric_id, s.user_id::text as person_id, null::text as team_id, s.day, false as is_personal,
    k.num::numeric, k.den::numeric, null::text as key
from timed_shifts as s
cross join lateral (
    values
        ('attendance', s.is_attended::int::numeric, 1::numeric),
        (
            'punctuality',
            (s.is_attended and s.actual_start_time <= s.from_at + interval '5 minutes')::int,
            s.is_attended::int
        ),
        ('scheduled_hours', s.scheduled / 3600, 0),
        ('tardiness_minutes', greatest(0, s.late), 0),
        ('early_departure_minutes', greatest(0, s.early), 0)
) as k (metric_id, num, den)
union all
select 'training_hours', u.id::text, null, coalesce(t.completed_on, t.started_on), false, t.minutes_spent / 60.0, 0, null
from training_records as t join users as u on lower(u.email) = lower(t.agent_email)
union all
select 'coaching_sessions_count', u.id::text, null, (c.held_at at time zone z.name)::date, false, 1, 0, null
from coaching_sessions as c join users as u on lower(u.email) = lower(c.agent_email) cross join zone as z
where c.session_status = 'held'
union all
select k.metric_id, r.user_id::text, null, r.day, false, k.num, k.den, null
from reviews as r
cross join lateral (
    values ('qa_percent', r.points, 5 * r.items, r.is_random), ('qa_reviews_count', 1, 0, true)
) as k (metric_id, num, den, is_counted)
where k.is_counted
union all
select k.metric_id, u.id::text, null, (j.created_at at time zone z.name)::date, false, k.num, k.den, null
from call_journals as j
join users as u on lower(u.email) = lower(j.agent_email)
cross join zone as z
cross join lateral (
    values
        ('journals_count', 1, 0),
        (
            'journal_completeness',
            (
                j.call_summary <> '' and coalesce(j.patient_concern, '') <> ''
                and coalesce(j.resolution_provided, '') <> ''
            )::int,
            1
        )
) as k (metric_id, num, den)
union all
select k.metric_id, c.user_id::text, null, c.day, false, k.num, k.den, null
from campaign_calls as c
cross join lateral (
    values
        ('campaign_attempts', 1, 0),
        ('campaign_contacts', c.is_contact::int, 0),
        ('campaign_successes', c.is_success::int, 0),
        ('campaign_conversion', c.is_success::int, c.is_contact::int),
        ('campaign_conversion_of_attempts', c.is_success::int, 1)
) as k (metric_id, num, den)
