import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBenchmarkPools } from '../../pipelines/models/benchmark-pools.ts';
import { identifyBuild } from '../../pipelines/models/build.ts';
import { createGivenTables } from '../../pipelines/models/given-tables.ts';
import { createMetricRows } from '../../pipelines/models/metric-rows.ts';
import { createMetricSplits } from '../../pipelines/models/metric-splits.ts';
import { createMetricTables } from '../../pipelines/models/metrics.ts';
import { type Model, readModel, relationKind } from '../../pipelines/models/model.ts';
import type { Program } from '../../pipelines/models/program.ts';
import { type Database, identifier } from '../../pipelines/warehouse/database.ts';
import { floatSums, loopJoins } from './bound-plan.ts';
import { emptyRaw, settingsOf } from './model-case.ts';
import { knownProgram } from './pruned-program.ts';

let raw: Database;
let build: Database;
let program: Program;

beforeAll(async () => {
  ({ raw } = await emptyRaw());
  program = await knownProgram(raw, undefined);
  build = await raw.another();
  const settings = settingsOf({ asOf: '2026-11-16T12:00:00Z' });
  await build.run("attach ':memory:' as build; use build");
  const identity = identifyBuild(program, settings, 'empty', 'test');
  await createGivenTables(build, settings, identity, program.seeds);
});
afterAll(() => raw.close());

const given = (sql: string): Model => {
  const text = `-- Grain: a\n-- Unit: u\n-- Source: s\n-- Answers: what?\n\n${sql}`;
  return readModel({ path: 'a.sql', absolutePath: 'a.sql', text, isOverlaid: false }, 'core');
};

describe('floatSums', () => {
  it.each([
    ['select 1 as a, sum(x) as total from (select 0.1::double as x)', ['sum(x)']],
    ['select 1 as a, avg(x) filter (where x > 0) as mean from (select 1::float as x)', ['avg(…)']],
    ['select 1 as a, sum(x) as total from (select 0.1 as x union all select 1)', []],
    ['select 1 as a, sum(x::decimal(9, 3)) as total from (select 0.1::double as x)', []],
    ['select 1 as a, max(x) as most from (select 0.1::double as x)', []],
  ])('reads %s', async (sql, expected) => {
    expect(await floatSums(build, given(sql))).toEqual(expected);
  });
});

/** Models whose joins of that kind have few rows on one side: owners of accounts, one row of settings. */
const ofFewRows = new Set(['tenant_ownership', 'deal_states', 'rollup_retention']);

describe('loopJoins', () => {
  it.each([
    ['left join b on a.x = b.x and b.y >= coalesce(a.y, b.y)', ['LEFT']],
    ['anti join b on a.x = b.x and a.y > 0', ['ANTI']],
    ['left join b on a.x = b.x and b.y >= a.y', []],
    ['inner join b on a.x = b.x and b.y >= coalesce(a.y, b.y)', []],
  ])('reads %s', async (join, expected) => {
    const rows = 'select i as x, i as y from range(9) as t(i)';
    const sql = `with a as (${rows}), b as (${rows}) select a.x as a from a ${join}`;
    expect(await loopJoins(build, given(sql))).toEqual(expected);
  });
});

// Two builds of equal rows are equal to the last digit, so a run after a crash changes nothing (CC-1).
describe('no model', () => {
  it('adds up doubles, or joins large tables by loops', async () => {
    const { models } = program.plan;
    const findings = models.filter(({ layer }) => layer === 'findings');
    const found: string[] = [];
    const look = async (model: Model) => {
      for (const sum of await floatSums(build, model)) found.push(`${model.file.path}: ${sum}`);
      if (ofFewRows.has(model.name)) return;
      for (const kind of await loopJoins(build, model))
        found.push(`${model.file.path}: ${kind.toLowerCase()} join on both sides at once`);
    };
    for (const model of models.filter(({ layer }) => layer !== 'findings')) {
      await look(model);
      await build.run(
        `create ${relationKind(model)} ${identifier(model.name)} as ${model.file.text}`,
      );
    }
    const kpis = models.filter(({ layer }) => layer === 'kpis');
    await createMetricTables(build, kpis);
    await createMetricRows(build, kpis, models, program.plan.reads);
    await createMetricSplits(build);
    await createBenchmarkPools(build, kpis);
    for (const model of findings) {
      await look(model);
      await build.run(
        `create ${relationKind(model)} ${identifier(model.name)} as ${model.file.text}`,
      );
    }
    expect(found).toEqual([]);
  });
});
