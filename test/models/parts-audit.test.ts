import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';

let database: Database;
let audit: string;
beforeAll(async () => {
  const path = join(import.meta.dirname, '../../sql/audits/assert_parts_add_up.sql');
  audit = await readFile(path, 'utf8');
  database = await Database.open(':memory:');
  await database.run(`
    create table periods as
      select 'week' as grain, date '2026-11-02' as period_start_date, true as is_closed;
    create table scopes as select 'team' as scope_kind, 't1' as scope_id, 'l1' as location_id;
    create table metric_rows as select 'csat' as metric_id, false as is_of_person,
      true as is_dated, false as has_unowned, 'both' as part_sums, ['member', 'team', 'location'] as splits;
    create table metric_values (metric_id varchar, scope_kind varchar, scope_id varchar,
      grain varchar, period_start_date date, numerator double, denominator double, value double,
      sample_count bigint)`);
});
afterAll(() => database.close());

/** Scores of u and v in team t1, and of nobody known: 9 / 2, 4 / 1 and 3 / 1. */
async function failures(change: string, partSums = 'both') {
  await database.run(`update metric_rows set part_sums = '${partSums}';
    delete from metric_values; insert into metric_values
    select 'csat', col0, col1, 'week', '2026-11-02', col2, col3, col2 / col3, col3
    from (values
      ('team_member', 't1/u', 9, 2), ('team_member', 't1/v', 4, 1), ('team', 't1', 13, 3),
      ('location', 'l1', 13, 3), ('member', 'u', 9, 2), ('member', 'v', 4, 1),
      ('member', 'unassigned:3cx', 3, 1), ('organization', 'all', 16, 4));
    ${change}`);
  const rows = await database.rows<{ whole_kind: string }>(audit);
  return rows.map((row) => row.whole_kind).sort();
}

describe('assert_parts_add_up', () => {
  it.each([
    ['nothing where all parts are there', '', []],
    ['a person missing in a team', "delete from metric_values where scope_id = 't1/v'", ['team']],
    [
      'a denominator that differs',
      "update metric_values set denominator = 4 where scope_kind = 'location'",
      ['location'],
    ],
    [
      'work of nobody known that was dropped',
      "delete from metric_values where scope_id like 'unassigned%'",
      ['organization'],
    ],
    [
      'a team without its row',
      "delete from metric_values where scope_kind = 'team'",
      ['location', 'team'],
    ],
  ])('finds %s', async (_what, change, found) => {
    expect(await failures(change)).toEqual(found);
  });

  // All parts have the seven days of the week for their denominator, which do not add up to 21.
  const sameDays = 'update metric_values set denominator = 7';

  it('adds only the numerators of parts that share one denominator', async () => {
    expect(await failures(sameDays)).toEqual(['organization', 'team']);
    expect(await failures(sameDays, 'numerator')).toEqual([]);
    const missing = "delete from metric_values where scope_id = 't1/v'";
    expect(await failures(`${sameDays}; ${missing}`, 'numerator')).toEqual(['team']);
  });

  it('lets what is about tenants be of no person, but not miss in a team', async () => {
    const unowned = "delete from metric_values where scope_id like 'unassigned%'";
    await database.run("update metric_rows set splits = splits || ['tenant']");
    expect(await failures(unowned)).toEqual(['organization']);
    await database.run('update metric_rows set has_unowned = true');
    expect(await failures(unowned)).toEqual([]);
    const missing = "delete from metric_values where scope_id = 't1/v'";
    expect(await failures(`${unowned}; ${missing}`)).toEqual(['team']);
    await database.run(
      "update metric_rows set has_unowned = false, splits = list_filter(splits, lambda cut: cut != 'tenant')",
    );
  });

  it('asks people and tenants each for the whole, and never for both together', async () => {
    await database.run("update metric_rows set splits = splits || ['tenant']");
    const tenants = `insert into metric_values values
      ('csat', 'tenant', 'a', 'week', '2026-11-02', 10, 2, 5, 2),
      ('csat', 'tenant', 'b', 'week', '2026-11-02', 6, 2, 3, 2)`;
    expect(await failures(tenants)).toEqual([]);
    const lost = (kind: string, id: string) =>
      `${tenants}; delete from metric_values where scope_kind = '${kind}' and scope_id = '${id}'`;
    expect(await failures(lost('tenant', 'b'))).toEqual(['organization']);
    expect(await failures(lost('member', 'v'))).toEqual(['organization']);
    await database.run(
      "update metric_rows set splits = list_filter(splits, lambda cut: cut != 'tenant')",
    );
  });

  it('adds nothing where each part is taken anew, such as a distinct count', async () => {
    const twice = "update metric_values set numerator = 9 where scope_id = 't1/v'";
    expect(await failures(twice)).toEqual(['team']);
    expect(await failures(twice, 'none')).toEqual([]);
  });
});
