import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const files = ['bin', 'config', 'pipelines', 'reports'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

interface Import {
  readonly file: string;
  /** A package name, or the path of a file of the project. */
  readonly target: string;
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, specifier = '']) => ({
    file,
    target: specifier.startsWith('.')
      ? relative(root, resolve(root, dirname(file), specifier))
      : specifier,
  }));
});

const roomOf = (path: string) =>
  path.startsWith('pipelines/') ? (path.split('/')[1] ?? '') : (path.split('/')[0] ?? '');

/** Which rooms a room may import from, its own aside. */
const allowed: Record<string, readonly string[]> = {
  bin: ['commands', 'run'],
  commands: [
    ...[
      'config',
      'extract',
      'warehouse',
      'models',
      'record',
      'access',
      'render',
      'deliver',
      'demo',
    ],
    'run',
  ],
  config: ['run'],
  extract: ['warehouse', 'run'],
  models: ['warehouse', 'run'],
  deliver: ['record', 'run'],
  warehouse: ['run'],
  record: ['run'],
  access: ['run'],
  render: ['run'],
  demo: ['run'],
  reports: ['render'],
  run: [],
};

/** The one place through which each dependency comes in. */
const doors: Record<string, readonly string[]> = {
  '@duckdb/node-api': ['pipelines/warehouse/'],
  '@duckdb/node-bindings': ['pipelines/warehouse/'],
  pg: ['pipelines/extract/postgres', 'pipelines/record/', 'pipelines/demo/postgres.ts'],
  'pg-copy-streams': ['pipelines/extract/postgres', 'pipelines/demo/postgres.ts'],
  kysely: ['pipelines/record/'],
  handlebars: ['pipelines/render/template.ts'],
  vega: ['pipelines/render/chart.ts'],
  'vega-lite': ['pipelines/render/chart.ts'],
  'puppeteer-core': ['pipelines/render/pdf.ts'],
  '@sparticuz/chromium': ['pipelines/render/browser.ts'],
  nodemailer: ['pipelines/deliver/mailer.ts'],
  commander: ['pipelines/commands/'],
  listr2: ['pipelines/commands/'],
  zod: ['config/'],
  yaml: ['config/'],
};

describe('imports', () => {
  it('are found at all', () => {
    expect(imports.length).toBeGreaterThan(200);
  });

  it('go only from a room to those it may know', () => {
    const wrong = imports.filter(({ file, target }) => {
      const isOwn = !/^(bin|config|pipelines|reports|docs|test|bench)\//.test(target);
      if (isOwn) return false;
      const [from, to] = [roomOf(file), roomOf(target)];
      return from !== to && allowed[from]?.includes(to) !== true;
    });
    expect(wrong).toEqual([]);
  });

  it('bring in each dependency through its one door', () => {
    const wrong = imports.filter(({ file, target }) => {
      const door = doors[target];
      return door !== undefined && !door.some((path) => file.startsWith(path));
    });
    expect(wrong).toEqual([]);
  });
});

describe('the environment', () => {
  const textsWith = (pattern: RegExp) =>
    files.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')));

  it('is read in bin only, which hands it on', () => {
    expect(textsWith(/process\.env\b/)).toEqual(['bin/muster.ts']);
  });

  it('gives its clock in one place', () => {
    expect(textsWith(/Temporal\.Now|Date\.now\(|new Date\(\)/)).toEqual([
      'pipelines/run/effects.ts',
    ]);
  });

  it('gives no unseeded chance to the sample company', () => {
    expect(textsWith(/Math\.random/)).toEqual([]);
  });
});
