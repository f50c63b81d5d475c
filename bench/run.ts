import process from 'node:process';
import { benchBuild, describeBuildBench } from './build.ts';
import { benchCdr, describeCdrBench } from './cdr.ts';
import { benchExtract, benchNothingNew, describeExtractBench } from './extract.ts';

/**
 * `npm run bench`: lines for extraction, telephone exports and build, as ratios against a baseline of the
 * same run, because machines differ and are noisy. `--rows N`, `--lines N`, `--calls N` and `--usage N`
 * set the sizes; extraction is measured with N rows and with five times as many, which need the same memory.
 */
async function main(): Promise<void> {
  const rowCount = numberAfter('--rows', 1_000_000);
  for (const [count, rounds] of [
    [rowCount, 11],
    [5 * rowCount, 5],
  ] as const) {
    tell(describeExtractBench(await benchExtract(count, rounds)));
  }
  tell(await benchNothingNew());
  tell(describeCdrBench(await benchCdr(numberAfter('--lines', 1_000_000))));
  tell(describeBuildBench(await benchBuild('calls', numberAfter('--calls', 1_000_000))));
  const usageCount = numberAfter('--usage', 20_000_000);
  tell(describeBuildBench(await benchBuild('usage', usageCount)));
  tell(describeBuildBench(await benchBuild('events', usageCount)));
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function numberAfter(flag: string, fallback: number): number {
  const at = process.argv.indexOf(flag);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

await main();
