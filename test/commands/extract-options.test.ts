import { describe, expect, it } from 'vitest';
import { readExtractOptions } from '../../pipelines/commands/extract-options.ts';
import { refusal } from '../extract/workspace.ts';

const calendar = {
  timeZone: 'America/Detroit',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
  fiscalMonths: 'calendar',
} as const;
const none = { entity: [], source: [] };
const read = (options: object, names: string[] = []) =>
  readExtractOptions(names, { ...none, ...options }, calendar);
const refused = (options: object, names: string[] = []) =>
  refusal(Promise.resolve().then(() => read(options, names)));

describe('the flags of muster extract', () => {
  it('read all entities as in every run when none is given', () => {
    expect(read({})).toEqual({
      reading: { isFull: false, isReconciling: false },
      isRebuild: false,
    });
  });

  it('name entities before the flags and after them, and sources', () => {
    expect(read({ entity: ['people'], source: ['app'] }, ['calls'])).toMatchObject({
      onlyEntities: ['calls', 'people'],
      onlySources: ['app'],
    });
  });

  it('take a day from midnight in the zone of the workspace, also where the clocks change', () => {
    const { reading } = read({ since: '2026-11-01', until: '2026-11-02' });
    expect(reading.since).toEqual({ at: '2026-11-01 04:00:00.000000', date: '2026-11-01' });
    expect(reading.until).toEqual({ at: '2026-11-02 05:00:00.000000', date: '2026-11-02' });
  });

  it('take an instant with its offset, whose day is that of the workspace', () => {
    expect(read({ since: '2026-11-01T01:30:00+02:00' }).reading.since).toEqual({
      at: '2026-10-31 23:30:00.000000',
      date: '2026-10-31',
    });
  });

  it('are refused where they contradict each other or are no moment', async () => {
    const answers = [
      await refused({ since: '2026-10-01', full: true }),
      await refused({ until: '2026-10-01', reconcile: true }),
      await refused({ since: '2026-10-02', until: '2026-10-02' }),
      await refused({ rebuildRaw: true }, ['calls']),
      await refused({ since: 'yesterday' }),
      await refused({ since: '2026-02-30' }),
    ];
    expect(answers.map(({ text }) => text)).toEqual([
      '--full reads all rows, --since and --until a part\nLeave one of them out. Nothing was read.',
      '--reconcile compares all keys, --since and --until read a part\nRun them one after the other. Nothing was read.',
      '--until is not after --since\nName the begin first. Nothing was read.',
      '--rebuild-raw makes all of raw.duckdb anew\nName nothing beside it. Nothing was read.',
      '--since is "yesterday", which is no day and no instant\nWrite 2026-10-01, or 2026-10-01T08:00:00-04:00. Nothing was read.',
      '--since is "2026-02-30", which is no day and no instant\nWrite 2026-10-01, or 2026-10-01T08:00:00-04:00. Nothing was read.',
    ]);
    expect(new Set(answers.map(({ exitCode }) => exitCode))).toEqual(new Set([2]));
  });
});
