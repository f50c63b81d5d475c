import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Model, readModels } from '../../pipelines/models/model.ts';
import { hashText } from '../../pipelines/run/files.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { openEmptyBuild } from '../models/model-unit.ts';
import { type OpenCase, openCase, openUnitForChanges } from './mutate-case.ts';
import { describePage, readReasons, summarize } from './mutation-page.ts';
import { type Mutation, mutationsOf } from './sql-mutations.ts';

/**
 * `npm run mutate:sql [-- --only MODEL,MODEL] [--units] [--share 1/2] [--page]`: changes each metric, roll-up
 * and core model one place at a time and asks whether a unit or a golden case notices. What was found is
 * kept in `.mutate/`, one file a model, as long as the model and the case that noticed are unchanged, so an
 * interrupted run goes on where it was and a new case is tried on the survivors alone. `--fresh` forgets all
 * of it; `--units` tries the units only, which takes moments. `--share` takes every second (third …) model,
 * for one process on each core; `--page` writes docs/mutations.md from what is there. Exits with 1 where
 * fewer than 90 % are noticed, or where a survivor has no reason in test/mutate/survivors.csv.
 */
const root = join(import.meta.dirname, '../..');
const folders = { units: join(root, 'test/units'), cases: join(root, 'test/cases') };
const kept = join(root, '.mutate');

/** What is known of one model's changes. */
export interface Outcome {
  readonly model: string;
  readonly layer: string;
  /** Hash of the model's text. */
  readonly hash: string;
  /** The cases that were tried, with the hash of their files. */
  readonly cases: Readonly<Record<string, string>>;
  readonly mutations: readonly {
    readonly name: string;
    readonly kind: string;
    readonly fate: 'killed' | 'survived' | 'broken';
    /** The case that noticed it. */
    readonly by?: string;
  }[];
}

interface Pending {
  readonly model: Model;
  readonly hash: string;
  readonly cases: Record<string, string>;
  readonly left: Map<string, Mutation>;
  readonly done: Map<string, Outcome['mutations'][number]>;
}

async function main(): Promise<void> {
  const layers = ['core', 'rollups', 'kpis'];
  const models = (await readModels(undefined)).filter(({ layer }) => layers.includes(layer));
  if (!process.argv.includes('--page')) await mutate(models.filter(isChosen));
  const outcomes = models.flatMap(({ name }) => readOutcome(name) ?? []);
  const { lines, isGood } = summarize(outcomes, readReasons());
  if (process.argv.includes('--page'))
    writeFileSync(join(root, 'docs/mutations.md'), describePage(outcomes, readReasons()));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = isGood ? 0 : 1;
}

function isChosen(model: Model, at: number): boolean {
  const only = argument('--only');
  const [part = 1, of = 1] = (argument('--share') ?? '1/1').split('/').map(Number);
  return only === undefined ? at % of === part - 1 : only.split(',').includes(model.name);
}

function argument(flag: string): string | undefined {
  const at = process.argv.indexOf(flag);
  return at < 0 ? undefined : process.argv[at + 1];
}

