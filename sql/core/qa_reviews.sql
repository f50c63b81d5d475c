-- Grain:   qa_review_id
-- Unit:    points of the scored items; null items are in neither of the two
-- Source:  reviews through stg_qa_reviews; work_owners
-- Answers: which completed reviews are there, whose are they, and which of them count?

with

reviews as (

    select * from stg_qa_reviews

),

owners as (

    select * from work_owners where entity = 'qa_reviews'

),

-- A draft may still change. Reviews with a reason (a complaint, a doubt) look at the worse calls. A
-- form without a single score says nothing.
final as (

    select
        reviews.qa_review_id,
        owners.person_id,
        owners.team_id,
        owners.location_id,
        owners.local_date,
        reviews.type as review_type,
        (reviews.type = 'random' or run_settings.qa_reviews = 'all')
        and coalesce(
            reviews.greeting_professionalism,
            reviews.active_listening,
            reviews.problem_resolution,
            reviews.product_knowledge,
            reviews.communication_clarity,
            reviews.empathy_patience,
            reviews.call_control,
            reviews.closing_effectiveness
        ) is not null as is_counted,
        reviews.has_critical_error,
        reviews.greeting_professionalism,
        reviews.active_listening,
        reviews.problem_resolution,
        reviews.product_knowledge,
        reviews.communication_clarity,
        reviews.empathy_patience,
        reviews.call_control,
        reviews.closing_effectiveness

    from reviews

    inner join owners
        on reviews.qa_review_id = owners.entity_id

    cross join run_settings

    where
        reviews.status in ('completed', 'discussed_with_agent')
        and reviews.review_date <= run_settings.as_of_date

)

select * from final
