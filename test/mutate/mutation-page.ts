import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './run.ts';

/** Why nobody needs to notice a change, by `model` and `mutation`; a mutation `*` is all of a model's. */
export type Reasons = ReadonlyMap<string, string>;

/** Reads test/mutate/survivors.csv: `model;mutation;reason`, the reason to the end of the line. */
export function readReasons(): Reasons {
  const path = join(import.meta.dirname, 'survivors.csv');
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  return new Map(
    lines.map((line) => {
      const [model = '', mutation = '', ...reason] = line.split(';');
      return [`${model};${mutation}`, reason.join(';')];
    }),
  );
}

/** The share that must be noticed. */
const leastShare = 0.9;

interface Counts {
  readonly tried: number;
  readonly killed: number;
  readonly survivors: readonly string[];
}

function countsOf(outcome: Outcome): Counts {
  const tried = outcome.mutations.filter(({ fate }) => fate !== 'broken');
  const survivors = tried.filter(({ fate }) => fate === 'survived').map(({ name }) => name);
  return { tried: tried.length, killed: tried.length - survivors.length, survivors };
}

/** The result in a few lines, and whether it is good enough. */
export function summarize(
  outcomes: readonly Outcome[],
  reasons: Reasons,
): { lines: string[]; isGood: boolean } {
  const lines = ['core', 'rollups', 'kpis'].map((layer) => {
    const { tried, killed } = total(outcomes.filter((each) => each.layer === layer));
    return `${layer}: ${killed} of ${tried} changes noticed (${percent(killed, tried)})`;
  });
  const { tried, killed } = total(outcomes);
  const unexplained = outcomes.flatMap((outcome) =>
    countsOf(outcome)
      .survivors.filter((name) => reasonFor(outcome.model, name, reasons) === undefined)
      .map((name) => `${outcome.model}: ${name}`),
  );
  lines.push(`all: ${killed} of ${tried} (${percent(killed, tried)})`);
  lines.push(`survivors without a reason: ${unexplained.length}`);
  return { lines, isGood: killed >= leastShare * tried && unexplained.length === 0 };
}

function total(outcomes: readonly Outcome[]): { tried: number; killed: number } {
  const counts = outcomes.map(countsOf);
  const sum = (numbers: readonly number[]) => numbers.reduce((left, right) => left + right, 0);
  return { tried: sum(counts.map((c) => c.tried)), killed: sum(counts.map((c) => c.killed)) };
}

const percent = (part: number, whole: number) =>
  whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`;

function reasonFor(model: string, name: string, reasons: Reasons): string | undefined {
  return reasons.get(`${model};${name}`) ?? reasons.get(`${model};*`);
}

/** docs/mutations.md. */
export function describePage(outcomes: readonly Outcome[], reasons: Reasons): string {
  const { lines } = summarize(outcomes, reasons);
  const rows = outcomes.map((outcome) => {
    const { tried, killed } = countsOf(outcome);
    return `| ${outcome.layer} | ${outcome.model} | ${tried} | ${killed} | ${percent(killed, tried)} |`;
  });
  const survivors = outcomes.flatMap((outcome) =>
    countsOf(outcome).survivors.map(
      (name) =>
        `| ${outcome.model} | ${name.replaceAll('|', '\\|')} | ${reasonFor(outcome.model, name, reasons) ?? '**none yet**'} |`,
    ),
  );
  return `# Changed models

The last run of \`npm run mutate:sql\`: every metric, roll-up and core model is changed one place at a time
(a comparison or its boundary, a filter, a kind of join, a \`nullif\`, a constant, a \`distinct\`), and a
golden case or a unit must notice. Changes that DuckDB refuses are not counted.

${lines.map((line) => `- ${line}`).join('\n')}

| layer | model | changes | noticed | share |
|---|---|---|---|---|
${rows.join('\n')}

## Not noticed

| model | change | why |
|---|---|---|
${survivors.join('\n')}
`;
}
