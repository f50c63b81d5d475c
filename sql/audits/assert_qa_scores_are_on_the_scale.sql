-- Answers:    is every score of a completed review from 1 to 5? One that is not counts as no score.
-- On failure: warn

with

scores as (

    unpivot qa_reviews
    on
        greeting_professionalism,
        active_listening,
        problem_resolution,
        product_knowledge,
        communication_clarity,
        empathy_patience,
        call_control,
        closing_effectiveness
    into name item value score

)

select
    qa_review_id,
    item,
    score

from scores

where score not between 1 and 5
