import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { buildPath, readPublished } from '../../pipelines/warehouse/publish.ts';
import { tries } from '../counts.ts';
import { differingNumbers } from './compare-builds.ts';
import { healthyDemo, smallAsOf, smallCompany } from './healthy-demo.ts';
import { copyWorkspace, makeParentFolder, muster, musterKilledAt } from './muster.ts';

let parent: string;
let untouched: string;
let expected: Result;

/** What a finished run leaves, without the names that hold the count of loads. */
interface Result {
  readonly buildPath: string;
  readonly rawCounts: unknown[];
  readonly csvs: Record<string, string>;
  readonly mails: string[];
}

beforeAll(async () => {
  parent = await makeParentFolder();
  untouched = join(parent, 'untouched');
  const argv = ['demo', untouched, ...smallCompany, '--as-of', smallAsOf];
  const killed = await musterKilledAt(argv, /extract …/, 0);
  expect(killed.wasKilled).toBe(true);
  // The killed process left the server running; the next command finds and stops it.
  expect((await muster(['status', '--workspace', untouched])).exitCode).toBe(0);
  expected = await readResult(await healthyDemo());
}, 180_000);
afterAll(() => rm(parent, { recursive: true, force: true }));

async function finish(name: string): Promise<Result> {
  const folder = join(parent, name);
  const done = await muster(['run', '--workspace', folder]);
  expect({ exitCode: done.exitCode, stderr: done.exitCode === 0 ? '' : done.stderr }).toEqual({
    exitCode: 0,
    stderr: '',
  });
  return readResult(folder);
}

async function readResult(folder: string): Promise<Result> {
  const published = await readPublished(join(folder, 'builds'));
  const raw = await Database.open(join(folder, 'raw.duckdb'), { readOnly: true });
  const rawCounts = await raw.rows(`select 'call_lines' as entity, count(*) as row_count,
      count(distinct leg_id) as key_count from call_lines
    union all select 'people', count(*), count(distinct person_id) from people
    union all select 'annotations', count(*), count(distinct annotation_id) from call_annotations
    union all select 'rejects', count(*), count(distinct (file_hash, line_number)) from rejects
    order by entity`);
  raw.close();
  const output = join(folder, 'output');
  const csvs: Record<string, string> = {};
  for (const path of (await readdir(output, { recursive: true })).sort()) {
    if (path.endsWith('.csv')) csvs[path] = await readFile(join(output, path), 'utf8');
  }
  const parts = (await readdir(folder, { recursive: true })).filter(
    (path) => path.endsWith('.part') && !path.startsWith('postgres'),
  );
  expect(parts).toEqual([]);
  const mails = (await readdir(join(folder, 'outbox'))).sort();
  return {
    buildPath: buildPath(join(folder, 'builds'), published?.buildId ?? ''),
    rawCounts,
    csvs,
    mails,
  };
}

const moments = fc.record({
  step: fc.constantFrom('extract', 'build', 'render', 'deliver'),
  pauseMs: fc.integer({ min: 0, max: 700 }),
});

describe('kill -9 at any moment of a run, and a run after it (CC-1)', () => {
  const sample = fc.sample(moments, { numRuns: tries(1, 25), seed: 20261116 });

  it.each(sample.map((moment, index) => ({ ...moment, index })))(
    'gives the same as a whole run: $pauseMs ms into $step',
    async ({ step, pauseMs, index }) => {
      const name = `killed-${index}`;
      const folder = join(parent, name);
      copyWorkspace(untouched, folder);
      const argv = ['run', '--workspace', folder];
      const killed = await musterKilledAt(argv, new RegExp(`${step} …`), pauseMs);
      expect(killed.wasKilled || killed.exitCode === 0).toBe(true);
      const { buildPath: path, ...rest } = await finish(name);
      const { buildPath: expectedPath, ...expectedRest } = expected;
      expect(rest).toEqual(expectedRest);
      expect(await differingNumbers(path, expectedPath)).toEqual([]);
      await rm(folder, { recursive: true });
    },
    // Two whole runs, like the hook above.
    180_000,
  );
});
