import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CycleError, orderNodes } from '../../pipelines/models/graph.ts';
import { type Layer, readModel } from '../../pipelines/models/model.ts';
import { planModels } from '../../pipelines/models/plan.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open(':memory:');
});
afterAll(() => database.close());

const header = '-- Grain: a\n-- Unit: rows\n-- Source: x\n-- Answers: what?\n';
const metricHeader = `${header}-- Name: M\n-- Definition: d\n-- Better: higher\n-- Window: w\n-- Needs: n\n`;

function model(layer: Layer, name: string, sql: string) {
  const path = `sql/${layer}/${name}.sql`;
  const text = `${layer === 'kpis' ? metricHeader : header}\n${sql}`;
  return readModel({ path, absolutePath: path, text, isOverlaid: false }, layer);
}

const passing = {
  path: 'sql/core/passing.sql',
  absolutePath: 'sql/core/passing.sql',
  text: `${header}-- Kept as: nothing\n\nselect 1 as a`,
  isOverlaid: false,
};

const plan = (...models: ReturnType<typeof model>[]) =>
  planModels(database, models, new Set(['run_settings']));

describe('planModels', () => {
  it('orders models by what they read, through CTEs, subqueries and unions', async () => {
    const { models, reads } = await plan(
      model(
        'rollups',
        'r',
        'with c as (select * from b) select * from c union all select * from a',
      ),
      model('core', 'b', 'select * from a where a in (select a from run_settings)'),
      model('core', 'a', 'select * from stg_a'),
      model('staging', 'stg_a', 'select * from raw.a'),
    );
    expect(models.map((each) => each.name)).toEqual(['stg_a', 'a', 'b', 'r']);
    expect([...(reads.get('r') ?? [])].sort()).toEqual(['a', 'b']);
  });

  it('does not take a CTE for a model of another name space', async () => {
    const { reads } = await plan(
      model('core', 'a', 'select 1 as a'),
      model(
        'core',
        'b',
        'with final as (select * from a) select * from final join final as f using (a)',
      ),
    );
    expect([...(reads.get('b') ?? [])]).toEqual(['a']);
  });

  it.each([
    [
      'an unknown relation',
      'select * from nowhere',
      'reads "nowhere", which is no model and no seed',
    ],
    ['raw outside staging', 'select * from raw.people', 'reads raw.people, which only staging may'],
    ['a layer to its right', 'select * from r', 'reads "r", which lies to its right in rollups'],
    ['itself', 'select * from b', 'these depend on each other: b → b'],
  ])('refuses a core model that reads %s', async (_what, sql, message) => {
    const planned = plan(model('core', 'b', sql), model('rollups', 'r', 'select 1 as a'));
    await expect(planned).rejects.toThrow(`sql/core/b.sql: ${message}`);
  });

  it('refuses a metric that reads core', async () => {
    const planned = plan(
      model('core', 'a', 'select 1 as a'),
      model('kpis', 'm', 'select * from a'),
    );
    await expect(planned).rejects.toThrow(
      'sql/kpis/m.sql: reads "a"; a metric reads roll-ups only',
    );
  });

  it.each(['nowhere', 'stg_a', 'passing'])(
    'refuses a metric made of the rows of %s, which no build keeps',
    async (rows) => {
      const text = `${metricHeader}-- Rows: ${rows} where a > 0\n-- Adds: count(*)\n\nselect 1 as a`;
      const path = 'sql/kpis/m.sql';
      const planned = plan(
        model('staging', 'stg_a', 'select * from raw.a'),
        readModel(passing, 'core'),
        readModel({ path, absolutePath: path, text, isOverlaid: false }, 'kpis'),
      );
      await expect(planned).rejects.toThrow(
        `sql/kpis/m.sql: is made of the rows of "${rows}", which is no kept model`,
      );
    },
  );

  it('refuses a CTE that would hide a model', async () => {
    const planned = plan(
      model('core', 'a', 'select 1 as a'),
      model('core', 'b', 'with a as (select 2 as a) select * from a'),
    );
    await expect(planned).rejects.toThrow(
      'the CTE "a" bears the name of a model and would hide it',
    );
  });

  it('refuses a file that is no select, and shows where it breaks', async () => {
    await expect(plan(model('core', 'b', 'create table x as select 1'))).rejects.toThrow(
      'sql/core/b.sql: Only SELECT statements can be serialized to json!',
    );
    await expect(plan(model('core', 'b', 'select 1 frm\n  where where'))).rejects.toThrow(
      /^sql\/core\/b\.sql:7:9: syntax error at or near "where"/,
    );
  });
});

describe('orderNodes', () => {
  it('names the whole circle', () => {
    const edges = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b'])],
    ]);
    expect(() => orderNodes(edges)).toThrow(new CycleError(['b', 'c', 'b']));
  });
});
