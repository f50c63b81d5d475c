import { afterEach, describe, expect, it } from 'vitest';
import { readContracts } from '../../pipelines/extract/contracts.ts';
import { abandoned, outbound, queueCall, sample } from './three-cx-lines.ts';
import { inboxOf, makeWorkspace, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

async function load(content: string | Uint8Array, options: { timeZone?: string } = {}) {
  workspace = await makeWorkspace();
  await workspace.write('inbox/cdr.log', content);
  return workspace.extract([inboxOf(workspace, options)], { maxRejectedShare: 1 });
}

const lines = () =>
  workspace.rows('select * exclude (file_hash) from raw.call_lines order by history_number');
const rejects = () =>
  workspace.rows(
    'select line_number, entity_key, column_name, reason, kept_text from raw.rejects order by line_number',
  );

/** All columns of a line that this format does not fill. */
const contract = (await readContracts(undefined)).find(({ entity }) => entity === 'call_lines');
const unsaid = Object.fromEntries(
  (contract?.columns ?? [])
    .filter(({ name }) => name !== 'file_hash')
    .map(({ name }) => [name, null]),
);

describe('a line of 3CX V20', () => {
  const common = { ...unsaid, source: '3cx', format: '3cx-file', history_number: 512004 };

  it('takes the person and not the mailbox of a call that went to voicemail', async () => {
    const line =
      'Call 512020,051ed695a1010000_4417,00:00:19,2026/11/01 06:40:00,2026/11/01 06:40:01,2026/11/01 06:40:20,TerminatedBySrc,+17345550142,Ext.999,10002,121,121,,,,,,,,Chain: +17345550142;Ext.999;,Line,VoiceMail,VoiceMail,+17345550142,Priya Nair,,';
    await load(`${line}\n`);
    expect(await lines()).toMatchObject([
      { to_type: 'VoiceMail', to_extension: '121', chain_extensions: ['999'] },
    ]);
  });

  it('is read field by field', async () => {
    const { units } = await load(`${sample.join('\n')}\n`);
    expect(units).toMatchObject([
      { readCount: 4, loadedCount: 4, rejectedCount: 0, newestAt: '2026-11-01 06:40:00' },
    ]);
    expect(await lines()).toEqual([
      {
        ...common,
        leg_id: 'a0dbaf95a1010000_4410',
        call_id: 'a0dbaf95a1010000_4410',
        started_at: '2026-11-01 05:58:12',
        answered_at: '2026-11-01 05:58:12',
        ended_at: '2026-11-01 06:04:14',
        duration_seconds: 362,
        termination_reason: 'TerminatedByDst',
        change_reason: 'ReplacedDst',
        from_type: 'Line',
        to_type: 'Queue',
        final_type: 'Extension',
        from_extension: null,
        to_extension: '800',
        final_extension: '121',
        party_hash: 'c593bd478037c48b6e84c677',
        party_masked: '•••42',
        chain_extensions: ['800', '121'],
        line_number: 1,
      },
      {
        ...common,
        history_number: 512006,
        leg_id: '427db295a1010000_4412',
        call_id: '427db295a1010000_4412',
        started_at: '2026-11-01 06:01:05',
        answered_at: '2026-11-01 06:01:05',
        ended_at: '2026-11-01 06:01:36',
        duration_seconds: 31,
        termination_reason: 'TerminatedBySrc',
        change_reason: null,
        from_type: 'Line',
        to_type: 'Queue',
        final_type: 'Queue',
        from_extension: null,
        to_extension: '800',
        final_extension: null,
        party_hash: expect.stringMatching(/^[0-9a-f]{24}$/),
        party_masked: '•••17',
        chain_extensions: ['800'],
        line_number: 2,
      },
      {
        ...common,
        history_number: 512009,
        leg_id: '2d9ace95a1010000_4415',
        call_id: '2d9ace95a1010000_4415',
        started_at: '2026-11-01 06:31:47',
        answered_at: '2026-11-01 06:31:59',
        ended_at: '2026-11-01 06:44:39',
        duration_seconds: 760,
        termination_reason: 'TerminatedByDst',
        change_reason: null,
        from_type: 'Extension',
        to_type: 'Line',
        final_type: 'Line',
        from_extension: '121',
        to_extension: null,
        final_extension: null,
        party_hash: expect.stringMatching(/^[0-9a-f]{24}$/),
        party_masked: '•••73',
        chain_extensions: ['121'],
        line_number: 3,
      },
      {
        ...common,
        history_number: 512010,
        leg_id: '051ed695a1010000_4416',
        call_id: '051ed695a1010000_4416',
        started_at: '2026-11-01 06:40:00',
        answered_at: null,
        ended_at: '2026-11-01 06:40:22',
        duration_seconds: null,
        termination_reason: 'Failed_Cancelled',
        change_reason: null,
        from_type: 'Extension',
        to_type: 'Extension',
        final_type: 'Extension',
        from_extension: '122',
        to_extension: '119',
        final_extension: null,
        party_hash: null,
        party_masked: null,
        chain_extensions: null,
        line_number: 4,
      },
    ]);
  });

  it('is the same with carriage returns, a byte order mark, blank lines and no last line end', async () => {
    await load(`\uFEFF${sample[0]}\r\n\r\n${sample[1]}\r\n\n${sample[2]}`);
    expect(
      (await lines()).map(({ history_number, line_number }) => [history_number, line_number]),
    ).toEqual([
      [512004, 1],
      [512006, 3],
      [512009, 5],
    ]);
    expect(await rejects()).toEqual([]);
  });

  it('takes an id in either byte order', async () => {
    await load(`${queueCall.replace('a0dbaf95a1010000_4410', '000001A195AFDBA0_4410')}\n`);
    expect(await lines()).toMatchObject([
      { leg_id: '000001A195AFDBA0_4410', started_at: '2026-11-01 05:58:12' },
    ]);
  });

  it('may hold a name in another encoding, quotes, and bytes that mean something to a CSV reader', async () => {
    const [before = '', after = ''] = queueCall.split('Dana Frey');
    await load(
      Buffer.concat([
        Buffer.from(`${before}"D\u0001\u0000ñ–na`),
        Buffer.from([0xe9, 0xff, 0x80]),
        Buffer.from(`"${after}\n${abandoned}\n`),
      ]),
    );
    expect((await lines()).map(({ history_number }) => history_number)).toEqual([512004, 512006]);
  });

  it('may be far too long, and the next one is read', async () => {
    await load(`${queueCall.replace('Dana Frey', 'x'.repeat(5_000_000))}\n${abandoned}\n`);
    expect((await lines()).map(({ history_number }) => history_number)).toEqual([512006]);
    expect(await rejects()).toMatchObject([
      {
        line_number: 1,
        reason: 'longer than any line about a call: at least 1000000 bytes',
        kept_text: null,
      },
    ]);
  });

  it('is read up to 65,536 bytes, and rejected with its length beyond them', async () => {
    const longest = 65_536 - queueCall.length + 'Dana Frey'.length;
    const named = (line: string, length: number) => line.replace('Dana Frey', 'x'.repeat(length));
    const other = queueCall.replace('_4410', '_4411');
    await load(`${named(queueCall, longest)}\n${named(other, longest + 1)}\n${abandoned}\n`);
    expect((await lines()).map(({ leg_id }) => leg_id)).toEqual([
      'a0dbaf95a1010000_4410',
      '427db295a1010000_4412',
    ]);
    expect(await rejects()).toMatchObject([
      { line_number: 2, reason: 'longer than any line about a call: 65537 bytes' },
    ]);
  });

  it('keeps an offset of the zone in which the export writes, also in the hour that comes twice', async () => {
    // 05:58:12 UTC is 01:58:12 EDT; the call ends at 01:04:14 EST, an hour and six minutes "earlier".
    await load(
      `${queueCall
        .replaceAll('2026/11/01 05:58:12', '2026/11/01 01:58:12')
        .replace('2026/11/01 06:04:14', '2026/11/01 01:04:14')}\n${outbound
        .replace('06:31:47', '01:31:47')
        .replace('06:31:59', '01:31:59')
        .replace('06:44:39', '01:44:39')}\n`,
      { timeZone: 'America/Detroit' },
    );
    expect(await lines()).toMatchObject([
      {
        started_at: '2026-11-01 05:58:12',
        answered_at: '2026-11-01 05:58:12',
        ended_at: '2026-11-01 06:04:14',
      },
      {
        started_at: '2026-11-01 06:31:47',
        answered_at: '2026-11-01 06:31:59',
        ended_at: '2026-11-01 06:44:39',
      },
    ]);
  });
});
