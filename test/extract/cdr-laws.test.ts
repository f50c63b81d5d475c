import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { calls, lineOf } from './three-cx-lines.ts';
import { inboxOf, makeWorkspace, type TestWorkspace } from './workspace.ts';

const seed = 20261116;

/** The table that the lines end in, without what depends on the file that brought them. */
const table = (workspace: TestWorkspace): Promise<Row[]> =>
  workspace.rows('select * exclude (file_hash, line_number) from raw.call_lines order by leg_id');

async function inNewWorkspace<T>(work: (workspace: TestWorkspace) => Promise<T>): Promise<T> {
  const workspace = await makeWorkspace();
  try {
    return await work(workspace);
  } finally {
    await workspace.remove();
  }
}

/** Loads one file of lines after the other, each in a run of its own or all in one. */
async function tableOf(files: readonly (readonly string[])[], isOneRun: boolean): Promise<Row[]> {
  return inNewWorkspace(async (workspace) => {
    for (const [index, lines] of files.entries()) {
      await workspace.write(`inbox/${index}.log`, lines.map((line) => `${line}\n`).join(''), index);
      if (!isOneRun) await workspace.extract([inboxOf(workspace)], { runId: `run-${index}` });
    }
    if (isOneRun) await workspace.extract([inboxOf(workspace)]);
    return table(workspace);
  });
}

describe('the lines of telephone exports', () => {
  it('end in the same table however they are split, ordered and repeated', async () => {
    const deliveries = calls.chain((all) => {
      const lines = all.map(lineOf);
      return fc.record({
        lines: fc.constant(lines),
        // Every line goes into one file at least, and some into several.
        places: fc.array(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }), {
          minLength: lines.length,
          maxLength: lines.length,
        }),
        isOneRun: fc.boolean(),
        order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      });
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ lines, places, isOneRun, order }) => {
        const files: string[][] = [[], [], [], []];
        for (const [index, line] of lines.entries()) {
          for (const place of places[index] ?? []) files[place]?.push(line);
        }
        const delivered = order
          .map((number) => files[number] ?? [])
          .filter((file) => file.length > 0);
        expect(await tableOf(delivered, isOneRun)).toEqual(await tableOf([lines], true));
      }),
      { seed, numRuns: tries(6, 200) },
    );
  });

  it('are each loaded or rejected, whatever they hold', async () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(',', '"', ';', '\r', '\t', '\u0000', '\u0001', 'x', '1') }),
      calls.map(([one]) => (one === undefined ? '' : lineOf(one))),
      fc
        .tuple(calls, fc.nat({ max: 260 }), fc.string({ unit: 'binary', maxLength: 4 }))
        .map(([[one], at, junk]) => {
          const line = one === undefined ? '' : lineOf(one);
          return line.slice(0, at) + junk + line.slice(at + 1);
        }),
    );
    const contents = fc.array(
      noise.map((line) => line.replaceAll('\n', ' ')),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(contents, fc.boolean(), async (lines, isEnded) => {
        await inNewWorkspace(async (workspace) => {
          await workspace.write('inbox/a.log', lines.join('\n') + (isEnded ? '\n' : ''));
          const { units } = await workspace.extract([inboxOf(workspace)], { maxRejectedShare: 1 });
          const written = lines.filter((line) => !isBlank(line));
          expect(units).toHaveLength(1);
          const [unit] = units;
          expect(unit?.readCount).toBe(written.length);
          expect((unit?.loadedCount ?? 0) + (unit?.rejectedCount ?? 0)).toBe(unit?.readCount);
          expect(await workspace.rows('select count(*) as count from raw.rejects')).toEqual([
            { count: unit?.rejectedCount },
          ]);
        });
      }),
      { seed, numRuns: tries(12, 1000) },
    );
  });
});

/** A line without anything but its end is no line. */
function isBlank(line: string): boolean {
  let text = line.replaceAll('\r', '\u001f');
  while (text.endsWith('\u001f')) text = text.slice(0, -1);
  return text === '';
}
