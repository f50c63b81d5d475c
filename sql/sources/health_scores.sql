-- Entity:   health_scores
-- Source:   Postgres table health_score_history
-- Cursor:   scored_at
-- Lookback: 35 days
-- Answers:  which health score did the application give a tenant, and when?

select
    health_score_history.customer_id::text as tenant_id,
    health_score_history.calculated_at as scored_at,
    health_score_history.score,
    health_score_history.band,
    health_score_history.model_version

from health_score_history
