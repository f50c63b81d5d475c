import { afterEach, describe, expect, it } from 'vitest';
import { queueLogSample } from './asterisk-lines.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.remove());

async function load(lines: readonly string[], fileName = 'queue_log', profile: object = {}) {
  workspace = await makeWorkspace();
  await workspace.write(`inbox/${fileName}`, `${lines.join('\n')}\n`);
  const folder = `${workspace.folder}/inbox`;
  return workspace.extract(
    // The log counts in UTC, whatever the zone of the CDR beside it.
    [
      {
        ...{ kind: 'cdr', name: 'pbx', format: 'asterisk', folder },
        ...{ timeZone: 'America/Detroit', profile },
      } as const,
    ],
    { maxRejectedShare: 1 },
  );
}

const read = (columns: string) =>
  workspace.rows(`select ${columns} from raw.call_lines order by line_number`);
const rejects = () =>
  workspace.rows('select reason, kept_text from raw.rejects order by line_number');

describe('a line of queue_log', () => {
  it('is read with its seconds, its instant and its agent (CC-1)', async () => {
    await load(queueLogSample);
    const columns = `call_id, event, started_at, queue_id, agent_kind, agent_value, wait_seconds,
      ring_seconds, talk_seconds, party_masked, next_leg_id`;
    const nothing = {
      ...{ agent_kind: null, agent_value: null, wait_seconds: null, ring_seconds: null },
      ...{ talk_seconds: null, party_masked: null, next_leg_id: null },
    };
    const first = { ...nothing, call_id: '1793628001.420', queue_id: '800' };
    const priya = { agent_kind: 'display_name', agent_value: 'Priya Nair' };
    const second = { ...nothing, call_id: '1793628300.431', queue_id: '800' };
    expect(await read(columns)).toEqual([
      { ...first, event: 'ENTERQUEUE', started_at: '2026-11-02 14:00:01', party_masked: '•••42' },
      {
        ...first,
        event: 'RINGNOANSWER',
        started_at: '2026-11-02 14:00:17',
        agent_kind: 'display_name',
        agent_value: 'Tomas Wirth',
        ring_seconds: 15,
      },
      {
        ...{ ...first, ...priya, event: 'CONNECT', started_at: '2026-11-02 14:00:23' },
        ...{ wait_seconds: 22, ring_seconds: 6, next_leg_id: '1793628017.424' },
      },
      {
        ...{ ...first, ...priya, event: 'COMPLETECALLER', started_at: '2026-11-02 14:04:51' },
        ...{ wait_seconds: 22, talk_seconds: 268 },
      },
      { ...second, event: 'ENTERQUEUE', started_at: '2026-11-02 14:05:00', party_masked: '•••17' },
      { ...second, event: 'ABANDON', started_at: '2026-11-02 14:05:33', wait_seconds: 33 },
    ]);
  });

  it('knows its caller by the same hash as the CDR, and keeps no name', async () => {
    await load(['1793628001|1793628001.420|800|NONE|ENTERQUEUE||+1 734 555 0142|1|Dana Frey']);
    const text = JSON.stringify(await read('*'));
    expect(text).not.toMatch(/555|Dana/);
    expect(await read('party_hash')).toEqual([{ party_hash: 'c593bd478037c48b6e84c677' }]);
  });

  it('counts the parameters of transfers from the right, and knows every way to name an agent', async () => {
    const cases: [string, string, object][] = [
      ['PJSIP/121', 'ATTENDEDTRANSFER|BRIDGE|8f1c-22|22|77|1', { agent_value: '121' }],
      ['121', 'ATTENDEDTRANSFER|LINK|PJSIP/121-0001|PJSIP/122-0002|22|77|1', {}],
      ['SIP/121', 'ATTENDEDTRANSFER|APP|22|77|1', { agent_kind: 'extension' }],
      ['Local/121@from-queue/n', 'BLINDTRANSFER|130|default|22|77|1', { to_extension: '130' }],
      ['Agent/1001', 'TRANSFER|17345550173|default|22|77|1', { agent_value: '1001' }],
      ['Zoë Wirth', 'COMPLETEAGENT|22|77|1|', { agent_kind: 'display_name' }],
      ['Zoë Wirth', 'COMPLETECALLER|22|77|1', { agent_value: 'Zoë Wirth' }],
      ['Local/17345550173@out/n', 'COMPLETEAGENT|22|77|1', { agent_kind: null }],
    ];
    await load(
      cases.map(([agent, rest], index) => `179362810${index}|1793628001.420|800|${agent}|${rest}`),
    );
    const columns = 'wait_seconds, talk_seconds, agent_kind, agent_value, to_extension';
    expect(await read(columns)).toMatchObject(
      cases.map(([, , expected]) => ({ wait_seconds: 22, talk_seconds: 77, ...expected })),
    );
    expect(JSON.stringify(await read('*'))).not.toContain('5550173');
  });

  it('keeps the states of agents as lines of no call, and skips housekeeping', async () => {
    const { units } = await load(
      [
        '1793628000|NONE|NONE|NONE|CONFIGRELOAD|',
        '1793628000|NONE|NONE|NONE|QUEUESTART|',
        '1793628002|MANAGER|800|Priya Nair|ADDMEMBER|',
        '1793628003|NONE|800|Priya Nair|PAUSE|Lunch break',
        '1793628004|NONE|NONE|Agent/1001|AGENTLOGOFF|Agent/1001|3600',
      ],
      'queue_log.1',
    );
    expect(units).toMatchObject([{ readCount: 5, loadedCount: 4, skippedCount: 1 }]);
    expect(await read('event, event_reason, agent_value, duration_seconds')).toEqual([
      { event: 'QUEUESTART', event_reason: null, agent_value: null, duration_seconds: null },
      { event: 'ADDMEMBER', event_reason: null, agent_value: 'Priya Nair', duration_seconds: null },
      {
        ...{ event: 'PAUSE', event_reason: 'Lunch break' },
        ...{ agent_value: 'Priya Nair', duration_seconds: null },
      },
      { event: 'AGENTLOGOFF', event_reason: null, agent_value: '1001', duration_seconds: 3600 },
    ]);
    const ids = await read('call_id');
    expect(new Set(ids.map(({ call_id }) => call_id)).size).toBe(4);
  });

  it('is rejected without its names and numbers', async () => {
    await load([
      'yesterday|1793628001.420|800|Priya Nair|CONNECT|22|1793628017.424|6',
      '1793628001|1793628001.420|800|NONE|ABANDON|1',
      '1793628001|NONE|800|NONE|ENTERQUEUE||7345550142|1|Dana Frey',
      '1793628023|1793628001.420|800|Priya Nair|CONNECT|soon|1793628017.424|6',
      'Dana Frey 7345550142',
      '7345550142|1793628001.420|800|NONE|ABANDON|1|1|33',
      '1793628001|1793628001.420|+1 734 555 0142|NONE|ABANDON|1|1|33',
      'never|Dana|800|NONE|ABANDON|1|1|33',
    ]);
    const found = await rejects();
    expect(found.map(({ reason }) => reason)).toEqual([
      'not a number of seconds since 1970',
      'too few parameters for this event',
      'an event of a call without its call or queue',
      'a wait that is no number of seconds',
      'fewer than five fields between bars',
      'not a number of seconds since 1970',
      'an event of a call without its call or queue',
      'not a number of seconds since 1970',
    ]);
    expect(JSON.stringify(found)).not.toMatch(/Dana|Priya|5550142|yesterday/);
    expect(found[1]).toMatchObject({
      kept_text: '1793628001|1793628001.420|800|NONE|ABANDON|1',
    });
  });
});
