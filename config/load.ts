import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { exitCodes, UserError } from '../pipelines/run/user-error.ts';
import { knownKeysAt } from './known-keys.ts';
import { type Config, cdrFormats, configSchema } from './schema.ts';

export const configFileName = 'muster.yaml';

/** The variables of the environment that a configuration may name as `${NAME}`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration and the folder it was found in. */
export interface Workspace {
  readonly folder: string;
  readonly config: Config;
}

/**
 * Finds `muster.yaml` in `folder`, or from the current folder upward, and reads it. Throws a
 * UserError (exit 2) that lists every problem with its key; no value is printed.
 */
export async function loadWorkspace(
  folder: string | undefined,
  currentFolder: string,
  environment: Environment,
): Promise<Workspace> {
  const found = folder === undefined ? findUpward(currentFolder) : resolve(currentFolder, folder);
  if (found === undefined || !existsSync(join(found, configFileName))) {
    throw new UserError({
      what: `no ${configFileName} found`,
      where: found ?? currentFolder,
      advice: 'Run `muster init`, or name the folder with --workspace DIR. Nothing was run.',
      exitCode: exitCodes.usage,
    });
  }
  const path = join(found, configFileName);
  return { folder: found, config: parseConfig(await readFile(path, 'utf8'), path, environment) };
}

/** Reads the text of a configuration; `path` is for messages only. Throws like `loadWorkspace`. */
export function parseConfig(text: string, path: string, environment: Environment): Config {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => error.message.split('\n')[0] ?? '');
    throw problemsError(path, problems);
  }
  const missing: string[] = [];
  const values = expandVariables(document.toJS() ?? {}, '', environment, missing);
  const parsed = configSchema.safeParse(values);
  const unset = new Set(missing.map((line) => line.split(':')[0]));
  const problems = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => describeIssue(issue, values));
  const all = [...missing, ...problems.filter((line) => !unset.has(line.split(':')[0]))];
  if (all.length > 0 || !parsed.success) throw problemsError(path, all);
  const unfit = crossCheck(parsed.data);
  if (unfit.length > 0) throw problemsError(path, unfit);
  const executable = parsed.data.browser.executable ?? environment.PUPPETEER_EXECUTABLE_PATH;
  return executable === undefined ? parsed.data : { ...parsed.data, browser: { executable } };
}

function findUpward(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, configFileName))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function expandVariables(
  value: unknown,
  key: string,
  environment: Environment,
  missing: string[],
): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}/g, (_all, name, fallback) => {
      const found = environment[name] ?? fallback;
      if (found === undefined) missing.push(`${key}: environment variable ${name} is not set`);
      return found ?? '';
    });
  }
  const under = (name: string) => (key === '' ? name : `${key}.${name}`);
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      expandVariables(item, under(String(index)), environment, missing),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        expandVariables(item, under(name), environment, missing),
      ]),
    );
  }
  return value;
}

function describeIssue(issue: z.core.$ZodIssue, values: unknown): string[] {
  const key = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeysAt(configSchema, values, issue.path).join(', ');
    return issue.keys.map((name) => {
      const full = key === '' ? name : `${key}.${name}`;
      return `${full}: unknown key. Known: ${known}.`;
    });
  }
  if (issue.code === 'invalid_union' && 'note' in issue && issue.note !== undefined) {
    const known = issue.path.at(-1) === 'format' ? cdrFormats : ['postgres', 'files', 'cdr'];
    return [`${key}: missing or unknown. Known: ${known.join(', ')}.`];
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [`${key}: missing or not ${article(issue.expected)} ${issue.expected}.`];
  }
  const text = issue.message.endsWith('.') ? issue.message : `${issue.message}.`;
  return [`${key}: ${text}`];
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

/** Rules that need two keys at once. */
function crossCheck(config: Config): string[] {
  const problems: string[] = [];
  if (config.deliver.transport === 'smtp' && config.deliver.smtp === undefined) {
    problems.push('deliver.smtp: missing, but deliver.transport is smtp.');
  }
  if (Object.keys(config.sources).length === 0) {
    problems.push('sources: empty. Name at least one source.');
  }
  return problems;
}

function problemsError(path: string, problems: readonly string[]): UserError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new UserError({
    what: [count, ...problems.map((line) => `- ${line}`)].join('\n'),
    where: path,
    advice: 'Mend the keys above; `docs/config.md` lists every key. Nothing was run.',
    exitCode: exitCodes.usage,
  });
}
