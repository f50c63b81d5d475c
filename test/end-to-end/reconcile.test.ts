import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { sample } from '../extract/three-cx-lines.ts';
import { makeParentFolder, muster } from './muster.ts';

const config = `company: Reconciled
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

type Day = Record<string, number & string & null>;

describe('muster reconcile (CC-1)', () => {
  let folder: string;
  let parent: string;
  const call = (...argv: string[]) => muster([...argv, '--workspace', folder]);
  const inRaw = async (sql: string) => {
    const raw = await Database.open(join(folder, 'raw.duckdb'));
    await raw.run(sql);
    raw.close();
  };

  async function days(...argv: string[]): Promise<{ exitCode: number; of: (key: string) => Day }> {
    const { exitCode, stdout, stderr } = await call('reconcile', '--json', ...argv);
    if (stdout === '') throw new Error(stderr);
    const rows = JSON.parse(stdout) as Day[];
    const of = (key: string) =>
      rows.find((row) => `${row.source}/${row.entity}/${row.local_date ?? ''}` === key) ?? {};
    return { exitCode, of };
  }

  beforeAll(async () => {
    parent = await makeParentFolder();
    folder = join(parent, 'reconciled');
    await mkdir(join(folder, 'inbox'), { recursive: true });
    await mkdir(join(folder, 'notes'));
    await mkdir(join(folder, 'sql/sources/files'), { recursive: true });
    await writeFile(join(folder, 'muster.yaml'), config);
    await writeFile(join(folder, 'sql/sources/files/people.sql'), people);
    // Two equal rows are one person; a row without an id is rejected.
    await writeFile(join(folder, 'notes/people.csv'), 'person_id,name\np1,A\np1,A\np2,B\n,C\n');
    const [first = '', second = '', third = '', fourth = ''] = sample;
    await writeFile(join(folder, 'inbox/a.log'), `${first}\n${second}\n${third}\nbroken\n`);
    await writeFile(join(folder, 'inbox/b.log'), `${third}\n${fourth}\n`);
    const ran = await call('extract');
    expect({ code: ran.exitCode, stderr: ran.exitCode === 0 ? '' : ran.stderr }).toEqual({
      code: 0,
      stderr: '',
    });
    const built = await call('build');
    expect({ code: built.exitCode, text: built.exitCode === 0 ? '' : built.stderr }).toEqual({
      code: 0,
      text: '',
    });
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  it('finds every line, row and call again, and says what became of the others', async () => {
    const { exitCode, of } = await days();
    expect(exitCode).toBe(0);
    expect(of('3cx/call_lines/2026-11-01')).toMatchObject({
      source_count: 4,
      raw_count: 4,
      build_line_count: 4,
      call_count: 4,
      difference: 0,
      is_explained: true,
    });
    expect(of('3cx/call_lines/')).toMatchObject({ rejected_count: 1, is_explained: true });
    expect(of('notes/people/')).toMatchObject({
      source_count: 4,
      raw_count: 2,
      merged_count: 1,
      rejected_count: 1,
      difference: 0,
    });
  });

  it('prints sums for people, and shows what is left out for a period', async () => {
    const { stdout, exitCode } = await call('reconcile', '--period', '2026-10');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/notes\s+people\s+all\s+4\s+2\s+ok\s+1 rejected, 1 merged/);
    expect(stdout).toMatch(/3cx\s+call_lines\s+all\s+1\s+0\s+ok\s+1 rejected/);
  });

  it('explains lines that no run has read yet, and a build that is older than raw', async () => {
    const later = (sample[0] ?? '')
      .replaceAll('4410', '4420')
      .replace('Call 512004', 'Call 512044');
    await writeFile(join(folder, 'inbox/c.log'), `${later}\n`);
    const before = await days();
    expect(before.exitCode).toBe(0);
    expect(before.of('3cx/call_lines/2026-11-01')).toMatchObject({
      source_count: 5,
      raw_count: 4,
      unread_count: 1,
      difference: 0,
    });
    expect((await call('extract')).exitCode).toBe(0);
    const between = await days();
    expect(between.exitCode).toBe(0);
    expect(between.of('3cx/call_lines/2026-11-01').explanation).toContain('older than raw');
    expect((await call('build')).exitCode).toBe(0);
    expect((await days()).of('3cx/call_lines/2026-11-01')).toMatchObject({ call_count: 5 });
  });

  it('ends with 4 and names the day when raw has lost a line', async () => {
    await inRaw("delete from raw.call_lines where leg_id like '%_4412'");
    const { exitCode, of } = await days();
    expect(exitCode).toBe(4);
    expect(of('3cx/call_lines/2026-11-01')).toMatchObject({ difference: 1, is_explained: false });
    const { stdout, stderr } = await call('reconcile');
    expect(stdout).toMatch(/2026-11-01\s.*WRONG\s+1 in the source and not in raw/);
    expect(stderr).toContain('explained by nothing');
  });

  it('explains rows of a file that is no longer in the archive', async () => {
    const names = await readdir(join(folder, 'archive/3cx'));
    expect(names).toContain('c.log');
    await rm(join(folder, 'archive/3cx/c.log'));
    const { of } = await days();
    expect(of('3cx/call_lines/2026-11-01')).toMatchObject({ gone_count: 1, difference: 1 });
  });

  it('counts nothing into raw itself', async () => {
    const raw = await Database.open(join(folder, 'raw.duckdb'), { readOnly: true });
    const { lines } = await raw.one<{ lines: number }>('select count(*) as lines from call_lines');
    raw.close();
    expect(lines).toBe(4);
    expect((await readdir(join(folder, 'tmp'))).filter((name) => /reconcile/.test(name))).toEqual(
      [],
    );
  });
});
