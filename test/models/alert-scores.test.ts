import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertTables } from './alert-tables.ts';

describe('alerts on health scores (TN-3, KPI.md 11.2)', () => {
  let tables: AlertTables;
  beforeAll(async () => {
    tables = await AlertTables.open();
  });
  beforeEach(() => tables.clear());
  afterAll(() => tables.close());

  it('fire when the band worsens, and are a warning where it is red', async () => {
    await tables.giveHealth([
      [80, 'green'],
      [80, 'green'],
      [72, 'yellow'],
    ]);
    expect(await tables.alerts()).toMatchObject([
      {
        kind: 'band',
        level: 'watch',
        first_known_date: '2026-11-16',
        evidence: 'green to yellow, score 72.0 after 80.0',
      },
    ]);
    await tables.clear();
    await tables.giveHealth([
      [55, 'yellow'],
      [47, 'red'],
    ]);
    expect(await tables.alerts("kind = 'band'")).toMatchObject([{ level: 'warning' }]);
  });

  it('are told anew when the band worsens further, and the lesser one is over', async () => {
    await tables.giveHealth([
      [80, 'green'],
      [72, 'yellow'],
      [70, 'yellow'],
      [40, 'red'],
    ]);
    expect(await tables.alerts("kind = 'band'")).toMatchObject([
      {
        level: 'watch',
        state: 'cleared',
        first_known_date: '2026-11-02',
        cleared_date: '2026-11-16',
      },
      {
        level: 'warning',
        state: 'open',
        first_known_date: '2026-11-16',
        cleared_date: null,
        evidence: 'yellow to red, score 40.0 after 70.0',
      },
    ]);
    // From red over yellow to red again without having cleared is the same alert.
    await tables.clear();
    await tables.giveHealth([
      [80, 'green'],
      [40, 'red'],
      [60, 'yellow'],
      [40, 'red'],
    ]);
    expect(await tables.alerts("kind = 'band'")).toMatchObject([
      {
        level: 'warning',
        state: 'open',
        fired_count: 2,
        evidence: 'green to red, score 40.0 after 80.0',
      },
    ]);
  });

  it('clear when the band was better again for two periods', async () => {
    await tables.giveHealth([
      [80, 'green'],
      [72, 'yellow'],
      [78, 'green'],
    ]);
    expect(await tables.alerts()).toMatchObject([{ kind: 'band', state: 'open' }]);
    await tables.clear();
    await tables.giveHealth([
      [80, 'green'],
      [72, 'yellow'],
      [78, 'green'],
      [78, 'green'],
    ]);
    expect(await tables.alerts()).toMatchObject([
      { kind: 'band', state: 'cleared', cleared_date: '2026-11-16' },
    ]);
  });

  it('fire when the score is ten points below what it was within 30 days, not at nine', async () => {
    await tables.giveHealth([
      [90, 'green'],
      [88, 'green'],
      [86, 'green'],
      [84, 'green'],
      [80, 'green'],
    ]);
    expect(await tables.alerts()).toMatchObject([
      { kind: 'points', level: 'watch', evidence: 'score 80.0, it was 90.0 within 30 days' },
    ]);
    await tables.clear();
    // 92 is 35 days old.
    await tables.giveHealth([
      [92, 'green'],
      [89, 'green'],
      [88, 'green'],
      [86, 'green'],
      [84, 'green'],
      [80, 'green'],
    ]);
    expect(await tables.alerts()).toEqual([]);
  });

  it('compare no new account and no two versions of the score', async () => {
    await tables.giveHealth([
      [90, 'new'],
      [70, 'new'],
      [60, 'yellow'],
    ]);
    expect(await tables.alerts()).toEqual([]);
    await tables.clear();
    await tables.giveHealth([
      [90, 'green'],
      [90, 'green'],
      [60, 'yellow'],
    ]);
    await tables.database.run(`update tenant_health set own_model_version = 'v2'
      where closing_date = '2026-11-16'`);
    expect(await tables.alerts()).toEqual([]);
  });

  it('of a new account are by the limit only', async () => {
    await tables.giveHealth([
      [70, 'new'],
      [70, 'new'],
      [45, 'new'],
    ]);
    expect(await tables.alerts()).toMatchObject([{ kind: 'limit', baseline_value: 50 }]);
  });

  it('are on missing data, and on no fall, when a score that was there is not known', async () => {
    const known = Array.from({ length: 6 }, () => [80, 'green'] as const);
    await tables.giveHealth([...known, [null, 'unscored']]);
    expect(await tables.alerts()).toMatchObject([
      { kind: 'data', scope_id: 't', evidence: 'too little is known for a score' },
    ]);
  });
});

describe('alerts on missing data instead of false falls (TN-3, KPI.md 11.2 and G9)', () => {
  let tables: AlertTables;
  beforeAll(async () => {
    tables = await AlertTables.open();
  });
  beforeEach(() => tables.clear());
  afterAll(() => tables.close());

  const before = [40, 41, 39, 40, 41, 39, 40, 41];
  const load = (source: string, newestAt: string) =>
    tables.database.run(
      `insert into stg_loads values ('${source}', 'usage_daily', timestamp '${newestAt}')`,
    );

  it('take the place of a fall when the records end within the week', async () => {
    await tables.give('users', [...before, 10]);
    await load('app', '2026-11-12 20:00:00');
    expect(await tables.alerts("grain = 'week'")).toMatchObject([
      {
        kind: 'data',
        scope_id: 'all',
        level: 'watch',
        first_known_date: '2026-11-16',
        evidence: 'records end on 2026-11-12',
      },
      // The score is made of the same records.
      { kind: 'data', scope_id: 'all' },
    ]);
    expect(await tables.alerts("kind = 'change'")).toEqual([]);
  });

  it('are none when the records reach the last working day, in the company’s zone', async () => {
    await tables.give('users', [...before, 10]);
    // 2026-11-14 02:00 UTC is Friday evening in Detroit.
    await load('app', '2026-11-14 02:00:00');
    expect(await tables.alerts("grain = 'week'")).toMatchObject([{ kind: 'change' }]);
  });

  it('listen to the source that lags behind, unless it need not arrive', async () => {
    await tables.give('users', [...before, 10]);
    await load('app', '2026-11-16 10:00:00');
    await load('old', '2026-11-01 10:00:00');
    expect(await tables.alerts("metric_id = 'users' and kind = 'change'")).toEqual([]);
    await tables.database.run(`insert into source_rules values ('old', null, false)`);
    expect(await tables.alerts("metric_id = 'users' and grain = 'week'")).toMatchObject([
      { kind: 'change' },
    ]);
  });

  it('are one when half of five and more accounts fall at once', async () => {
    const scopes = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const scope of scopes) {
      await tables.give('users', [...before, scope < 'd' ? 5 : 40], { scope });
    }
    expect(await tables.alerts("metric_id = 'users'")).toMatchObject([
      { kind: 'data', scope_id: 'all', evidence: '3 of 6 fell at once' },
    ]);
    await tables.clear();
    for (const scope of scopes) {
      await tables.give('users', [...before, scope < 'c' ? 5 : 40], { scope });
    }
    expect((await tables.alerts()).map(({ scope_id }) => scope_id)).toEqual(['a', 'b']);
  });
});
