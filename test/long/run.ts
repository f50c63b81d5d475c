import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** The proofs whose full counts take too long for `npm test`. */
const proofs = ['test/models/laws.test.ts', 'test/extract', 'test/end-to-end'];

interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const root = join(import.meta.dirname, '../..');
// Where the JSON reporter writes.
const reportPath = join(root, '.vitest/json/output.json');
const startedAt = performance.now();
const run = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...proofs,
    '--testTimeout=3000000',
    '--reporter=default',
    '--reporter=json',
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, MUSTER_TEST_LONG: '1' } },
);
const report = JSON.parse(readFileSync(reportPath, 'utf8')) as JsonReport;
rmSync(reportPath);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root })
  .toString()
  .trim();
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
const day = Temporal.Now.plainDateISO().toString();
const lines = report.testResults.flatMap((file) =>
  file.assertionResults.map((one) => `| ${one.status} | ${one.fullName.replaceAll('|', '\\|')} |`),
);
writeFileSync(
  join(root, 'docs/proof.md'),
  `# Proof

The last run of \`npm run test:long\`: the expensive proofs with their full counts. Seeds are fixed in
the tests, so a failure comes back with the same command.

${day}, after commit ${commit}, ${minutes} minutes: ${report.numPassedTests} passed,
${report.numFailedTests} failed.

| | proof |
|---|---|
${lines.join('\n')}
`,
);
process.exitCode = run.status ?? 1;
