import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { cdrSample, queueLogSample } from '../extract/asterisk-lines.ts';
import { makeWorkspace, type TestWorkspace } from '../extract/workspace.ts';
import { asteriskModels, openWithModels } from './leg-views.ts';

let workspace: TestWorkspace;
let raw: Database | undefined;
afterEach(async () => {
  raw?.close();
  raw = undefined;
  await workspace.remove();
});

async function load(files: Record<string, string>, profile: object = {}) {
  workspace = await makeWorkspace();
  for (const [name, text] of Object.entries(files)) await workspace.write(`inbox/${name}`, text);
  const folder = `${workspace.folder}/inbox`;
  await workspace.extract(
    [{ kind: 'cdr', name: 'pbx', format: 'asterisk', folder, timeZone: 'UTC', profile }],
    { maxRejectedShare: 1 },
  );
  raw = await openWithModels(workspace.rawPath, asteriskModels);
  return raw;
}

describe('the legs of Asterisk', () => {
  it('come from the CDR alone', async () => {
    const db = await load({ 'Master.csv': `${cdrSample.join('\n')}\n` });
    console.table(await db.rows('select * exclude (source, party_hash, hold_seconds, wrap_up_seconds, is_monitoring) from legs_asterisk_cdr order by call_id, leg_number'));
    expect(1).toBe(1);
  });
  it('come from both', async () => {
    const db = await load({ 'Master.csv': `${cdrSample.join('\n')}\n`, queue_log: queueLogSample.join('\n') });
    console.table(await db.rows('select * exclude (source, party_hash, hold_seconds, wrap_up_seconds, is_monitoring) from legs_asterisk_cdr union all select * exclude (source, party_hash, hold_seconds, wrap_up_seconds, is_monitoring) from legs_asterisk_queue_log order by call_id, leg_number'));
    expect(1).toBe(1);
  });
});
