import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../../shared/data/asterisk-cdr');
const shared = [folder, join(import.meta.dirname, '../../../shared/data/asterisk-cdr')];

/** The folder of real CDR files; undefined where they are not at hand. */
export const realCdrFolder = shared.find((path) => existsSync(path));

/** A row of a file whose fields hold neither commas nor line ends. */
export function readRows(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(',').map((field) => field.replaceAll('"', '')));
}

/**
 * The numbers that belong to the company of these files: who is called in the contexts that calls from
 * outside enter, and who calls in the others.
 */
export function ownNumbers(rows: readonly (readonly string[])[]): string {
  const own = rows.map(([, source = '', target = '', context = '']) =>
    context === 'hq' || context === 'door' ? target : source,
  );
  return [...new Set(own)].sort().join('|');
}
