-- Grain:   local_date, person_id
-- Unit:    local_date is the first day of a month, as the workspace counts months, month_end_date
--          the first day after; counts of reviews and points
-- Source:  qa_reviews; qa_items; handles; fiscal_months; teams through stg_teams
-- Answers: how many counted reviews did each agent have in a month, and did they meet the quality?

with

teams as (

    select * from stg_teams

),

-- Before anybody was reviewed no review was owed. An agent who never had one, while others have, is
-- owed all of them.
first_review as (

    select min(local_date) as first_date from qa_reviews

),

-- Who answers calls in a call center is owed reviews; who was reviewed, too.
days as (

    select
        handles.local_date,
        handles.person_id,
        max(handles.team_id) as team_id

    from handles

    inner join teams
        on handles.team_id = teams.team_id

    where teams.kind = 'call_center'

    group by handles.local_date, handles.person_id

    union all

    select
        local_date,
        person_id,
        max(team_id) as team_id

    from qa_reviews

    where is_counted

    group by local_date, person_id

),

-- The month counts to the team in which the person was seen last.
agents as (

    select
        fiscal_months.month_start_date,
        fiscal_months.month_end_date,
        days.person_id,
        arg_max(days.team_id, (days.local_date, days.team_id)) as team_id

    from days

    inner join fiscal_months
        on days.local_date >= fiscal_months.month_start_date
        and days.local_date < fiscal_months.month_end_date

    inner join first_review
        on fiscal_months.month_end_date > first_review.first_date

    where not starts_with(days.person_id, 'unassigned:')

    group by
        fiscal_months.month_start_date,
        fiscal_months.month_end_date,
        days.person_id

),

points_of_reviews as (

    select
        qa_review_id,
        sum(points_awarded) as points_awarded,
        sum(points_possible) as points_possible

    from qa_items

    group by qa_review_id

),

reviewed as (

    select
        fiscal_months.month_start_date,
        qa_reviews.person_id,
        count(*) as review_count,
        sum(points_of_reviews.points_awarded) as points_awarded,
        sum(points_of_reviews.points_possible) as points_possible

    from qa_reviews

    inner join fiscal_months
        on qa_reviews.local_date >= fiscal_months.month_start_date
        and qa_reviews.local_date < fiscal_months.month_end_date

    left join points_of_reviews
        on qa_reviews.qa_review_id = points_of_reviews.qa_review_id

    where qa_reviews.is_counted

    group by fiscal_months.month_start_date, qa_reviews.person_id

),

final as (

    select
        agents.month_start_date as local_date,
        agents.month_end_date,
        agents.person_id,
        agents.team_id,
        teams.location_id,

        run_settings.qa_quota as quota_count,
        coalesce(reviewed.review_count, 0)::integer as review_count,

        -- A surplus on one agent makes up for nobody else.
        least(coalesce(reviewed.review_count, 0), run_settings.qa_quota)::integer
            as covered_count,
        coalesce(reviewed.points_awarded, 0)::integer as points_awarded,
        coalesce(reviewed.points_possible, 0)::integer as points_possible,
        coalesce(
            reviewed.review_count >= run_settings.qa_quota and reviewed.points_possible > 0,
            false
        ) as is_judged,
        coalesce(
            reviewed.review_count >= run_settings.qa_quota
            and reviewed.points_awarded >= run_settings.qa_target * reviewed.points_possible,
            false
        ) as is_met

    from agents

    left join teams
        on agents.team_id = teams.team_id

    left join reviewed
        on agents.month_start_date = reviewed.month_start_date
        and agents.person_id = reviewed.person_id

    cross join run_settings

)

select * from final
