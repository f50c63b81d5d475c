import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { muster } from '../end-to-end/muster.ts';
import { callId, lineOf, type SampleCall } from './three-cx-lines.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

const program = join(import.meta.dirname, '../../bin/muster.ts');
const callsPerFile = 4_000;
const endings: (number | null)[] = [];
const written: string[] = [];
const ids = new Set<string>();
let workspace: TestWorkspace;

const settings = `company: Test
time_zone: America/Detroit
currency: USD
sources:
  3cx: { kind: cdr, format: 3cx, folder: inbox, time_zone: UTC }
`;

beforeAll(async () => {
  workspace = await makeWorkspace({ 'muster.yaml': settings });
});
afterAll(() => workspace.remove());

const callAt = (number: number): SampleCall => ({
  history: number,
  startMs: Date.UTC(2026, 8, 1) + number * 1000,
  ringSeconds: 5,
  talkSeconds: number % 8 === 0 ? null : 60 + (number % 90),
  caller: '+17345550142',
  extension: '121',
});

/** Two exports; the second tells half of the first again, and a line in it cannot be read. */
async function writeExports(round: number): Promise<void> {
  const from = round * callsPerFile;
  const spans = [
    [from, from + callsPerFile / 2],
    [from + callsPerFile / 4, from + callsPerFile],
  ] as const;
  for (const [place, [first, end]] of spans.entries()) {
    const calls = Array.from({ length: end - first }, (_, index) => callAt(first + index));
    for (const call of calls) ids.add(callId(call));
    const lines = [...calls.map(lineOf), `Call ${round},none`];
    // Files that were written a moment ago would wait.
    const name = `cdr-${round}-${place}.log`;
    await workspace.write(`inbox/${name}`, `${lines.join('\n')}\n`, -600);
    written.push(...lines);
  }
}

/** Ends `muster extract` with SIGKILL after a while, unless it has ended by itself. */
async function extractKilledAfter(pauseMs: number): Promise<number | null> {
  const argv = [program, 'extract', '--workspace', workspace.folder];
  const child = spawn(process.execPath, argv, { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), pauseMs);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return exitCode;
}

// The key of the hash is another in each workspace.
const content = `
  select count(*)::integer as row_count, md5(string_agg(told::varchar, ',' order by leg_id)) as told
  from (select * exclude (file_hash, line_number, party_hash) from raw.call_lines) as told`;

describe('kill -9 at any moment of the loading of telephone exports, and a run after it (CC-1)', () => {
  const pauses = fc.sample(fc.integer({ min: 300, max: 1_500 }), {
    numRuns: tries(4, 100),
    seed: 20261123,
  });

  it.each(pauses.map((pauseMs, round) => ({ pauseMs, round })))(
    'leaves each line loaded, merged or rejected once: $pauseMs ms, round $round',
    async ({ pauseMs, round }) => {
      await writeExports(round);
      endings.push(await extractKilledAfter(pauseMs));
      const after = await muster(['extract', '--workspace', workspace.folder]);
      expect({
        exitCode: after.exitCode,
        stderr: after.exitCode === 0 ? '' : after.stderr,
      }).toEqual({ exitCode: 0, stderr: '' });
      const account = await workspace.rows(
        `select (select count(*) from raw.call_lines)::integer as legs,
           (select count(distinct leg_id) from raw.call_lines)::integer as ids,
           (select count(*) from raw.rejects)::integer as rejects,
           sum(line_count)::integer as lines, sum(rejected_count)::integer as rejected,
           sum(loaded_count - merged_count)::integer as brought, count(*)::integer as files
         from raw.files`,
      );
      const files = 2 * (round + 1);
      expect(account).toEqual([
        {
          legs: ids.size,
          ids: ids.size,
          rejects: files,
          lines: written.length,
          rejected: files,
          brought: ids.size,
          files,
        },
      ]);
      expect(readdirSync(join(workspace.folder, 'inbox'))).toEqual([]);
      const kept = readdirSync(join(workspace.folder, 'archive'), { recursive: true }) as string[];
      expect(kept.filter((name) => name.endsWith('.log'))).toHaveLength(files);
      expect(readdirSync(workspace.tempFolder)).toEqual([]);
    },
  );

  it('leaves the table that one run of all lines leaves', async () => {
    // Some were ended in mid-work; a run that was not ended came to its end.
    expect(endings.filter((code) => code === null).length).toBeGreaterThan(0);
    expect(endings.filter((code) => code !== null && code !== 0)).toEqual([]);
    const once = await makeWorkspace({ 'muster.yaml': settings });
    try {
      await once.write('inbox/all.log', `${written.join('\n')}\n`, -600);
      const { exitCode } = await muster(['extract', '--workspace', once.folder]);
      expect(exitCode).toBe(0);
      expect(await workspace.rows(content)).toEqual(await once.rows(content));
    } finally {
      await once.remove();
    }
  });
});
