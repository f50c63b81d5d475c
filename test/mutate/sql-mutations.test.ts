import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { mutationsOf } from './sql-mutations.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open(':memory:');
});
afterAll(() => database.close());

const namesOf = async (sql: string) =>
  (await mutationsOf(database, sql)).slice(1).map(({ name }) => name);

describe('mutationsOf', () => {
  it('changes every place once, and says on which line', async () => {
    const sql = `select count(distinct a.x) filter (where a.y > 2) / nullif(a.z, 0) as share
from a
left join b on a.x = b.x
where a.y <= 5 and a.z is not distinct from b.z`;
    expect((await namesOf(sql)).sort()).toEqual([
      'line 1: > becomes >=',
      'line 1: distinct of count is left out',
      'line 1: filter is left out',
      'line 1: nullif is left out',
      'line 1: the constant 0 is one more',
      'line 1: the constant 2 is one more',
      'line 3: = becomes !=',
      'line 3: left join becomes inner',
      'line 4: <= becomes <',
      'line 4: condition 1 of 2 is left out',
      'line 4: condition 2 of 2 is left out',
      'line 4: is not distinct from is turned around',
      'line 4: the constant 5 is one more',
      'line 4: where is left out',
    ]);
  });

  it('starts with the model as DuckDB prints it, which gives the same rows', async () => {
    const sql = `select t.i, s.k from range(4) as t(i) cross join (select 1 as one) as u
      left join (select 2 as k) as s on t.i = s.k and u.one = 1 order by all`;
    const [same] = await mutationsOf(database, sql);
    expect(same?.name).toBe('');
    expect(await database.rows(same?.sql ?? '')).toEqual(await database.rows(sql));
  });

  it('gives different rows for a boundary', async () => {
    const changed = await mutationsOf(
      database,
      'select count(*) as n from range(10) as t(i) where i < 5',
    );
    const less = changed.find(({ name }) => name.endsWith('< becomes <='));
    expect(await database.rows(less?.sql ?? '')).toEqual([{ n: 6 }]);
  });
});
