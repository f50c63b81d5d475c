-- Grain:   closing_date
-- Unit:    usage_age_days in days since anybody used it; *_to_date: the first day not known
-- Source:  accounts_at_closing; usage_by_day; message_runs; touches
-- Answers: how far do the records reach that health is told by, before a closing date?
-- Kept as: nothing

with

-- What one account does not do is known as long as others are heard of, by each way on its own.
heard as (

    select distinct
        'usage' as feed,
        last_active_date as heard_date

    from usage_by_day

    union

    select
        'support' as feed,
        local_date as heard_date

    from message_runs

    where channel = 'support'

    union

    select
        'answers' as feed,
        local_date as heard_date

    from message_runs

    where answered_at is not null

    union

    select
        'touches' as feed,
        local_date as heard_date

    from touches

    where is_two_way

),

spaced as (

    select
        feed,
        heard_date,
        heard_date - 1 - lag(heard_date) over (partition by feed order by heard_date) as quiet_days

    from heard

),

-- Twice as quiet as in half a year before is no gap, nor is a week; two weeks where there are few
-- days to tell by. What was not heard of for half a year is no way of this company.
silences as (

    select
        closings.closing_date,
        spaced.feed,
        max(spaced.heard_date) as newest_date,
        case
            when count(*) >= 20 then greatest(2 * max(spaced.quiet_days), 7)
            else 14
        end as patience_days

    from (select distinct closing_date from accounts_at_closing) as closings

    inner join spaced
        on closings.closing_date > spaced.heard_date
        and closings.closing_date <= spaced.heard_date + 180

    group by closings.closing_date, spaced.feed

),

-- After a gap what is known ends with the newest day, so that records which stop arriving make no
-- account look better or worse.
known_through as (

    select
        closing_date,
        feed,
        closing_date - 1 - newest_date as age_days,
        case
            when closing_date - 1 - newest_date <= patience_days then closing_date
            else newest_date + 1
        end as to_date

    from silences

),

-- Contact is known as far as both ways of it are.
final as (

    select
        closing_date,
        max(age_days) filter (where feed = 'usage') as usage_age_days,
        max(to_date) filter (where feed = 'support') as support_to_date,
        min(to_date) filter (where feed in ('answers', 'touches')) as contacts_to_date

    from known_through

    group by closing_date

)

select * from final
