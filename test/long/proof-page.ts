import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the last long run of one test file found. */
export interface Proof {
  /** Path from the repository's root. */
  readonly file: string;
  readonly day: string;
  readonly commit: string;
  readonly minutes: string;
  readonly results: readonly ProofResult[];
}

/** One proof; tries of it that differ in numbers only are counted together. */
export interface ProofResult {
  /** The name, with `…` for a number that differs from try to try. */
  readonly name: string;
  readonly passedCount: number;
  readonly failedCount: number;
}

/** Counts the tests of a file that are tries of one proof; a try that failed stands by itself. */
export function countTries(
  tests: readonly { readonly name: string; readonly status: string }[],
): ProofResult[] {
  const groups = Map.groupBy(tests, ({ name, status }) =>
    status === 'failed' ? name : name.replaceAll(/\d+/g, '…'),
  );
  return [...groups.values()].map((group) => {
    const failedCount = group.filter(({ status }) => status === 'failed').length;
    const name = commonName(group.map((one) => one.name));
    return { name, passedCount: group.length - failedCount, failedCount };
  });
}

function commonName(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => name.split(/(\d+)/));
  return first
    .map((part, index) => (others.every((parts) => parts[index] === part) ? part : '…'))
    .join('');
}

const head = `# Proof

The last run of \`npm run test:long\`: the expensive proofs with their full counts, file by file. Seeds are
fixed in the tests, so a failure comes back with the same command. \`npm run test:long -- FILE\` runs one
file again and leaves what stands here of the others.
`;

/** The proofs that docs/proof.md tells of; none when the page is of an older form or missing. */
export function readProofs(root: string): Proof[] {
  const path = join(root, 'docs/proof.md');
  if (!existsSync(path)) return [];
  const [, ...sections] = readFileSync(path, 'utf8').split(/^## /m);
  return sections.flatMap((section) => readSection(section) ?? []);
}

function readSection(section: string): Proof | undefined {
  const [file = '', , told = '', ...rest] = section.split('\n');
  const match = /^(\S+), after commit (\S+), ([\d.]+) minutes: /.exec(told);
  if (match === null) return undefined;
  const [, day = '', commit = '', minutes = ''] = match;
  const results = rest.flatMap((line) => {
    const row = /^\| (\d+) \| (\d+) \| (.*) \|$/.exec(line);
    if (row === null) return [];
    const [, passed, failed, name = ''] = row;
    return [{ name: unescaped(name), passedCount: Number(passed), failedCount: Number(failed) }];
  });
  // A page of an older form has a row for each try.
  const tries = rest.flatMap((line) => {
    const row = /^\| (passed|failed) \| (?!failed \| proof)(.*) \|$/.exec(line);
    return row === null ? [] : [{ status: row[1] ?? '', name: unescaped(row[2] ?? '') }];
  });
  return { file, day, commit, minutes, results: [...results, ...countTries(tries)] };
}

/** Writes the page anew, the files in their order. */
export function writeProofs(root: string, proofs: readonly Proof[]): void {
  const sections = [...proofs]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, day, commit, minutes, results }) => {
      const passed = results.reduce((sum, { passedCount }) => sum + passedCount, 0);
      const failed = results.reduce((sum, { failedCount }) => sum + failedCount, 0);
      const rows = results.map(
        ({ name, passedCount, failedCount }) =>
          `| ${passedCount} | ${failedCount} | ${escaped(name)} |`,
      );
      const sum = `${passed} passed, ${failed} failed`;
      return [
        `## ${file}\n`,
        `${day}, after commit ${commit}, ${minutes} minutes: ${sum}.\n`,
        ['| passed | failed | proof |', '|---:|---:|---|', ...rows].join('\n'),
      ].join('\n');
    })
    .map((section) => `${section}\n`);
  writeFileSync(join(root, 'docs/proof.md'), [head, ...sections].join('\n'));
}

function escaped(name: string): string {
  return name.replaceAll('|', '\\|');
}

function unescaped(name: string): string {
  return name.replaceAll('\\|', '|');
}
