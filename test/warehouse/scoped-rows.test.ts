import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scope, type ScopeRow, visibleScopes } from '../../pipelines/access/scope.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { openScoped } from '../../pipelines/warehouse/scoped.ts';
import { buildCase } from '../models/model-case.ts';

// Calls of p1 and p2, both of the team cc; revenue of tenants whose owners u and v share.
const cases = join(import.meta.dirname, '../cases');
let calls: Awaited<ReturnType<typeof buildCase>>;
let revenue: Awaited<ReturnType<typeof buildCase>>;
beforeAll(async () => {
  calls = await buildCase(join(cases, 'calls-legs'));
  revenue = await buildCase(join(cases, 'portfolio-shares'));
});
afterAll(async () => {
  await calls.close();
  await revenue.close();
});

async function rowsSeen<T>(
  made: Awaited<ReturnType<typeof buildCase>>,
  scope: Scope,
  table: string,
  sql: string,
): Promise<T[]> {
  const all = await made.build.rows<ScopeRow>('select * from scopes');
  const wanted = [{ table, where: 'true' }];
  const visible = visibleScopes(scope, all);
  const database: Database = await openScoped(made.made.path, [], visible, { rows: wanted });
  try {
    return await database.rows<T>(sql);
  } finally {
    database.close();
  }
}

const people = 'select distinct person_id from handles order by person_id';

describe('the rows behind a number (TN-7)', () => {
  it('of a person are nobody else\u2019s', async () => {
    const seen = await rowsSeen(calls, { kind: 'member', id: 'p1' }, 'handles', people);
    expect(seen).toEqual([{ person_id: 'p1' }]);
  });

  it('of a team are those of all its people', async () => {
    const seen = await rowsSeen(calls, { kind: 'team', id: 'cc' }, 'handles', people);
    expect(seen).toEqual(expect.arrayContaining([{ person_id: 'p1' }, { person_id: 'p2' }]));
    const [row] = await calls.build.rows(
      "select count(*) as total from handles where team_id = 'cc'",
    );
    const counted = 'select count(*) as total from handles';
    expect(await rowsSeen(calls, { kind: 'team', id: 'cc' }, 'handles', counted)).toEqual([row]);
  });

  it('that belong to no person are not a person\u2019s to see', async () => {
    const sql = 'select count(*) as total from queue_visits';
    const all = await calls.build.one<{ total: number }>(sql);
    expect(all.total).toBeGreaterThan(0);
    expect(await rowsSeen(calls, { kind: 'member', id: 'p1' }, 'queue_visits', sql)).toEqual([
      { total: 0 },
    ]);
  });

  it('that name their scope are seen by who sees that scope', async () => {
    const sql = `select distinct scope_kind || ':' || scope_id as scope from revenue_by_tenant
      order by scope`;
    const ofTenant = await rowsSeen(revenue, { kind: 'tenant', id: 'B' }, 'revenue_by_tenant', sql);
    expect(ofTenant).toEqual([{ scope: 'tenant:B' }]);
    const ofPerson = await rowsSeen(revenue, { kind: 'member', id: 'v' }, 'revenue_by_tenant', sql);
    expect(ofPerson).toEqual([
      { scope: 'member:v' },
      { scope: 'team_member:t1/v' },
      { scope: 'team_member:t2/v' },
    ]);
  });
});
