import process from 'node:process';
import { benchBuild, describeBuildBench } from './build.ts';
import { benchCdr, describeCdrBench } from './cdr.ts';
import { benchExtract, describeExtractBench } from './extract.ts';

/**
 * `npm run bench`: a line each for extraction, telephone exports and build, all as ratios against a
 * baseline of the same run, because machines differ and are noisy. `--rows N`, `--lines N` and
 * `--calls N` set the sizes.
 */
async function main(): Promise<void> {
  const extraction = await benchExtract(numberAfter('--rows', 1_000_000));
  process.stdout.write(`${describeExtractBench(extraction)}\n`);
  const exports = await benchCdr(numberAfter('--lines', 1_000_000));
  process.stdout.write(`${describeCdrBench(exports)}\n`);
  const build = await benchBuild(numberAfter('--calls', 1_000_000));
  process.stdout.write(`${describeBuildBench(build)}\n`);
}

function numberAfter(flag: string, fallback: number): number {
  const at = process.argv.indexOf(flag);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

await main();
