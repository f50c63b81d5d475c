import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CdrShape, findAdapter, shapesOf } from '../../pipelines/extract/cdr/adapter.ts';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { type ExtractInput, type ExtractResult, extract } from '../../pipelines/extract/extract.ts';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { CdrSource } from '../../pipelines/extract/sources.ts';
import { realEffects, withClock } from '../../pipelines/run/effects.ts';
import type { Row } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { mutatedLine } from './mutated-lines.ts';
import { inboxOf, instant, makeWorkspace } from './workspace.ts';

const seed = 20261116;

/** What a format gives to the laws that every format keeps. */
export interface AdapterLaws {
  /** Such as `3cx`, or `asterisk queue-log` for one shape of several. */
  readonly title: string;
  /** Format, zone and profile of the source. */
  readonly source: Partial<CdrSource>;
  /** A name that the shape takes for its own. */
  fileName(number: number): string;
  /** The first line of every file, where the shape has a header. */
  readonly header?: string;
  /** Good lines with ids of their own, in an order that an export may have; none twice. */
  readonly lines: fc.Arbitrary<readonly string[]>;
  /** How often the laws are tried in `npm test`; absent: once. */
  readonly few?: number;
  /** What only outside parties are called; nothing of it may be in raw. */
  readonly secrets: RegExp;
}

/** Checks the laws of the intake for one shape of a format. */
export function keepsTheLaws(laws: AdapterLaws): void {
  describe(`lines of ${laws.title}`, () => {
    it('end in the same table however they are split, ordered and repeated', async () => {
      await fc.assert(
        fc.asyncProperty(deliveries(laws), async ({ lines, files, isOneRun }) => {
          expect(await tableOf(laws, files, isOneRun)).toEqual(await tableOf(laws, [lines], true));
        }),
        { seed, numRuns: tries(laws.few ?? 1, 60) },
      );
    });

    it('end in the same table when a run is ended and the next one goes on', async () => {
      await fc.assert(
        fc.asyncProperty(deliveries(laws), fc.nat({ max: 4 }), async ({ lines, files }, at) => {
          expect(await interruptedTable(laws, files, at)).toEqual(
            await tableOf(laws, [lines], true),
          );
        }),
        { seed, numRuns: tries(1, 40) },
      );
    });

    it('are each loaded, rejected or skipped, whatever became of them (CC-1, CC-12)', async () => {
      const perFile = tries(250, 1000);
      const lines = fc
        .array(fc.tuple(mutatedLine(laws.lines), fc.nat()), {
          minLength: perFile,
          maxLength: perFile,
          size: 'max',
        })
        // A report of a failure would hold all of them.
        .map((all) => ({ all, [fc.toStringMethod]: () => `${perFile} mutated lines` }));
      await fc.assert(
        fc.asyncProperty(lines, laws.lines, fc.boolean(), async (mutated, good, isEnded) => {
          await checkAccount(laws, mutated.all, good, isEnded);
        }),
        // A thousand lines are not made smaller: the seed brings them back.
        { seed, numRuns: tries(1, 15), endOnFailure: true },
      );
    });
  });
}

interface Deliveries {
  readonly lines: readonly string[];
  readonly files: readonly (readonly string[])[];
  readonly isOneRun: boolean;
}

/** Every line goes into one file at least, and some into several. */
function deliveries(laws: AdapterLaws): fc.Arbitrary<Deliveries> {
  const places = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 });
  return laws.lines.chain((lines) =>
    fc.record({
      lines: fc.constant(lines),
      isOneRun: fc.boolean(),
      files: fc
        .tuple(
          fc.array(places, { minLength: lines.length, maxLength: lines.length }),
          fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        )
        .map(([all, order]) => {
          const files: string[][] = [[], [], [], []];
          for (const [index, line] of lines.entries()) {
            for (const place of new Set(all[index])) files[place]?.push(line);
          }
          return order.map((number) => files[number] ?? []).filter((file) => file.length > 0);
        }),
    }),
  );
}

/** An inbox and a raw of its own, with the one table that exports fill. */
interface Intake {
  write(number: number, content: string | Uint8Array): Promise<void>;
  run(options?: Partial<ExtractInput>): Promise<ExtractResult>;
  /** The table that the lines end in, without what depends on the file that brought them. */
  table(): Promise<Row[]>;
  rows(sql: string): Promise<Row[]>;
}

async function inNewIntake<T>(laws: AdapterLaws, work: (intake: Intake) => Promise<T>): Promise<T> {
  const workspace = await makeWorkspace();
  const contracts = (await readContracts(undefined)).filter(
    ({ entity }) => entity === 'call_lines',
  );
  const raw = await openRaw(workspace.rawPath, { contracts });
  const source = {
    ...inboxOf(workspace, laws.source),
    archiveFolder: `${workspace.folder}/archive`,
  };
  const effects = withClock(realEffects(), instant);
  const input: ExtractInput = {
    runId: 'run-1',
    sources: [source],
    contracts,
    mappings: [],
    hashKey: 'test-key',
    changesFolder: `${workspace.folder}/raw/changes`,
    tempFolder: workspace.tempFolder,
    maxRejectedShare: 1,
    onUnit: () => undefined,
  };
  try {
    return await work({
      write: async (number, content) => {
        await workspace.write(`inbox/${laws.fileName(number)}`, content, number - 90);
      },
      run: (options) => extract(raw, { ...input, ...options }, effects),
      table: () =>
        raw.rows('select * exclude (file_hash, line_number) from raw.call_lines order by leg_id'),
      rows: (sql) => raw.rows(sql),
    });
  } finally {
    raw.close();
    await workspace.remove();
  }
}

