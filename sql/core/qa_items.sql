-- Grain:   qa_review_id, item
-- Unit:    points awarded and possible: of an item from 1 to 5, or from 0 to 4 on the zero-based
--          scale
-- Source:  qa_reviews
-- Answers: how many points did each scored item of a completed review get, of how many?

with

-- An item that is not applicable has no score, and no row.
scored as (

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

),

final as (

    select
        scored.qa_review_id,
        scored.item,
        scored.person_id,
        scored.team_id,
        scored.location_id,
        scored.local_date,
        scored.review_type,
        scored.is_counted,

        -- The worst review there can be is 20 % of the raw scale, and 0 % of the zero-based one.
        (scored.score - case run_settings.qa_scale when 'zero_based' then 1 else 0 end)::integer
            as points_awarded,
        case run_settings.qa_scale when 'zero_based' then 4 else 5 end as points_possible

    from scored

    cross join run_settings

    where scored.score between 1 and 5

)

select * from final
