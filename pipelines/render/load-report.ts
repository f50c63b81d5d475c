import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashText } from '../run/files.ts';
import { type ProgramFile, readProgramFile, readProgramFiles } from '../run/overlay.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import { type Chart, createChart } from './chart.ts';
import type { DigestDeclaration, ReportDeclaration } from './report.ts';

/** A report with the files it names: what to run for each section, and how to draw it. */
export interface LoadedReport {
  readonly declaration: ReportDeclaration;
  /** The query of each section, by the section's name. */
  readonly queries: ReadonlyMap<string, ProgramFile>;
  /** The drawing of each section that has one, by the section's name. */
  readonly charts: ReadonlyMap<string, Chart>;
  /** Changes when the declaration, a query or a drawing does. */
  readonly hash: string;
}

/** A digest with its two queries. */
export interface LoadedDigest {
  readonly declaration: DigestDeclaration;
  readonly cards: ProgramFile;
  readonly changes: ProgramFile;
}

/** The names of all reports, the workspace's own included, sorted. */
export function listReports(workspaceFolder?: string): Promise<string[]> {
  return listDeclared(workspaceFolder, 'report.ts');
}

/** The names of all digests, the workspace's own included, sorted. */
export function listDigests(workspaceFolder?: string): Promise<string[]> {
  return listDeclared(workspaceFolder, 'digest.ts');
}

/** Loads a report by name. Throws a UserError (exit 2) that lists the known ones. */
export async function loadReport(name: string, workspaceFolder?: string): Promise<LoadedReport> {
  const file = await findDeclared(name, 'report.ts', workspaceFolder);
  const declaration = await importDefault<ReportDeclaration>(file);
  const queries = new Map<string, ProgramFile>();
  const charts = new Map<string, Chart>();
  const texts = [file.text];
  for (const section of declaration.sections) {
    const query = await readNamed(section.sql, file, workspaceFolder);
    queries.set(section.name, query);
    texts.push(query.text);
    if (section.chart === undefined) continue;
    const spec = await readNamed(section.chart, file, workspaceFolder);
    charts.set(section.name, await createChart(spec.text, spec.path));
    texts.push(spec.text);
  }
  return { declaration, queries, charts, hash: hashText(texts.join('\0')) };
}

/** Loads a digest by name. Throws a UserError (exit 2) that lists the known ones. */
export async function loadDigest(name: string, workspaceFolder?: string): Promise<LoadedDigest> {
  const file = await findDeclared(name, 'digest.ts', workspaceFolder);
  const declaration = await importDefault<DigestDeclaration>(file);
  return {
    declaration,
    cards: await readNamed(declaration.cards, file, workspaceFolder),
    changes: await readNamed(declaration.changes, file, workspaceFolder),
  };
}

/** The declarations of all reports and digests. */
export async function loadDeclarations(
  workspaceFolder?: string,
): Promise<(ReportDeclaration | DigestDeclaration)[]> {
  const files = await readProgramFiles(workspaceFolder, 'reports', '.ts');
  const declared = files.filter(({ path }) => /\/(report|digest)\.ts$/.test(path));
  return Promise.all(
    declared.map((file) => importDefault<ReportDeclaration | DigestDeclaration>(file)),
  );
}

async function listDeclared(workspaceFolder: string | undefined, fileName: string) {
  const files = await readProgramFiles(workspaceFolder, 'reports', `/${fileName}`);
  return files.map((file) => basename(dirname(file.path)));
}

async function findDeclared(name: string, fileName: string, workspaceFolder: string | undefined) {
  const known = await listDeclared(workspaceFolder, fileName);
  const path = `reports/${name}/${fileName}`;
  const file = known.includes(name) ? await readProgramFile(workspaceFolder, path) : undefined;
  if (file !== undefined) return file;
  const kind = fileName.replace('.ts', '');
  throw new UserError({
    what: `no ${kind} is named "${name}"`,
    advice: `Known: ${known.join(', ')}. Nothing was written.`,
    exitCode: exitCodes.usage,
  });
}

async function importDefault<T>(file: ProgramFile): Promise<T> {
  const module: { default: T } = await import(pathToFileURL(file.absolutePath).href);
  return module.default;
}

async function readNamed(path: string, by: ProgramFile, workspaceFolder: string | undefined) {
  const file = await readProgramFile(workspaceFolder, `reports/${path}`);
  if (file !== undefined) return file;
  throw new UserError({
    what: `reports/${path} does not exist`,
    where: by.path,
    advice: 'Name a file below reports/, or add this one. Nothing was written.',
    exitCode: exitCodes.usage,
  });
}