const textOf = (laws: AdapterLaws, lines: readonly string[]) =>
  [...(laws.header === undefined ? [] : [laws.header]), ...lines, ''].join('\n');

/** Loads one file of lines after the other, each in a run of its own or all in one. */
async function tableOf(
  laws: AdapterLaws,
  files: readonly (readonly string[])[],
  isOneRun: boolean,
): Promise<Row[]> {
  return inNewIntake(laws, async (intake) => {
    for (const [index, lines] of files.entries()) {
      await intake.write(index, textOf(laws, lines));
      if (!isOneRun) await intake.run({ runId: `run-${index}` });
    }
    if (isOneRun) await intake.run();
    // Each leg was brought by one line; the others are merged.
    expect(
      await intake.rows(
        `select sum(loaded_count - merged_count)::bigint
           - (select count(*) from raw.call_lines) as lost from raw.files`,
      ),
    ).toEqual([{ lost: 0 }]);
    return intake.table();
  });
}

/** The table after a run that ended when it told of its file number `at`, and one that went on. */
async function interruptedTable(
  laws: AdapterLaws,
  files: readonly (readonly string[])[],
  at: number,
): Promise<Row[]> {
  return inNewIntake(laws, async (intake) => {
    for (const [index, lines] of files.entries()) await intake.write(index, textOf(laws, lines));
    let told = 0;
    const onUnit = () => {
      told += 1;
      if (told > at) throw new Error('the run was ended');
    };
    const first = intake.run({ onUnit });
    if (files.length > at) await expect(first).rejects.toThrow('the run was ended');
    else await first;
    await intake.run({ runId: 'run-2' });
    return intake.table();
  });
}

/** Loads mutated lines with good ones among them, and compares what went in with what is told. */
async function checkAccount(
  laws: AdapterLaws,
  mutated: readonly (readonly [Buffer, number])[],
  good: readonly string[],
  isEnded: boolean,
): Promise<void> {
  const content = contentOf(laws, mutated, good, isEnded);
  const goodIds = (await tableOf(laws, [good], true)).map((row) => row.leg_id);
  await inNewIntake(laws, async (intake) => {
    await intake.write(0, content);
    const { units } = await intake.run();
    const [unit] = units;
    const { readCount = 0, loadedCount = 0, rejectedCount = 0, skippedCount = 0 } = unit ?? {};
    expect(loadedCount + rejectedCount + skippedCount).toBe(readCount);
    const written = countWritten(content) - (shapeOf(laws).hasHeader ? 1 : 0);
    // Where a quote may hold line ends, lines may be joined, and never more than there are.
    if (unit?.mergedCount === undefined) throw new Error('merged lines are not counted');
    expect(readCount).toBeLessThanOrEqual(written);
    if (!isQuoted(laws)) expect(readCount).toBe(written);
    expect(
      await intake.rows(
        `select (select count(*) from raw.rejects)::bigint as rejects,
           (select count(*) from raw.call_lines)::bigint as legs,
           (select count(*) from raw.rejects where reason = '')::bigint as unsaid`,
      ),
    ).toEqual([{ rejects: rejectedCount, legs: loadedCount - unit.mergedCount, unsaid: 0 }]);
    const legs = await intake.rows('select leg_id from raw.call_lines');
    const ids = new Set(legs.map((row) => row.leg_id));
    expect(goodIds.filter((id) => !ids.has(id))).toEqual([]);
    const kept = await intake.rows(
      `select to_json(call_lines)::varchar as text from raw.call_lines
       union all select to_json(rejects)::varchar from raw.rejects`,
    );
    expect(kept.filter((row) => laws.secrets.test(String(row.text)))).toEqual([]);
  });
}

/**
 * A file of mutated lines. The good ones are spread among them; where a quote that was left open could
 * take them in, they come first.
 */
function contentOf(
  laws: AdapterLaws,
  mutated: readonly (readonly [Buffer, number])[],
  good: readonly string[],
  isEnded: boolean,
): Buffer {
  const parts: Buffer[] = mutated.map(([line]) => line);
  for (const [index, line] of good.entries()) {
    const place = isQuoted(laws) ? 0 : (mutated[index]?.[1] ?? 0) % (parts.length + 1);
    parts.splice(place, 0, Buffer.from(line));
  }
  if (laws.header !== undefined) parts.unshift(Buffer.from(laws.header));
  const content = Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));
  return isEnded ? content : content.subarray(0, -1);
}

function shapeOf({ source, fileName }: AdapterLaws): CdrShape {
  const adapter = findAdapter(source.format ?? '');
  if (adapter === undefined) throw new Error(`no format ${source.format}`);
  const shape = shapesOf(adapter, source).find((one) => one.isExport(fileName(0)));
  if (shape === undefined) throw new Error(`no shape takes ${fileName(0)}`);
  return shape;
}

/** Whether a quoted field of this shape may hold line ends. */
const isQuoted = (laws: AdapterLaws) => shapeOf(laws).records === 'quoted';

/** Lines that have anything but their end. */
function countWritten(content: Buffer): number {
  const text = content.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  return text
    .split('\n')
    .filter((line) => line.replaceAll('\r', '').replaceAll('\u001f', '') !== '').length;
}
