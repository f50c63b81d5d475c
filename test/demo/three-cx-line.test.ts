import { describe, expect, it } from 'vitest';
import type { Call, Party } from '../../pipelines/demo/call.ts';
import { damageLine, threeCxCallId, threeCxLine } from '../../pipelines/demo/three-cx-line.ts';

const dana: Party = { number: '+17345550142', dn: '10002', type: 'Line', name: 'Dana Frey' };
const queue: Party = { number: 'Ext.800', dn: '800', type: 'Queue', name: 'Scheduling Q' };
const priya: Party = { number: 'Ext.121', dn: '121', type: 'Extension', name: 'Priya Nair' };
const tomas: Party = { number: 'Ext.122', dn: '122', type: 'Extension', name: 'Tomas Wirth' };
const outside: Party = { number: '+17345550173', dn: '10002', type: 'Line', name: '+17345550173' };

const answered: Call = {
  startMs: Date.UTC(2026, 10, 1, 5, 58, 12, 640),
  answerMs: Date.UTC(2026, 10, 1, 5, 58, 12, 700),
  endMs: Date.UTC(2026, 10, 1, 6, 4, 14, 700),
  endReason: 'TerminatedByDst',
  from: dana,
  to: queue,
  dialled: '800',
  changeReason: 'ReplacedDst',
  final: priya,
  chain: [dana, queue, priya],
  missedBy: '',
  service: null,
};

const answeredLine =
  'Call 512004,a0dbaf95a1010000_2004,00:06:02,2026/11/01 05:58:12,2026/11/01 05:58:12,' +
  '2026/11/01 06:04:14,TerminatedByDst,+17345550142,Ext.800,10002,800,800,ReplacedDst,Ext.121,' +
  '121,,,,,Chain: +17345550142;Ext.800;Ext.121;,Line,Queue,Extension,Dana Frey,Scheduling Q,' +
  'Priya Nair,';

describe('threeCxLine(call, historyNumber)', () => {
  it('writes an answered queue call', () => {
    expect(threeCxLine(answered, 512_004)).toBe(answeredLine);
  });

  it('writes a call that was abandoned in the queue', () => {
    const call: Call = {
      ...answered,
      endReason: 'TerminatedBySrc',
      changeReason: '',
      final: null,
      chain: [dana, queue],
      missedBy: '800',
    };
    expect(threeCxLine(call, 512_004)).toBe(
      'Call 512004,a0dbaf95a1010000_2004,00:06:02,2026/11/01 05:58:12,2026/11/01 05:58:12,' +
        '2026/11/01 06:04:14,TerminatedBySrc,+17345550142,Ext.800,10002,800,800,,,,,,,,' +
        'Chain: +17345550142;Ext.800;,Line,Queue,Queue,Dana Frey,Scheduling Q,,800',
    );
  });

  it('writes an outbound call with its cost', () => {
    const call: Call = {
      ...answered,
      startMs: Date.UTC(2026, 10, 1, 6, 31, 47, 501),
      answerMs: Date.UTC(2026, 10, 1, 6, 31, 59, 501),
      endMs: Date.UTC(2026, 10, 1, 6, 44, 39, 900),
      from: priya,
      to: outside,
      dialled: '17345550173',
      changeReason: '',
      final: null,
      chain: [priya, outside],
    };
    expect(threeCxLine(call, 512_009)).toBe(
      'Call 512009,2d9ace95a1010000_2009,00:12:40,2026/11/01 06:31:47,2026/11/01 06:31:59,' +
        '2026/11/01 06:44:39,TerminatedByDst,Ext.121,+17345550173,121,10002,17345550173,,,,,1,' +
        '12.67,default,Chain: Ext.121;+17345550173;,Extension,Line,Line,Priya Nair,' +
        '+17345550173,,',
    );
  });

  it('leaves duration, answer and chain empty when nobody answered', () => {
    const call: Call = {
      ...answered,
      startMs: Date.UTC(2026, 10, 1, 6, 40, 0, 5),
      answerMs: null,
      endMs: Date.UTC(2026, 10, 1, 6, 40, 22, 5),
      endReason: 'Failed_Cancelled',
      from: priya,
      to: tomas,
      dialled: '122',
      changeReason: '',
      final: null,
      chain: [],
    };
    expect(threeCxLine(call, 512_010)).toBe(
      'Call 512010,051ed695a1010000_2010,,2026/11/01 06:40:00,,2026/11/01 06:40:22,' +
        'Failed_Cancelled,Ext.121,Ext.122,121,122,122,,,,,,,,,Extension,Extension,Extension,' +
        'Priya Nair,Tomas Wirth,,',
    );
  });

  it('cuts seconds as 3CX does, so that a duration may be a second short of its instants', () => {
    const call: Call = {
      ...answered,
      answerMs: Date.UTC(2026, 10, 1, 5, 58, 12, 900),
      endMs: Date.UTC(2026, 10, 1, 6, 4, 14, 100),
    };
    expect(threeCxLine(call, 1).split(',').slice(2, 6)).toEqual([
      '00:06:01',
      '2026/11/01 05:58:12',
      '2026/11/01 05:58:12',
      '2026/11/01 06:04:14',
    ]);
  });
});

describe('threeCxCallId(call, historyNumber)', () => {
  it('is the start in Unix milliseconds, byte-reversed, and a running number', () => {
    expect(threeCxCallId(answered, 1_234_567)).toBe('a0dbaf95a1010000_4567');
  });
});

describe('damageLine(line, damage)', () => {
  it('puts a comma into the name of the caller', () => {
    const fields = damageLine(answeredLine, 'comma in a name').split(',');
    expect(fields).toHaveLength(28);
    expect(fields.slice(23, 25)).toEqual(['Frey', ' Dana']);
  });

  it('cuts a line before its last fields', () => {
    const line = damageLine(answeredLine, 'cut line');
    expect(answeredLine.startsWith(line)).toBe(true);
    expect(line.split(',').length).toBeLessThan(27);
  });

  it('gives a start on a day that does not exist', () => {
    const fields = damageLine(answeredLine, 'impossible date').split(',');
    expect(fields).toHaveLength(27);
    expect(fields[3]).toBe('2026/02/30 05:58:12');
  });
});
