import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  buildPath,
  publishBuild,
  readPublished,
  rollbackBuild,
} from '../../pipelines/warehouse/publish.ts';

const at = Temporal.Instant.from('2026-11-16T12:00:00Z');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-publish-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function publish(buildId: string) {
  const path = join(folder, `${buildId}.duckdb.part`);
  await writeFile(path, buildId);
  await publishBuild(folder, { path, buildId, fingerprint: `f-${buildId}`, content: buildId }, at);
}

describe('publishBuild', () => {
  it('points to the new build and remembers the one before', async () => {
    await publish('a');
    await publish('b');
    const published = await readPublished(folder);
    expect(published).toMatchObject({ buildId: 'b', previous: { buildId: 'a' } });
    expect(existsSync(buildPath(folder, 'b'))).toBe(true);
  });

  it('keeps three builds, the published and the previous among them', async () => {
    for (const id of ['d', 'c', 'b', 'a']) await publish(id);
    const kept = (await readdir(folder)).filter((name) => name.endsWith('.duckdb'));
    expect(kept.sort()).toEqual(['a.duckdb', 'b.duckdb', 'd.duckdb']);
  });
});

describe('rollbackBuild', () => {
  it('points back, and remembers what was withdrawn', async () => {
    await publish('a');
    await publish('b');
    const { from, to } = await rollbackBuild(folder, at);
    expect([from.buildId, to.buildId]).toEqual(['b', 'a']);
    expect(await readPublished(folder)).toMatchObject({ buildId: 'a', withdrawn: ['b'] });
    await publish('c');
    expect(await readPublished(folder)).toMatchObject({ buildId: 'c', withdrawn: ['b'] });
  });

  it('refuses when there is nothing before, and changes nothing', async () => {
    await publish('a');
    await expect(rollbackBuild(folder, at)).rejects.toMatchObject({
      text: `${folder}: there is no earlier build to go back to\nRun \`muster build\` to make a new one. Nothing was changed.`,
      exitCode: 2,
    });
    expect(await readPublished(folder)).toMatchObject({ buildId: 'a' });
  });
});
