-- Entity:   campaign_calls
-- Source:   Postgres tables call_center_records, of the calls that name a campaign; call_campaigns
-- Cursor:   updated_at
-- Lookback: 2 days
-- Answers:  which call was an attempt of which campaign, was somebody reached, did it succeed?

select
    call_center_records.id::text as campaign_call_id,
    call_center_records.campaign_id,
    '3cx' as source,
    call_center_records.id::text as annotation_id,
    call_center_records.call_id,
    case when call_center_records.agent_email <> '' then 'email' end as agent_kind,
    lower(nullif(call_center_records.agent_email, '')) as agent_value,
    call_center_records.call_outcome as outcome,
    call_center_records.call_status in ('completed', 'transferred') as is_contact,
    -- What a campaign is for depends on its type.
    call_center_records.call_status in ('completed', 'transferred')
    and case call_campaigns.campaign_type
        when 'satisfaction_survey' then call_center_records.customer_satisfaction_score is not null
        when 'outbound_appointments' then coalesce(call_center_records.appointment_scheduled, false)
        else coalesce(call_center_records.call_outcome, '')
            in ('appointment_scheduled', 'information_provided')
    end as is_success,
    call_center_records.call_start_time as attempted_at,
    call_center_records.updated_at,
    call_center_records.called_number as party_number

from call_center_records

left join call_campaigns
    on call_center_records.campaign_id = call_campaigns.id::text

where call_center_records.campaign_id is not null
