import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the last long run of one test file found. */
export interface Proof {
  /** Path from the repository's root. */
  readonly file: string;
  readonly day: string;
  readonly commit: string;
  readonly minutes: string;
  readonly results: readonly { readonly name: string; readonly status: string }[];
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
    const row = /^\| (\w+) \| (.*) \|$/.exec(line);
    return row === null ? [] : [{ status: row[1] ?? '', name: unescaped(row[2] ?? '') }];
  });
  return { file, day, commit, minutes, results };
}

/** Writes the page anew, the files in their order. */
export function writeProofs(root: string, proofs: readonly Proof[]): void {
  const sections = [...proofs]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, day, commit, minutes, results }) => {
      const failed = results.filter(({ status }) => status === 'failed').length;
      const rows = results.map(({ name, status }) => `| ${status} | ${escaped(name)} |`);
      const sum = `${results.length - failed} passed, ${failed} failed`;
      return [
        `## ${file}\n`,
        `${day}, after commit ${commit}, ${minutes} minutes: ${sum}.\n`,
        ['| | proof |', '|---|---|', ...rows].join('\n'),
      ].join('\n');
    });
  writeFileSync(join(root, 'docs/proof.md'), `${[head, ...sections].join('\n')}\n`);
}

function escaped(name: string): string {
  return name.replaceAll('|', '\\|');
}

function unescaped(name: string): string {
  return name.replaceAll('\\|', '|');
}
