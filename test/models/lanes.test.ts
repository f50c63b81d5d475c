import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Lanes, type Step } from '../../pipelines/models/lanes.ts';
import { Database } from '../../pipelines/warehouse/database.ts';

let folder: string;
let raw: Database;
let lanes: Lanes;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-lanes-'));
  raw = await Database.open(join(folder, 'raw.duckdb'));
  lanes = await Lanes.open(raw, join(folder, 'build.duckdb'));
});
afterEach(async () => {
  raw.close();
  await rm(folder, { recursive: true, force: true });
});

const step = (name: string, after: readonly string[], take: Step['take']): Step => ({
  name,
  after,
  take,
});
const create = (name: string, after: readonly string[], what: string) =>
  step(name, after, (lane) => lane.run(`create ${what}`));

/** What of five steps each one comes after: only earlier ones by number, whatever their place in the list. */
const dependencies = fc.tuple(
  ...[0, 1, 2, 3, 4].map((at) => fc.subarray([0, 1, 2, 3, 4].slice(0, at))),
);

describe('steps of a build', () => {
  afterEach(() => lanes.close());

  it('each begin when those that they come after have ended, never more at once than there are lanes', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
    await fc.assert(
      fc.asyncProperty(dependencies, order, async (after, places) => {
        const ended = new Set<number>();
        let running = 0;
        const taken: number[] = [];
        const steps = places.map((at) =>
          step(String(at), (after[at] ?? []).map(String), async (lane) => {
            expect((after[at] ?? []).filter((one) => !ended.has(one))).toEqual([]);
            running += 1;
            expect(running).toBeLessThanOrEqual(lanes.count);
            await lane.run('select 1');
            running -= 1;
            taken.push(at);
            ended.add(at);
          }),
        );
        await lanes.take(steps);
        expect(taken.toSorted()).toEqual([0, 1, 2, 3, 4]);
      }),
      { numRuns: 50, seed: 5 },
    );
  });

  it('see what others made, of which the build keeps what is no passing view', async () => {
    await lanes.take([
      create('c', ['b'], 'table c as select sum(a) as total from b'),
      create('b', ['a'], 'view passing.main.b as select a from a where a > 1'),
      create('a', ['given'], 'table a as select unnest([1, 2, 3]) as a'),
    ]);
    expect(await lanes.first.rows('from c')).toEqual([{ total: 5 }]);
    const kept = await lanes.first.rows<{ name: string }>(
      "select table_name as name from information_schema.tables where table_catalog = 'build' order by all",
    );
    expect(kept.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  it.runIf(availableParallelism() > 1)('are taken side by side', async () => {
    const begun = Promise.withResolvers<void>();
    await lanes.take([
      step('waits for the other', [], () => begun.promise),
      step('begins beside it', [], async () => begun.resolve()),
    ]);
    expect(lanes.count).toBeGreaterThan(1);
  });

  it.runIf(availableParallelism() > 1)(
    'end with the error of the one that fails: others are interrupted, or never begun',
    async () => {
      const begun: string[] = [];
      const failing = lanes.take([
        step('long', [], (lane) => lane.run('select sum(i) from range(1000000000000) as r(i)')),
        step('wrong', [], (lane) => lane.run('select nothing_of_the_kind')),
        step('later', ['wrong'], async () => void begun.push('later')),
      ]);
      await expect(failing).rejects.toThrow('nothing_of_the_kind');
      expect(begun).toEqual([]);
      // The lanes can be used again.
      await lanes.take([create('a', [], 'table a as select 1 as a')]);
      expect(await lanes.first.rows('from a')).toEqual([{ a: 1 }]);
    },
  );

  it.runIf(availableParallelism() > 1)(
    'are interrupted also in a statement that begins only after another failed',
    async () => {
      const failed = Promise.withResolvers<void>();
      const failing = lanes.take([
        step('late', [], async (lane) => {
          await failed.promise;
          await setTimeout(20);
          await lane.run('select sum(i) from range(1000000000000) as r(i)');
        }),
        step('wrong', [], (lane) =>
          lane.run('select nothing_of_the_kind').finally(() => failed.resolve()),
        ),
      ]);
      await expect(failing).rejects.toThrow('nothing_of_the_kind');
    },
  );

  it('that wait for each other are an error', async () => {
    const circle = lanes.take([
      step('a', ['b'], async () => undefined),
      step('b', ['a'], async () => undefined),
    ]);
    await expect(circle).rejects.toThrow('steps wait for each other: a, b');
  });
});

it('a build is whole in its file when its lanes are closed, and raw is as before', async () => {
  await lanes.take([create('a', [], 'table a as select 1 as a')]);
  // Nothing is written twice: there is no log beside a file that is thrown away when it is cut off.
  expect(await readdir(folder)).not.toContain('build.duckdb.wal');
  await lanes.close();
  const build = await Database.open(join(folder, 'build.duckdb'), { readOnly: true });
  expect(await build.rows('from a')).toEqual([{ a: 1 }]);
  build.close();
  const attached = await raw.rows<{ database_name: string }>(
    'select database_name from duckdb_databases() where not internal',
  );
  expect(attached.map(({ database_name: name }) => name)).toEqual(['raw']);
});
