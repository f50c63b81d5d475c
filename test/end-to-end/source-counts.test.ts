import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { readPublished } from '../../pipelines/warehouse/publish.ts';
import { sample } from '../extract/three-cx-lines.ts';
import { makeParentFolder, muster } from './muster.ts';

const config = `company: Counted
time_zone: America/Detroit
as_of: 2026-11-02T07:00:00-05:00
sources:
  3cx: { kind: cdr, format: 3cx, folder: inbox, time_zone: UTC }
  notes: { kind: files, folder: notes }
extract: { max_rejected_share: 0.5 }
`;

const people = `-- Entity:  people
-- Answers: who works here?

select person_id::varchar as person_id, name, null::varchar as email, null::date as joined_date,
  null::date as left_date
from read_csv(getvariable('folder') || '/people.csv', header = true, all_varchar = true)
`;

type Counts = Record<string, number> & { source: string; remark: string | null };

describe('the counts of each source (CC-1)', () => {
  let folder: string;
  let parent: string;
  let counts: ReadonlyMap<string, Counts>;
  const call = (...argv: string[]) => muster([...argv, '--workspace', folder]);

  beforeAll(async () => {
    parent = await makeParentFolder();
    folder = join(parent, 'counted');
    await mkdir(join(folder, 'inbox'), { recursive: true });
    await mkdir(join(folder, 'notes'));
    await mkdir(join(folder, 'sql/sources/files'), { recursive: true });
    await writeFile(join(folder, 'muster.yaml'), config);
    await writeFile(join(folder, 'sql/sources/files/people.sql'), people);
    await writeFile(join(folder, 'notes/people.csv'), 'person_id,name\np1,A\np2,B\n,C\n');
    const [first = '', second = '', third = '', fourth = ''] = sample;
    await writeFile(join(folder, 'inbox/a.log'), `${first}\n${second}\n${third}\nbroken\n`);
    await writeFile(join(folder, 'inbox/b.log'), `${third}\n${fourth}\n`);
    const ran = await call('run');
    expect({ code: ran.exitCode, text: ran.exitCode === 0 ? '' : ran.stderr }).toEqual({
      code: 0,
      text: '',
    });
    const published = await readPublished(join(folder, 'builds'));
    const build = await Database.open(join(folder, 'builds', `${published?.buildId}.duckdb`), {
      readOnly: true,
    });
    const rows = await build.rows<Counts>('select * from source_counts');
    build.close();
    counts = new Map(rows.map((row) => [row.source, row]));
  }, 60_000);
  afterAll(() => rm(parent, { recursive: true, force: true }));

  it('add up, from the lines of the files to the calls', () => {
    expect(counts.get('3cx')).toMatchObject({
      file_count: 2,
      row_count: 6,
      loaded_count: 4,
      merged_count: 1,
      rejected_count: 1,
      skipped_count: 0,
      line_count: 4,
      line_of_call_count: 4,
      call_count: 4,
    });
    expect(counts.get('notes')).toMatchObject({ row_count: 3, loaded_count: 2, rejected_count: 1 });
  });

  it('are those that muster reconcile finds by counting anew', async () => {
    const { stdout } = await call('reconcile', '--json');
    const days = JSON.parse(stdout) as (Record<string, number | null> & { source: string })[];
    for (const source of ['3cx', 'notes']) {
      const found = (column: string) =>
        days
          .filter((day) => day.source === source)
          .reduce((sum, day) => sum + (day[column] ?? 0), 0);
      const count = counts.get(source);
      // Reconciling counts several lines about one leg once.
      expect(found('source_count')).toBe((count?.row_count ?? 0) - (count?.merged_count ?? 0));
      expect(found('raw_count')).toBe(count?.loaded_count);
      expect(found('rejected_count')).toBe(count?.rejected_count);
      expect(found('skipped_count')).toBe(count?.skipped_count);
      expect(found('build_line_count')).toBe(count?.line_count);
      expect(found('call_count')).toBe(count?.call_count);
    }
  });

  it('stand in the record of the run, and in what status prints', async () => {
    const { stdout } = await call('status', '--json');
    const { read_steps: steps } = JSON.parse(stdout) as {
      read_steps: { step: string; detail: string }[];
    };
    expect(steps.map(({ step, detail }) => [step, detail])).toEqual([
      ['extract 3cx', '6 rows read: 4 loaded, 1 merged, 1 rejected, 0 no record; 4 new or changed'],
      [
        'extract notes',
        '3 rows read: 2 loaded, 0 merged, 1 rejected, 0 no record; 2 new or changed',
      ],
    ]);
    const text = (await call('status')).stdout;
    expect(text).toMatch(/3cx\s+cdr\s+2026-11-0\d \d\d:\d\d:\d\d\s+6\s+4\s+1\s+1\s+0\s+4\n/);
  });

  it('say of a run that finds no new file that there was none', async () => {
    expect((await call('run')).exitCode).toBe(0);
    expect((await call('status')).stdout).toMatch(/3cx\s+no new file/);
  });
});
