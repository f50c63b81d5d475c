import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { countTries, type Proof, readProofs, writeProofs } from './proof-page.ts';

const root = join(import.meta.dirname, '../..');
// Where the JSON reporter writes.
const reportPath = join(root, '.vitest/json/output.json');

interface JsonReport {
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * `npm run test:long [-- FILE…]`: the expensive proofs with their full counts, file by file. The page
 * docs/proof.md is written after each one, so that a run which is cut off keeps what it has proven, and
 * a run of some files leaves what it says of the others.
 */
function main(files: readonly string[]): void {
  const proofs = new Map(readProofs(root).map((proof) => [proof.file, proof]));
  let exitCode = 0;
  for (const file of files) {
    const proof = prove(file);
    if (proof.results.length === 0 || proof.results.some(({ failedCount }) => failedCount > 0)) {
      exitCode = 1;
    }
    proofs.set(file, proof);
    const known = allProofs();
    writeProofs(
      root,
      [...proofs.values()].filter((one) => known.includes(one.file)),
    );
  }
  process.exitCode = exitCode;
}

/** The test files that ask for counts of their own in a long run. */
function allProofs(): string[] {
  return globSync(join(root, 'test/**/*.test.ts'))
    .filter((path) => /\btries\(|keepsTheLaws\(|\bisLong\b/.test(readFileSync(path, 'utf8')))
    .map((path) => relative(root, path))
    .sort();
}

function prove(file: string): Proof {
  const startedAt = performance.now();
  spawnSync(
    process.execPath,
    [
      ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', file, '--testTimeout=3000000'],
      ...['--hookTimeout=600000', '--reporter=default', '--reporter=json'],
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, MUSTER_TEST_LONG: '1' } },
  );
  const report = JSON.parse(readFileSync(reportPath, 'utf8')) as JsonReport;
  rmSync(reportPath);
  return {
    file,
    day: Temporal.Now.plainDateISO().toString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root }).toString().trim(),
    minutes: ((performance.now() - startedAt) / 60_000).toFixed(1),
    results: countTries(
      report.testResults
        .flatMap((one) => one.assertionResults)
        .filter(({ status }) => status !== 'skipped')
        .map(({ fullName, status }) => ({ name: fullName.trim(), status })),
    ),
  };
}

const named = process.argv.slice(2);
main(named.length > 0 ? named : allProofs());
