import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../pipelines/warehouse/database.ts';
import { makeParentFolder, muster } from './muster.ts';

const guide = join(import.meta.dirname, '../../docs/guides/declared-columns.md');

/** The example's file and the part of muster.yaml, as the guide prints them. */
async function readExample(): Promise<{ file: string; yaml: string }> {
  const text = await readFile(guide, 'utf8');
  const [file = '', yaml = ''] = [...text.matchAll(/```(?:yaml)?\n([\s\S]*?)```/g)].map(
    ([, block = '']) => block,
  );
  return { file, yaml };
}

describe("the guide's example of declared columns (CC-14)", () => {
  let parent: string;
  let folder: string;
  beforeAll(async () => {
    parent = await makeParentFolder();
    folder = join(parent, 'hotline');
    const { file, yaml } = await readExample();
    await mkdir(join(folder, 'inbox/hotline'), { recursive: true });
    await writeFile(join(folder, 'inbox/hotline/calls-2026-11-02.csv'), file);
    await writeFile(join(folder, 'inbox/hotline/other.csv'), 'not;declared\n');
    await writeFile(
      join(folder, 'muster.yaml'),
      `company: Hotline\ntime_zone: America/Detroit\n${yaml}`,
    );
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  it('loads its two calls as it says', async () => {
    const ran = await muster(['extract', '--workspace', folder], { now: '2026-11-03T12:00:00Z' });
    expect({ code: ran.exitCode, stderr: ran.exitCode === 0 ? '' : ran.stderr }).toEqual({
      code: 0,
      stderr: '',
    });
    const raw = await Database.open(join(folder, 'raw.duckdb'), { readOnly: true });
    const rows =
      await raw.rows(`select call_id, started_at, direction, status, queue_id, agent_kind,
      agent_value, wait_seconds, talk_seconds, change_reason, party_masked
      from raw.call_lines order by call_id`);
    const sources = await raw.rows(
      'select has_wait, has_offers, has_talk_in_queue_calls, has_transfers from raw.sources',
    );
    raw.close();
    expect(rows.map((row) => Object.values(row))).toEqual([
      [
        '77001',
        '2026-11-02 14:00:00',
        'inbound',
        'answered',
        'hotline',
        'display_name',
        'Priya Nair',
        20,
        100,
        null,
        '•••42',
      ],
      [
        '77002',
        '2026-11-02 14:05:00',
        'inbound',
        'abandoned',
        'hotline',
        null,
        null,
        41,
        null,
        null,
        '•••17',
      ],
    ]);
    expect(sources.map((row) => Object.values(row))).toEqual([[true, false, true, true]]);
  });
});
