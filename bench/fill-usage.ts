import type { Database } from '../pipelines/warehouse/database.ts';

const tenantCount = 500;
const dayCount = 730;

/** In which shape a source tells of usage: a row for each user and day, or for each single event. */
export type UsageShape = 'daily' | 'events';

/**
 * Two years of 500 tenants in four time zones, each with an owner (one in five has had two), two
 * contracts and a renewal; `rowCount` rows of usage by some 80 users a tenant, an activity and a message
 * for each 40 of them.
 */
export async function fillUsage(
  raw: Database,
  rowCount: number,
  shape: UsageShape = 'daily',
): Promise<void> {
  await raw.run(companySql);
  await raw.run(tenantsSql);
  await raw.run(shape === 'daily' ? dailySql(rowCount) : eventsSql(rowCount));
  await raw.run(contactsSql(Math.ceil(rowCount / 40)));
  await raw.run('checkpoint');
}

const companySql = `
  insert into raw.entities (entity, state) select unnest(['people', 'locations', 'teams',
    'team_members', 'tenants', 'tenant_owners', 'subscriptions', 'usage_daily', 'activities',
    'messages', 'stakeholders']), 'mapped';
  insert into raw.locations (location_id, name, time_zone)
    values ('d', 'D', 'America/Detroit'), ('l', 'L', 'Europe/London');
  insert into raw.teams (team_id, name, kind, location_id)
    select 's' || i, 'S' || i, 'success', if(i < 4, 'd', 'l') from range(6) as t(i);
  insert into raw.people (person_id, name) select 'p' || i, 'P' || i from range(60) as t(i);
  insert into raw.team_members (person_id, team_id, role, from_date)
    select 'p' || i, 's' || (i % 6), 'member', '2020-01-01' from range(60) as t(i)`;

const tenantsSql = `
  insert into raw.tenants (tenant_id, name, segment, industry, time_zone, seats, plan_features,
      created_date, renewal_date, unpaid_since_date)
    select 't' || i, 'T' || i, ['small', 'middle', 'large'][i % 3 + 1],
      ['care', 'dental', 'law', 'trade'][i % 4 + 1],
      ['America/Detroit', 'America/Los_Angeles', 'Europe/London', 'Asia/Kolkata'][i % 4 + 1],
      100, ['f0', 'f1', 'f2', 'f3', 'f4', 'f5'], '2023-01-01', '2027-03-01',
      if(i % 50 = 0, date '2026-10-20', null)
    from range(${tenantCount}) as t(i);
  insert into raw.tenant_owners (tenant_id, person_id, share, role, from_date, to_date)
    select 't' || i, 'p' || (i % 60), 1, 'csm', '2023-01-01', if(i % 5 = 0, date '2025-09-10', null)
    from range(${tenantCount}) as t(i)
    union all
    select 't' || i, 'p' || ((i + 7) % 60), 1, 'csm', '2025-09-10', null
    from range(${tenantCount}) as t(i) where i % 5 = 0;
  insert into raw.subscriptions (subscription_id, tenant_id, amount, interval_months,
      currency_code, from_date, to_date, status, renews_id, term_end_date, end_reason)
    select 'a' || i, 't' || i, 1000 + i, 1, 'USD', '2023-03-01', '2025-03-01', 'ended', null,
      '2025-03-01', 'replaced'
    from range(${tenantCount}) as t(i)
    union all
    select 'b' || i, 't' || i, 1000 + i * (i % 3), 1, 'USD', '2025-03-01', null, 'active', 'a' || i,
      '2027-03-01', null
    from range(${tenantCount}) as t(i);
  insert into raw.stakeholders (stakeholder_id, tenant_id, name, role, from_date)
    select 'k' || i, 't' || i, 'K', 'sponsor', '2023-01-01' from range(${tenantCount}) as t(i)`;

/** Users come on some of their days only, which the rows skipped by a hash make. */
const daysSql = (rowCount: number, rowsOfDay: number) => {
  const userCount = Math.ceil(rowCount / (tenantCount * dayCount * rowsOfDay * 0.68));
  return `(select 't' || tenant as tenant_id, 'u' || person as user_id, day, tenant, person,
      (hash(tenant, person, day) % 1000000007)::bigint as chance
    from range(${dayCount}) as d(day), range(${tenantCount}) as t(tenant),
      range(${userCount}) as u(person)
    where hash(tenant, day, person, 1) % 100 < 68
    limit ${Math.ceil(rowCount / rowsOfDay)})`;
};

const dailySql = (rowCount: number) => `
  insert into raw.usage_daily by name
    select tenant_id, user_id, date '2024-11-16' + day::integer as usage_date,
      if(person = 0, 'service', 'human') as user_kind, (1 + chance % 30)::integer as event_count,
      (1 + chance % 4)::integer as session_count,
      ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'][1 + chance % 5:2 + chance % 7] as features,
      timestamp '2024-11-16' + to_days(day::integer) + to_seconds((chance % 86400)::integer)
        as last_event_at
    from ${daysSql(rowCount, 1)}`;

/** Four events on each day of use. */
const eventsSql = (rowCount: number) => `
  update raw.entities set entity = 'usage_events' where entity = 'usage_daily';
  insert into raw.usage_events by name
    select 'e' || hash(tenant, person, day, part) as event_id, tenant_id, user_id,
      if(person = 0, 'service', 'human') as user_kind,
      if(part = 0, null, 'f' || (chance // part) % 8) as feature, part < 3 or chance % 3 > 0
        as is_qualifying,
      timestamp '2024-11-16' + to_days(day::integer)
        + to_seconds(((chance // (part + 1)) % 86400)::integer) as occurred_at
    from ${daysSql(rowCount, 4)}, range(4) as p(part)`;

const contactsSql = (count: number) => `
  insert into raw.activities by name
    select 'a' || i as activity_id, 't' || (hash(i) % ${tenantCount}) as tenant_id,
      'p' || (hash(i) % ${tenantCount} % 60) as person_id,
      ['call', 'email', 'meeting', 'check_in', 'survey'][1 + (hash(i + 1) % 5)::integer] as kind,
      'human' as actor_kind, hash(i + 2) % 3 > 0 as is_two_way,
      if(hash(i + 1) % 5 = 4, hash(i + 3) % 11, null)::integer as survey_score, seen_at as occurred_at
    from ${instantsSql(count)};
  insert into raw.messages by name
    select 'm' || i as message_id, 'r' || (i // 2) as thread_id,
      if(i % 3 = 0, 'support', 'email') as channel,
      if(i % 2 = 0, 'inbound', 'outbound') as direction,
      't' || (hash(i // 2) % ${tenantCount}) as tenant_id,
      'p' || (hash(i // 2) % ${tenantCount} % 60) as person_id, false as is_automatic, seen_at as sent_at
    from ${instantsSql(count)}`;

const instantsSql = (count: number) =>
  `(select i, timestamp '2024-11-16' + to_milliseconds(i * (63000000000 // ${count})) as seen_at
    from range(${count}) as t(i))`;