function readOutcome(name: string): Outcome | undefined {
  const path = join(kept, `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Outcome) : undefined;
}

async function mutate(models: readonly Model[]): Promise<void> {
  if (process.argv.includes('--fresh')) rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const parser = await Database.open(':memory:');
  // Units first: they take a moment, and what they notice no case is opened for.
  const units = hashesOf(folders.units, 'unit ');
  const hashes = new Map([...units, ...hashesOf(folders.cases, '')]);
  const pending = new Map<string, Pending>();
  for (const model of models) {
    const mutations = await mutationsOf(parser, model.file.text);
    pending.set(model.name, goOn(model, mutations, readOutcome(model.name), hashes));
  }
  parser.close();
  const empty = await openEmptyBuild();
  const isQuick = process.argv.includes('--units');
  let at = 0;
  for (const [name, hash] of isQuick ? units : hashes) {
    at += 1;
    const untried = [...pending.values()].filter((each) => each.cases[name] !== hash);
    if (untried.every(({ left }) => left.size <= 1)) continue;
    const opened = units.has(name)
      ? await openUnitForChanges(empty, join(folders.units, name.replace('unit ', '')), name)
      : await openCase(join(folders.cases, name), name);
    if (opened === undefined) continue;
    const startedAt = performance.now();
    const killed = await tryCase(opened, new Map(untried.map((each) => [each.model.name, each])));
    await opened.close();
    for (const each of untried) {
      each.cases[name] = hash;
      writeOutcome(each);
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    process.stderr.write(`${at}/${hashes.size} ${name} → ${killed} noticed  ${seconds} s\n`);
  }
  await empty.close();
}

/** Each case of a folder with the hash of its files. */
function hashesOf(folder: string, prefix: string): Map<string, string> {
  const names = readdirSync(folder).sort();
  return new Map(
    names.map((name) => [`${prefix}${name}`, hashText(readAll(join(folder, name)).join('\n'))]),
  );
}

/** What is left to try, given what an earlier run found of the same text. */
function goOn(
  model: Model,
  mutations: readonly Mutation[],
  before: Outcome | undefined,
  hashes: ReadonlyMap<string, string>,
): Pending {
  const hash = hashText(model.file.text);
  const left = new Map(mutations.map((each) => [each.name, each]));
  const done: Pending['done'] = new Map();
  const cases: Record<string, string> = {};
  if (before?.hash !== hash) return { model, hash, cases, left, done };
  const isSame = (name: string) => hashes.has(name) && hashes.get(name) === before.cases[name];
  // What a changed case had noticed was never tried on the cases after it: all are tried again.
  const isStale = before.mutations.some(
    ({ fate, by }) => fate !== 'survived' && by !== undefined && !isSame(by),
  );
  for (const [name, tried] of Object.entries(before.cases)) {
    if (!isStale && isSame(name)) cases[name] = tried;
  }
  for (const outcome of before.mutations) {
    const isKnown = outcome.by !== undefined && isSame(outcome.by);
    if (!isKnown) continue;
    done.set(outcome.name, outcome);
    if (outcome.fate !== 'survived') left.delete(outcome.name);
  }
  return { model, hash, cases, left, done };
}

function readAll(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((path) => /\.(csv|sql|where|json)$/.test(path))
    .map((path) => `${path}\n${readFileSync(join(folder, path), 'utf8')}`);
}

async function tryCase(opened: OpenCase, pending: ReadonlyMap<string, Pending>): Promise<number> {
  let killed = 0;
  for (const { name, file } of [...opened.models].reverse()) {
    const each = pending.get(name);
    // What a case gives in the place of a model is not that model.
    if (each === undefined || each.model.file.text !== file.text) continue;
    const { model, left, done } = each;
    for (const mutation of [...left.values()]) {
      const fate = await opened.try(model, mutation.sql);
      if (mutation.name === '' && fate !== 'survived') throw unlike(model, opened.name);
      const { name: change, kind } = mutation;
      done.set(change, { name: change, kind, fate, by: opened.name });
      if (fate === 'survived') continue;
      left.delete(change);
      if (fate === 'killed') killed += 1;
    }
  }
  return killed;
}

function unlike(model: Model, name: string): Error {
  return new Error(
    `${model.file.path} printed by DuckDB gives other rows in the case ${name}; its changes prove nothing`,
  );
}

function writeOutcome({ model, hash, cases, left, done }: Pending): void {
  const mutations = [...left.keys(), ...done.keys()].filter((name) => name !== '');
  const outcome: Outcome = {
    model: model.name,
    layer: model.layer,
    hash,
    cases,
    mutations: [...new Set(mutations)].map(
      (name) =>
        done.get(name) ?? { name, kind: left.get(name)?.kind ?? '', fate: 'survived' as const },
    ),
  };
  writeFileSync(join(kept, `${model.name}.json`), JSON.stringify(outcome, undefined, 1));
}

await main();
