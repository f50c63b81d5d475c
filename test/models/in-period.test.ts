import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../../pipelines/models/model.ts';

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'muster-in-period-'));
  await mkdir(join(workspace, 'sql/kpis'), { recursive: true });
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

describe('the header key `In period` (KPI.md 3.9)', () => {
  it('names a metric of the same unit whose window is the period, for every retention of twelve months', async () => {
    const kpis = (await readModels(undefined)).filter(({ layer }) => layer === 'kpis');
    const named = kpis.filter(({ header }) => header.has('In period'));
    expect(named.map(({ name }) => name)).toEqual(['grr', 'logo_retention', 'nrr']);
    for (const { header } of named) {
      const own = kpis.find(({ name }) => name === header.get('In period'));
      expect(own?.header.get('Window')).toBe('the period');
      expect(own?.header.get('Unit')).toBe(header.get('Unit'));
    }
  });

  it('may name one that the workspace leaves out, but none that there is not', async () => {
    const path = join(workspace, 'sql/kpis/grr_in_period.sql');
    const { file } = (await readModels(undefined)).find(({ name }) => name === 'grr') ?? {};
    await writeFile(
      path,
      `-- Replaces: sql/kpis/grr_in_period.sql\n-- Disabled: true\n${file?.text}`,
    );
    const names = (await readModels(workspace)).map(({ name }) => name);
    expect(names).toContain('grr');
    expect(names).not.toContain('grr_in_period');
    await rm(path);
    const text = file?.text.replace('grr_in_period', 'grr_of_month') ?? '';
    await writeFile(join(workspace, 'sql/kpis/own_grr.sql'), text);
    const read = readModels(workspace);
    await expect(read).rejects.toMatchObject({ exitCode: 2 });
    await expect(read).rejects.toThrow('names "grr_of_month" as the metric of the period itself');
  });
});
