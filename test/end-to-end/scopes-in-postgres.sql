-- What the recomputations of customer numbers share, in plain Postgres, from the company's own tables:
-- the periods, the recurring terms, and whose account a customer was. Temporary tables of one session;
-- the settings recompute.first_date and recompute.as_of_date say which periods are asked for.
create temp table periods as
select g.grain, p.day::date as p0, (p.day + g.step)::date as p1
from (
    values
        ('week', interval '1 week'), ('month', interval '1 month'), ('quarter', interval '3 months')
) as g (grain, step)
cross join lateral generate_series(
    date_trunc(g.grain, current_setting('recompute.first_date')::timestamp),
    current_setting('recompute.as_of_date')::timestamp,
    g.step
) as p (day)
where p.day >= current_setting('recompute.first_date')::date
    and p.day + g.step <= current_setting('recompute.as_of_date')::date;

-- A term that nobody renewed stays for 30 days, or not at all after a notice; then it ended at its
-- end.
create temp table terms as
select
    s.customer_id,
    s.started_on as from_date,
    coalesce(s.ended_on, case
        when s.term_ends_on + case when s.notice_on is null then 30 else 0 end
            <= current_setting('recompute.as_of_date')::date then s.term_ends_on
    end, 'infinity'::date) as to_date,
    s.amount * case s.billing_interval when 'month' then 12 when 'quarter' then 4 else 1 end as arr
from subscriptions as s
join customers as c on c.id = s.customer_id and not c.is_sandbox
where s.charge_kind = 'recurring' and s.status in ('active', 'ended');

-- An ownership that ends with nobody after it goes on until somebody takes the account.
create temp table owners as
select
    a.customer_id, a.user_id, a.share, a.valid_from as from_date,
    case
        when a.valid_to is null then 'infinity'::date
        when exists (
            select 1 from customer_assignments as b
            where b.customer_id = a.customer_id and b.role = 'csm' and b.handoff_kind = 'permanent'
                and b.valid_from <= a.valid_to and coalesce(b.valid_to, 'infinity') > a.valid_to
        ) then a.valid_to
        else coalesce((
            select min(b.valid_from) from customer_assignments as b
            where b.customer_id = a.customer_id and b.role = 'csm' and b.handoff_kind = 'permanent'
                and b.valid_from > a.valid_to
        ), 'infinity')
    end as to_date
from customer_assignments as a
where a.role = 'csm' and a.handoff_kind = 'permanent';

-- A person who is in no team any more counts to the last one.
create temp table seats as
select
    m.user_id, m.team_id, t.location_id, m.valid_from as from_date,
    coalesce(
        lead(m.valid_from) over (partition by m.user_id order by m.valid_from), 'infinity'::date
    ) as to_date
from team_members as m join teams as t on t.id = m.team_id;

create temp table owned as
select
    o.customer_id, o.user_id, s.team_id, s.location_id, o.share,
    greatest(o.from_date, s.from_date) as from_date, least(o.to_date, s.to_date) as to_date
from owners as o
join seats as s
    on s.user_id = o.user_id and s.from_date < o.to_date and o.from_date < s.to_date;

-- Each scope's share of an account, from one day to another.
create temp table spans as
select o.customer_id, k.scope_kind, k.scope_id, o.share, o.from_date, o.to_date
from owned as o
cross join lateral (
    values
        ('member', o.user_id::text), ('team', o.team_id), ('location', o.location_id),
        ('team_member', o.team_id || '/' || o.user_id)
) as k (scope_kind, scope_id)
union all
select c.customer_id, k.scope_kind, k.scope_id, 1, '-infinity', 'infinity'
from (select id as customer_id from customers where not is_sandbox) as c
cross join lateral (
    values ('organization', 'all'), ('tenant', c.customer_id::text)
) as k (scope_kind, scope_id);

analyze terms;
analyze spans;
