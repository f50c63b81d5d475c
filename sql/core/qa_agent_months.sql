-- Grain:   local_date, person_id
-- Unit:    local_date is the first day of a calendar month; counts of reviews and points
-- Source:  qa_reviews; qa_items; handles; teams through stg_teams
-- Answers: how many counted reviews did each agent have in a month, and did they meet the quality?

with

teams as (

    select * from stg_teams

),

-- Who answered calls in a call centre that month is owed reviews; who was reviewed, too. The month
-- counts to the team in which the person was seen last.
seen as (

    select
        date_trunc('month', handles.local_date)::date as local_date,
        handles.person_id,
        arg_max(
            handles.team_id,
            (handles.local_date, handles.team_id)
        ) as team_id,
        max(handles.local_date) as last_date

    from handles

    inner join teams
        on handles.team_id = teams.team_id

    where teams.kind = 'call_center'

    group by date_trunc('month', handles.local_date), handles.person_id

    union all

    select
        date_trunc('month', qa_reviews.local_date)::date as local_date,
        qa_reviews.person_id,
        arg_max(qa_reviews.team_id, (qa_reviews.local_date, qa_reviews.team_id)) as team_id,
        max(qa_reviews.local_date) as last_date

    from qa_reviews

    where qa_reviews.is_counted

    group by date_trunc('month', qa_reviews.local_date), qa_reviews.person_id

),

agents as (

    select
        local_date,
        person_id,
        arg_max(team_id, (last_date, team_id)) as team_id

    from seen

    where not starts_with(person_id, 'unassigned:')

    group by local_date, person_id

),

review_counts as (

    select
        date_trunc('month', local_date)::date as local_date,
        person_id,
        count(*) as review_count

    from qa_reviews

    where is_counted

    group by date_trunc('month', local_date), person_id

),

points as (

    select
        date_trunc('month', local_date)::date as local_date,
        person_id,
        sum(points_awarded) as points_awarded,
        sum(points_possible) as points_possible

    from qa_items

    where is_counted

    group by date_trunc('month', local_date), person_id

),

final as (

    select
        agents.local_date,
        agents.person_id,
        agents.team_id,
        teams.location_id,

        run_settings.qa_quota as quota_count,
        coalesce(review_counts.review_count, 0)::integer as review_count,

        -- A surplus on one agent makes up for nobody else.
        least(coalesce(review_counts.review_count, 0), run_settings.qa_quota)::integer
            as covered_count,
        coalesce(points.points_awarded, 0)::integer as points_awarded,
        coalesce(points.points_possible, 0)::integer as points_possible,
        coalesce(review_counts.review_count, 0) >= run_settings.qa_quota
        and points.points_possible > 0
            as is_judged,
        coalesce(review_counts.review_count, 0) >= run_settings.qa_quota
        and coalesce(
            points.points_awarded >= run_settings.qa_target * points.points_possible,
            false
        ) as is_met

    from agents

    left join teams
        on agents.team_id = teams.team_id

    left join review_counts
        on agents.local_date = review_counts.local_date
        and agents.person_id = review_counts.person_id

    left join points
        on agents.local_date = points.local_date
        and agents.person_id = points.person_id

    cross join run_settings

)

select * from final
