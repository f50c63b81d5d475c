import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  listDigests,
  listReports,
  loadDigest,
  loadReport,
} from '../../pipelines/render/load-report.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'muster-reports-'));
});
afterEach(() => rm(workspace, { recursive: true }));

async function put(path: string, text: string) {
  await mkdir(join(workspace, path, '..'), { recursive: true });
  await writeFile(join(workspace, path), text);
}

describe('loadReport', () => {
  it('lists what is built in and what the workspace adds', async () => {
    await put('reports/mine/report.ts', "export default { name: 'mine', sections: [] };");
    expect(await listReports()).toEqual(['call-team', 'cs-team']);
    expect(await listReports(workspace)).toEqual(['call-team', 'cs-team', 'mine']);
    expect(await listDigests(workspace)).toEqual(['weekly-team']);
  });

  it('refuses an unknown name and lists the known ones', async () => {
    await expect(loadReport('cs-teams')).rejects.toMatchObject({
      exitCode: 2,
      text: 'no report is named "cs-teams"\nKnown: call-team, cs-team. Nothing was written.',
    });
    await expect(loadDigest('daily')).rejects.toMatchObject({
      exitCode: 2,
      text: 'no digest is named "daily"\nKnown: weekly-team. Nothing was written.',
    });
  });

  it("takes a workspace's query in place of the built-in one of the same path", async () => {
    await put('reports/team/cards.sql', 'select 1');
    const report = await loadReport('call-team', workspace);
    expect(report.queries.get('cards')).toMatchObject({ text: 'select 1', isOverlaid: true });
    expect(report.queries.get('members')).toMatchObject({ isOverlaid: false });
    expect(report.hash).not.toBe((await loadReport('call-team')).hash);
    const digest = await loadDigest('weekly-team', workspace);
    expect(digest.cards.text).toBe('select 1');
  });

  it('refuses a section whose query does not exist', async () => {
    await put(
      'reports/mine/report.ts',
      `export default { name: 'mine', sections: [{ name: 'a', kind: 'cards', sql: 'mine/a.sql' }] };`,
    );
    await expect(loadReport('mine', workspace)).rejects.toMatchObject({
      exitCode: 2,
      text:
        'reports/mine/report.ts: reports/mine/a.sql does not exist\n' +
        'Name a file below reports/, or add this one. Nothing was written.',
    });
  });
});
