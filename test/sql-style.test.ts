import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const folders = ['staging', 'core', 'rollups', 'kpis', 'findings', 'audits'];
// Its tests of chance are formulas, in which much is divided by.
const formulas = ['metric_changes.sql', 'metric_trends.sql'];
const names = (folder: string) =>
  readdirSync(join(root, 'sql', folder)).filter((name) => !formulas.includes(name));
const files = folders.flatMap((folder) =>
  names(folder).map((name) => ({
    path: `sql/${folder}/${name}`,
    folder,
    name: name.replace('.sql', ''),
    text: readFileSync(join(root, 'sql', folder, name), 'utf8'),
  })),
);

describe.each(files)('$path', ({ folder, name, text }) => {
  const lines = text.split('\n');
  const code = lines.filter((line) => !line.trimStart().startsWith('--')).join('\n');

  it('keeps to 100 columns and ends with one line break', () => {
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(text).toMatch(/[^\n]\n$/);
  });

  it('is named for its layer', () => {
    if (folder === 'staging') expect(name).toMatch(/^stg_/);
    else if (folder === 'audits') expect(name).toMatch(/^assert_/);
    else expect(name).not.toMatch(/^(stg|assert)_/);
  });

  it('names its columns: a star only stands in an import or in the last line', () => {
    const stars = code.split('\n').filter((line) => /(^|\s|\.)\*(,|\s|$)/.test(line));
    const allowed = /^\s*select \* from \w+(\.\w+)?( where .*| order by .*)?$/;
    const products = /\S+ \* \S+/;
    const wrong = stars.filter((line) => !allowed.test(line) && !products.test(line.trim()));
    expect(wrong).toEqual([]);
  });

  it('asks for no current date and draws no chance', () => {
    expect(code).not.toMatch(/\b(current_date|current_timestamp|now\(\)|today\(\)|random\(\))/i);
  });

  it('divides only by what cannot be zero', () => {
    const divisions = [...code.matchAll(/[^/*]\/(?!\/)\s*([\w.]+\(?)/g)].map((match) => match[1]);
    const safe = ['nullif(', 'interval_months', 'any_value('];
    expect(divisions.filter((divisor) => !safe.includes(divisor ?? ''))).toEqual([]);
  });
});
