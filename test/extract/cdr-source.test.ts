import { existsSync, readdirSync, statSync } from 'node:fs';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { threeCx } from '../../pipelines/extract/cdr/3cx/adapter.ts';
import type { CdrShape } from '../../pipelines/extract/cdr/adapter.ts';
import { moveToArchive } from '../../pipelines/extract/cdr/archive.ts';
import { listInbox } from '../../pipelines/extract/cdr/inbox.ts';
import { KnownFiles } from '../../pipelines/extract/cdr/known-files.ts';
import { loadBatch } from '../../pipelines/extract/cdr/load-batch.ts';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { createPrivateMacros } from '../../pipelines/extract/private.ts';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import { formatUnit } from '../../pipelines/extract/sources.ts';
import { realEffects } from '../../pipelines/run/effects.ts';
import { lineOf, type SampleCall } from './three-cx-lines.ts';
import { inboxOf, instant, makeWorkspace, refusal, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

const call = (history: number, talkSeconds: number | null = 60): SampleCall => ({
  history,
  startMs: Date.UTC(2026, 10, 2, 14, history),
  ringSeconds: 2,
  talkSeconds,
  caller: '+17345550142',
  extension: '121',
});
const text = (...calls: SampleCall[]) => calls.map((one) => `${lineOf(one)}\n`).join('');

const extract = (runId = 'run-1', archived = false) =>
  workspace.extract(
    [inboxOf(workspace, archived ? { archiveFolder: join(workspace.folder, 'archive/3cx') } : {})],
    { runId },
  );
const counts = async (runId?: string, archived?: boolean) => {
  const { units } = await extract(runId, archived);
  return units.map((unit) => [unit.fileName, unit.state, unit.readCount, unit.changedCount]);
};
const talkTimes = () =>
  workspace.rows(
    'select history_number as call, duration_seconds as seconds from raw.call_lines order by 1',
  );

describe('a folder of exports', () => {
  it('is read file by file, oldest first, with a record of each', async () => {
    await workspace.write('inbox/cdr-b.log', text(call(1), call(2)), 1);
    await workspace.write('inbox/cdr-a.log', `${text(call(3))}nonsense\n`, 2);
    expect(await counts()).toEqual([
      ['cdr-b.log', 'read', 2, 2],
      ['cdr-a.log', 'read', 2, 1],
    ]);
    const common = {
      source: '3cx',
      skipped_count: 0,
      merged_count: 0,
      note: null,
      ended_lines: 2,
      run_id: 'run-1',
      loaded_at: '2026-11-16 12:00:00',
    };
    expect(
      await workspace.rows(
        `select * exclude (file_hash, size_bytes, file_mark, ended_bytes) from raw.files order by file_name`,
      ),
    ).toEqual([
      { ...common, file_name: 'cdr-a.log', line_count: 2, loaded_count: 1, rejected_count: 1 },
      { ...common, file_name: 'cdr-b.log', line_count: 2, loaded_count: 2, rejected_count: 0 },
    ]);
    expect(
      await workspace.rows('select * exclude (file_hash) from raw.loads order by load_id'),
    ).toMatchObject([
      {
        load_id: 1,
        read_count: 2,
        loaded_count: 2,
        changed_count: 2,
        newest_at: '2026-11-02 14:02:00',
      },
      {
        load_id: 2,
        read_count: 2,
        rejected_count: 1,
        changed_count: 1,
        newest_at: '2026-11-02 14:03:00',
      },
    ]);
    expect(await workspace.rows('select * from raw.sources')).toEqual([
      {
        source: '3cx',
        kind: 'cdr',
        format: '3cx',
        time_zone: 'UTC',
        has_wait: false,
        has_offers: false,
        has_hold: false,
        has_wrap_up: false,
        has_talk_in_queue_calls: false,
        has_unanswered: true,
        has_transfers: true,
        has_call_ids: true,
        has_hold_in_talk: null,
      },
    ]);
    expect(
      await workspace.rows(
        "select * from raw.entities where entity in ('call_lines', 'calls') order by 1",
      ),
    ).toEqual([
      {
        entity: 'call_lines',
        state: 'mapped',
        source: '3cx',
        mapping_path: null,
        mapping_hash: null,
      },
      { entity: 'calls', state: 'absent', source: null, mapping_path: null, mapping_hash: null },
    ]);
  });

  it('loads a file that is delivered again, renamed or copied, once', async () => {
    const path = await workspace.write('inbox/cdr-1.log', text(call(1), call(2)), -60);
    await workspace.write('inbox/copy of cdr-1.log', text(call(1), call(2)), 1);
    expect(await counts()).toEqual([
      ['cdr-1.log', 'read', 2, 2],
      ['copy of cdr-1.log', 'known', 0, 0],
    ]);
    const before = workspace.rawHash();
    await rename(path, join(workspace.folder, 'inbox/renamed.log'));
    expect((await counts('run-2')).map(([, state]) => state)).toEqual(['known', 'known']);
    expect(workspace.rawHash()).toBe(before);
  });

  it('loads the new part of a file that grew, and the line that was cut', async () => {
    const third = lineOf(call(3));
    const path = await workspace.write(
      'inbox/cdr.log',
      `\uFEFF${text(call(1))}\r\n${text(call(2))}${third.slice(0, 60)}`,
    );
    expect(await counts()).toEqual([['cdr.log', 'read', 3, 2]]);
    await appendFile(path, `${third.slice(60)}\n${text(call(4))}`);
    // Two lines: those that were whole before are not read again.
    expect(await counts('run-2')).toEqual([['cdr.log', 'read', 2, 2]]);
    await appendFile(path, text(call(5)));
    expect(await counts('run-3')).toEqual([['cdr.log', 'read', 1, 1]]);
    expect(
      await workspace.rows('select history_number, line_number from raw.call_lines order by all'),
    ).toEqual([
      { history_number: 1, line_number: 1 },
      { history_number: 2, line_number: 3 },
      { history_number: 3, line_number: 4 },
      { history_number: 4, line_number: 5 },
      { history_number: 5, line_number: 6 },
    ]);
    const before = workspace.rawHash();
    expect(await counts('run-4')).toEqual([['cdr.log', 'known', 0, 0]]);
    expect(workspace.rawHash()).toBe(before);
  });

  it('reads a file again whose beginning is another', async () => {
    const path = await workspace.write('inbox/cdr.log', text(call(1)));
    await extract();
    await writeFile(path, text(call(2), call(3)));
    expect(await counts('run-2')).toEqual([['cdr.log', 'read', 2, 2]]);
    expect((await talkTimes()).map((row) => row.call)).toEqual([1, 2, 3]);
  });

  it('takes the line with the later end where two differ, whichever came first', async () => {
    await workspace.write('inbox/new.log', text(call(1, 30)), 5);
    await workspace.write('inbox/old.log', text(call(1, 90), call(2, 20), call(2, 10)), 1);
    const { units } = await extract();
    expect(units.map(({ loadedCount, mergedCount }) => [loadedCount, mergedCount])).toEqual([
      [3, 1],
      [1, 1],
    ]);
    expect(await talkTimes()).toEqual([
      { call: 1, seconds: 90 },
      { call: 2, seconds: 20 },
    ]);
    await workspace.write('inbox/late.log', text(call(1, 120), call(2, 19)), 9);
    const later = await extract('run-2');
    expect(later.units[0]).toMatchObject({
      readCount: 2,
      loadedCount: 2,
      mergedCount: 2,
      changedCount: 1,
    });
    expect(await talkTimes()).toEqual([
      { call: 1, seconds: 120 },
      { call: 2, seconds: 20 },
    ]);
    // Every leg was brought by one line; the others are merged.
    expect(
      await workspace.rows(
        `select sum(loaded_count - merged_count)::bigint as brought,
           (select count(*) from raw.call_lines) as legs from raw.files`,
      ),
    ).toEqual([{ brought: 2, legs: 2 }]);
  });

  it('leaves files of other kinds alone', async () => {
    await workspace.write('inbox/cdr.log', text(call(1)));
    await workspace.write('inbox/.cdr.log.part', 'half');
    await workspace.write('inbox/readme.pdf', 'no export');
    await workspace.write('inbox/older/cdr.log', text(call(2)));
    expect(await counts()).toEqual([['cdr.log', 'read', 1, 1]]);
  });

  it('may be empty after the first time, and not before', async () => {
    await workspace.write('inbox/.keep', '');
    expect((await refusal(extract())).text).toBe(
      `sources.3cx: the folder ${workspace.folder}/inbox is empty, and nothing was ever loaded from it\nPut the first files there, or take the source out of muster.yaml. Nothing of this source was read.`,
    );
    await workspace.write('inbox/cdr.log', text(call(1)));
    await extract('run-1', true);
    expect(await counts('run-2', true)).toEqual([]);
  });

  it('reads empty files and files of blank lines', async () => {
    await workspace.write('inbox/a.log', '', 1);
    await workspace.write('inbox/b.log', '\n\r\n\n', 2);
    await workspace.write('inbox/c.log', text(call(1)), 3);
    await workspace.write('inbox/d.log', '\n', 4);
    expect(await counts()).toEqual([
      ['a.log', 'read', 0, 0],
      ['b.log', 'read', 0, 0],
      ['c.log', 'read', 1, 1],
      ['d.log', 'read', 0, 0],
    ]);
  });
});

describe('the archive', () => {
  const archive = () => readdirSync(join(workspace.folder, 'archive/3cx')).sort();
  const inbox = () => readdirSync(join(workspace.folder, 'inbox')).sort();

  it('takes files after they are loaded, for their owner only', async () => {
    const path = await workspace.write('inbox/cdr.log', text(call(1)));
    await extract('run-1', true);
    expect(existsSync(path)).toBe(false);
    expect(archive()).toEqual(['cdr.log']);
    expect(statSync(join(workspace.folder, 'archive/3cx/cdr.log')).mode & 0o777).toBe(0o600);
    expect(statSync(join(workspace.folder, 'archive/3cx')).mode & 0o777).toBe(0o700);
  });

  it('takes files that a run loaded which was ended before it could move them', async () => {
    await workspace.write('inbox/cdr.log', text(call(1)));
    await extract('run-1', false);
    const before = workspace.rawHash();
    expect(await counts('run-2', true)).toEqual([['cdr.log', 'known', 0, 0]]);
    expect([inbox(), archive()]).toEqual([[], ['cdr.log']]);
    expect(workspace.rawHash()).toBe(before);
  });

  it('keeps two files of one name, and one of one content', async () => {
    await workspace.write('inbox/cdr.log', text(call(1)));
    await extract('run-1', true);
    await workspace.write('inbox/cdr.log', text(call(2)));
    await extract('run-2', true);
    await workspace.write('inbox/cdr.log', text(call(1)));
    await extract('run-3', true);
    expect(archive()).toEqual([expect.stringMatching(/^cdr-[0-9a-f]{12}\.log$/), 'cdr.log']);
    expect(inbox()).toEqual([]);
  });
});

describe('an export with as many rows as such an export can have', () => {
  it('is loaded, and noted as probably not whole', async () => {
    await workspace.write('inbox/a.log', text(call(1), call(2)), 1);
    await workspace.write('inbox/b.log', text(call(3)), 2);
    const batch = await loadAlone({ rowCaps: [2, 80_000] });
    const note = 'exactly 2 rows, the most that such an export holds: probably some are missing';
    expect(batch.units.map((unit) => unit.note)).toEqual([note, undefined]);
    expect(batch.units.map(formatUnit)).toEqual([
      `3cx/a.log → 2 lines, 2 changed (${note})`,
      '3cx/b.log → 1 lines, 1 changed',
    ]);
    expect(await workspace.rows('select note from raw.files order by file_name')).toEqual([
      { note },
      { note: null },
    ]);
  });
});

/** Loads what lies in the inbox as one batch of a changed shape; `meanwhile` runs after the listing. */
async function loadAlone(shape: Partial<CdrShape>, meanwhile?: () => Promise<void>) {
  const source = inboxOf(workspace);
  const contracts = await readContracts(undefined);
  const contract = contracts.find(({ entity }) => entity === 'call_lines');
  const [usual] = threeCx.shapes;
  if (contract === undefined || usual === undefined) throw new Error('no contract or no shape');
  const seen = await listInbox(source, threeCx, new KnownFiles([]), instant);
  await meanwhile?.();
  const raw = await openRaw(workspace.rawPath);
  await createPrivateMacros(raw, 'test-key');
  const { tempFolder } = workspace;
  const options = { runId: 'r', contract, tempFolder, maxRejectedShare: 1 };
  const changed = { ...usual, ...shape };
  const batch = await loadBatch(raw, source, threeCx, changed, seen, options, realEffects());
  raw.close();
  return batch;
}

describe('a file that changes while it is read', () => {
  it('waits for the next run, and nothing of it is written', async () => {
    await workspace.write('inbox/a.log', text(call(1)), 1);
    await workspace.write('inbox/b.log', text(call(2)), 2);
    const batch = await loadAlone({}, () =>
      appendFile(join(workspace.folder, 'inbox/a.log'), text(call(3))),
    );
    expect(batch.units.map((unit) => [unit.fileName, unit.state])).toEqual([
      ['b.log', 'read'],
      ['a.log', 'waiting'],
    ]);
    expect(batch.loaded.map(({ file }) => file.name)).toEqual(['b.log']);
    expect((await talkTimes()).map((row) => row.call)).toEqual([2]);
    expect(await counts('run-2')).toContainEqual(['a.log', 'read', 2, 2]);
  });

  it('stays in the inbox when it changes before it is moved', async () => {
    const path = await workspace.write('inbox/a.log', text(call(1)), 1);
    const [file] = await listInbox(inboxOf(workspace), threeCx, new KnownFiles([]), instant);
    await appendFile(path, text(call(2)));
    if (file !== undefined) await moveToArchive(file, 'hash', join(workspace.folder, 'archive'));
    expect(existsSync(path)).toBe(true);
  });
});

describe('a file that changed a moment ago', () => {
  // A minute before and after the clock that the run is held at.
  it('waits when it ends in the middle of a line, and is loaded when it is quiet', async () => {
    await workspace.write('inbox/a.log', text(call(1)) + lineOf(call(2)).slice(0, 80), -0.5);
    expect(await counts()).toEqual([['a.log', 'waiting', 0, 0]]);
    expect(await talkTimes()).toEqual([]);
    await workspace.write('inbox/a.log', text(call(1), call(2)), -2);
    expect(await counts('run-2')).toEqual([['a.log', 'read', 2, 2]]);
  });

  it('is loaded when its last line is whole, and moved when it is quiet', async () => {
    const path = await workspace.write('inbox/a.log', text(call(1)), -0.5);
    expect(await counts('run-1', true)).toEqual([['a.log', 'read', 1, 1]]);
    expect(existsSync(path)).toBe(true);
    await workspace.write('inbox/a.log', text(call(1), call(2)), -2);
    expect(await counts('run-2', true)).toEqual([['a.log', 'read', 1, 1]]);
    expect(existsSync(path)).toBe(false);
  });
});

describe('the folder for pipes', () => {
  it('is cleared of what a run left that was killed', async () => {
    await workspace.write('inbox/a.log', text(call(1)));
    await workspace.write('tmp/pipe-abc123/rows', '');
    await workspace.write('tmp/other', '');
    await extract();
    expect(readdirSync(workspace.tempFolder)).toEqual(['other']);
  });
});

describe('exports that are mostly broken', () => {
  it('are refused with the reasons, and nothing is written', async () => {
    const bad = Array.from({ length: 12 }, (_, index) => `bad line ${index}\n`).join('');
    await workspace.write('inbox/a.log', text(call(1), call(2)), 1);
    await workspace.write('inbox/b.log', `${bad}${text(call(3))}`, 2);
    expect(await refusal(extract('run-1', true))).toEqual({
      text: [
        'sources.3cx: 12 of 15 lines cannot be read: 80.0 %, and 5.0 % are allowed',
        '- 12× 27 fields expected, 1 found, first in b.log line 1',
        `Check sources.3cx.format, take the files out of ${workspace.folder}/inbox, or raise extract.max_rejected_share. Nothing of these files was written.`,
      ].join('\n'),
      exitCode: 3,
    });
    expect(await talkTimes()).toEqual([]);
    expect(readdirSync(join(workspace.folder, 'inbox'))).toEqual(['a.log', 'b.log']);
  });

  it('are refused when nobody knows their format', async () => {
    await workspace.write('inbox/a.log', text(call(1)));
    const source = inboxOf(workspace, { format: '3cx-v12' });
    expect(await refusal(workspace.extract([source]))).toEqual({
      text: 'sources.3cx.format: "3cx-v12" is no format of telephone exports\nKnown formats: 3cx, 3cx-call-log, asterisk, freeswitch, cucm, declared. Nothing of this source was read.',
      exitCode: 2,
    });
  });
});
