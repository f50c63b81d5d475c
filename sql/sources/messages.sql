-- Entity:   messages
-- Source:   Postgres table messages; its text is looked at here and stays where it is
-- Cursor:   updated_at
-- Lookback: 2 days
-- Answers:  which messages came and went, in which thread, and which of them wait for an answer?

select
    messages.id::text as message_id,
    messages.thread_id::text as thread_id,
    messages.channel,
    messages.direction,
    messages.customer_id::text as tenant_id,
    messages.lead_id::text as lead_id,
    messages.user_id::text as person_id,
    messages.stakeholder_id::text as stakeholder_id,
    messages.is_auto_reply as is_automatic,
    -- A thanks and an opt-out keyword close a thread; everything else that comes in waits.
    messages.direction = 'inbound'
    and not messages.is_auto_reply
    and messages.body !~* '^\s*(thanks|thank you|thx|got it|stop|unsubscribe)[\s.!]*$'
        as needs_answer,
    messages.sent_at,
    messages.updated_at

from messages
