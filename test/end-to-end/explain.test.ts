import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthyDemo } from './healthy-demo.ts';
import { copyWorkspace, makeParentFolder, muster } from './muster.ts';

let parent: string;
let folder: string;
const inWorkspace = (...argv: string[]) => muster([...argv, '--workspace', folder]);

beforeAll(async () => {
  parent = await makeParentFolder();
  folder = join(parent, 'company');
  copyWorkspace(await healthyDemo(), folder);
}, 180_000);
afterAll(() => rm(parent, { recursive: true, force: true }));

interface Explained {
  readonly value: {
    readonly value: number;
    readonly numerator: number;
    readonly denominator: number;
    readonly low_95: number | null;
    readonly high_95: number | null;
    readonly reason: string | null;
  };
  readonly in_period: { readonly value: number | null } | null;
  readonly parts: readonly {
    readonly part_id: string;
    readonly numerator: number;
    readonly value: number | null;
  }[];
  readonly against: {
    readonly value: { readonly value: number };
    readonly parts: readonly {
      readonly change: number;
      readonly rate_effect: number;
      readonly mix_effect: number;
    }[];
  };
  readonly trend: {
    readonly trend: string;
    readonly slope: number;
    readonly point_count: number;
  } | null;
  readonly benchmarks: readonly Readonly<Record<string, unknown>>[];
  readonly row_count: number;
  readonly rows: readonly Record<string, unknown>[];
  readonly adds_up: boolean;
}

describe('muster explain', () => {
  const explain = async (...argv: string[]) =>
    JSON.parse((await inWorkspace('explain', ...argv, '--json')).stdout) as Explained;
  const sum = <T>(rows: readonly T[], pick: (row: T) => number) =>
    rows.reduce((total, row) => total + pick(row), 0);

  it('gives the parts and the rows of a number, which add up to it', async () => {
    const argv = ['answer_rate', '--period', 'last-week'];
    const { value, parts, rows, row_count: count, adds_up: addsUp } = await explain(...argv);
    expect(addsUp).toBe(true);
    expect(sum(parts, (part) => part.numerator)).toBe(value.numerator);
    expect(value.value).toBeCloseTo(value.numerator / value.denominator, 12);
    expect(rows).toHaveLength(50);
    const all = await explain(...argv, '--all');
    expect(all.rows).toHaveLength(count);
    expect(all.rows.filter((row) => row.is_answered)).toHaveLength(value.numerator);
  });

  it('tells what moved a number: the parts give the change exactly', async () => {
    const { value, against } = await explain('answer_rate', '--against', '2026-W45');
    const change = value.value - against.value.value;
    expect(Math.abs(change)).toBeGreaterThan(0);
    expect(sum(against.parts, (part) => part.change)).toBeCloseTo(change, 12);
    expect(sum(against.parts, (part) => part.rate_effect + part.mix_effect)).toBeCloseTo(
      change,
      12,
    );
  });

  it('compares a month that is not over as muster kpi does: over equal working days (CS-6)', async () => {
    const months = ['--period', '2026-11', '--against', '2026-10'];
    const { value, against } = await explain('touch_count', ...months);
    const asked = ['kpi', 'touch_count', '--period', '2026-11', '--compare', '--json'];
    const [compared] = JSON.parse((await inWorkspace(...asked)).stdout) as Record<string, number>[];
    expect([value.value, against.value.value]).toEqual([compared?.value, compared?.base_value]);
    expect(sum(against.parts, (part) => part.change)).toBe(value.value - against.value.value);
    const whole = await explain('touch_count', '--period', '2026-10');
    expect(whole.value.value).toBeGreaterThan(against.value.value);
    const weeks = ['--period', '2026-W47', '--against', '2026-W46'];
    const page = (await inWorkspace('explain', 'touch_count', ...weeks)).stdout;
    expect(page).toContain('2026-W47 is not over: a part is compared with a whole');
  });

  it('tells where the number goes, of the team’s own rows as muster kpi does of all (CS-6, TN-3)', async () => {
    const asked = ['kpi', 'answer_rate', '--by', 'team', '--compare'];
    const [row] = JSON.parse((await inWorkspace(...asked, '--json')).stdout) as {
      readonly scope_id: string;
      readonly slope: number;
      readonly series_trend: string;
      readonly series_count: number;
    }[];
    const { trend } = await explain('answer_rate', '--for', `team:${row?.scope_id}`);
    expect(trend?.point_count).toBeGreaterThanOrEqual(8);
    expect([trend?.trend, trend?.slope, trend?.point_count]).toEqual([
      row?.series_trend,
      row?.slope,
      row?.series_count,
    ]);
    const page = (await inWorkspace('explain', 'answer_rate')).stdout;
    expect(page).toMatch(/^trend {7}\d+ weeks: .+ a week \(Theil-Sen, Mann-Kendall 90 %\)$/m);
    const open = await explain('answer_rate', '--period', 'this-week');
    expect(open.trend).toBeNull();
    const table = (await inWorkspace('kpi', 'calls_made', '--compare')).stdout;
    expect(table).toContain('What is counted in a period is compared per working day');
  });

  // The ends are the rates p of which the share is 1.959964 standard errors away.
  it('tells what could be behind a share, as kpi does, and of money nothing (KPI.md 3.5, 10.2)', async () => {
    const { value } = await explain('answer_rate');
    const asked = ['kpi', 'answer_rate', 'grr', '--json'];
    const [share, money] = JSON.parse((await inWorkspace(...asked)).stdout) as {
      readonly low_95: number | null;
      readonly high_95: number | null;
    }[];
    for (const end of [share?.low_95, share?.high_95]) {
      const rate = end ?? Number.NaN;
      const error = Math.sqrt((rate * (1 - rate)) / value.denominator);
      expect(Math.abs(value.value - rate) / error).toBeCloseTo(1.959964, 6);
    }
    expect(money).toMatchObject({ low_95: null, high_95: null });
    const { low_95: low, high_95: high } = value;
    expect([low, high]).toEqual([share?.low_95, share?.high_95]);
    const percent = (rate: number) => `${(100 * rate).toFixed(1)}%`;
    const page = (await inWorkspace('explain', 'answer_rate')).stdout;
    expect(page).toContain(
      `could be    ${percent(low ?? 0)} to ${percent(high ?? 0)}, as far as ${value.numerator} of ` +
        `${value.denominator} can tell (Wilson, 95 %)`,
    );
    expect((await inWorkspace('explain', 'grr')).stdout).not.toContain('could be');
  });

  it('gives retention of the month itself beside that of twelve months, for a team its own (KPI.md 3.9)', async () => {
    const month = ['--period', '2026-10', '--for', 'team:success-erie'];
    for (const metric of ['grr', 'nrr', 'logo_retention']) {
      const asked = ['kpi', `${metric}_in_period`, ...month, '--json'];
      const [own] = JSON.parse((await inWorkspace(...asked)).stdout) as Record<string, unknown>[];
      const { in_period: inPeriod, value } = await explain(metric, ...month);
      expect(inPeriod?.value).not.toBeNull();
      expect(inPeriod?.value).toBe(own?.value);
      expect(inPeriod?.value).not.toBe(value.value);
    }
    const page = (await inWorkspace('explain', 'grr', ...month)).stdout;
    expect(page).toMatch(/^in period {3}\d+\.\d% = [\d,]+ \/ [\d,]+, n \d+ \(grr_in_period\)$/m);
    // A week has no such number, and what is of the period has no other.
    expect((await explain('grr', '--period', 'last-week')).in_period).toBeNull();
    expect((await explain('grr_in_period', ...month)).in_period).toBeNull();
  });

  it('gives a part the value that it has itself, and none where it has none (CS-4)', async () => {
    const read = async (...argv: string[]) =>
      JSON.parse(
        (await inWorkspace('kpi', 'nrr', '--period', '2026-10', ...argv, '--json')).stdout,
      ) as {
        scope_id: string;
        value: number | null;
        reason: string | null;
      }[];
    const told: (number | null)[] = [];
    for (const { scope_id: team } of await read('--by', 'team')) {
      const of = `team:${team}`;
      const own = await read('--by', 'team_member', '--for', of);
      const { parts } = await explain('nrr', '--for', of, '--period', '2026-10', '--by', 'member');
      for (const part of parts) {
        const one = own.find((row) => row.scope_id === `${team}/${part.part_id}`);
        if (one?.value === null) expect(part).toMatchObject({ value: null, reason: one.reason });
        else expect(part.value).toBeCloseTo(one?.value ?? Number.NaN, 9);
        told.push(part.value);
      }
    }
    expect(told.filter((value) => value !== null).length).toBeGreaterThan(3);
    expect(told).toContain(null);
  });

  it('shows a person nobody else’s rows, and prints no caller (TN-7)', async () => {
    const members = JSON.parse(
      (await inWorkspace('kpi', 'handled_count', '--by', 'member', '--json')).stdout,
    ) as { scope_id: string; value: number }[];
    const one = members.find((member) => member.value > 3 && !member.scope_id.includes(':'));
    const scope = `member:${one?.scope_id}`;
    const { rows, row_count: count } = await explain('handled_count', '--for', scope, '--all');
    expect(count).toBe(one?.value);
    expect(new Set(rows.map((row) => row.person_id))).toEqual(new Set([one?.scope_id]));
    expect(Object.keys(rows[0] ?? {}).filter((name) => /hash|masked|party/.test(name))).toEqual([]);
  });

  it('holds a person’s median against that of all answers of the rest of the team (CS-4, CS-5)', async () => {
    const asked = ['response_time_median_seconds', '--period', '2026-10', '--all'];
    const { rows } = await explain(...asked, '--for', 'team:success-huron');
    const people = [...new Set(rows.map((row) => row.person_id as string))];
    expect(people.length).toBeGreaterThanOrEqual(4);
    for (const person of people) {
      const waits = rows
        .filter((row) => row.person_id !== person)
        .map((row) => row.waited_seconds as number)
        .sort((a, b) => a - b);
      const middle = waits.length / 2;
      const median = ((waits[Math.ceil(middle) - 1] ?? 0) + (waits[Math.floor(middle)] ?? 0)) / 2;
      const [benchmark] = (await explain(...asked, '--for', `member:${person}`)).benchmarks;
      expect(benchmark).toEqual({
        group_name: 'success-huron',
        peer_value: median,
        peer_count: people.length - 1,
      });
    }
  });

  it('shows the accounts behind one success manager, and no others (CS-2, HO-8)', async () => {
    const month = ['--period', '2026-10'];
    const asked = ['kpi', 'portfolio_arr', '--by', 'member', ...month, '--json'];
    const members = JSON.parse((await inWorkspace(...asked)).stdout) as {
      scope_id: string;
      value: number;
    }[];
    const all = await explain('portfolio_arr', ...month, '--all', '--by', 'tenant');
    const whole = new Map(all.rows.map((row) => [row.tenant_id, Number(row.closing_arr)]));
    const owned: unknown[] = [];
    for (const { scope_id: id, value } of members.filter((member) => member.value > 0)) {
      const { rows, parts } = await explain(
        ...['portfolio_arr', '--for', `member:${id}`, ...month, '--all', '--by', 'tenant'],
      );
      expect(sum(rows, (row) => Number(row.closing_arr))).toBeCloseTo(value, 6);
      expect(parts.map((part) => part.part_id).sort()).toEqual(
        rows.map((row) => String(row.tenant_id)).sort(),
      );
      for (const row of rows) {
        expect(Number(row.closing_arr)).toBeLessThanOrEqual(whole.get(row.tenant_id) ?? 0);
      }
      owned.push(...rows.map((row) => row.tenant_id));
    }
    // One account is shared by two, another is nobody's.
    expect(new Set(owned).size).toBeGreaterThan(whole.size - 3);
    expect(owned.length).toBeLessThanOrEqual(new Set(owned).size + 2);
  });

  it('prints the whole number below parts that do not add up to it (KPI.md 6.4)', async () => {
    // A call with handles in two teams is one call of each of them, and one of all.
    for (const metric of ['handle_seconds_per_call', 'campaign_conversion_of_targets']) {
      const page = (await inWorkspace('explain', metric, '--period', '2026-10')).stdout;
      if (metric === 'handle_seconds_per_call') expect(page).toMatch(/_at \(UTC\) /);
      const [, value = '', numerator = '', denominator = ''] =
        /^value +(\S+) = (\S+) \/ (\S+),/m.exec(page) ?? [];
      const all = /^all +(.+?) *$/m.exec(page)?.[1]?.split(/ {2,}/);
      expect({ metric, all }).toEqual({ metric, all: [value, numerator, denominator] });
    }
  });

  it('reads like a page, notes the look-up, and gives all rows as CSV', async () => {
    const lineCount = async () =>
      Number(/^(\d+) lines/.exec((await inWorkspace('audit')).stdout)?.[1]);
    const before = await lineCount();
    const page = await inWorkspace('explain', 'nrr', '--period', '2026-10', '--by', 'segment');
    expect(page.stdout).toMatch(/^NRR of .+, 2026-10\n\nasks {8}of the revenue twelve months ago/);
    expect(page.stdout).toContain('SQL         sql/kpis/nrr.sql');
    expect(page.stdout).toContain('NRR by segment');
    expect(page.stdout).not.toContain('WRONG');
    const csv = await inWorkspace('explain', 'answer_rate', '--csv');
    const { row_count: count } = await explain('answer_rate');
    expect(csv.stdout.trimEnd().split('\r\n')).toHaveLength(count + 1);
    const after = await lineCount();
    expect(after).toBe(before + 3);
  });

  it('cuts a number, for a team only its own, and the cuts add up', async () => {
    const read = async (...argv: string[]) =>
      JSON.parse((await inWorkspace('kpi', 'offered_count', ...argv, '--json')).stdout) as {
        scope_id: string;
        value: number;
        dimension_value: string;
      }[];
    const wholes = await read('--by', 'team');
    const whole = wholes.find((row) => row.value > 10);
    const cuts = await read('--for', `team:${whole?.scope_id}`, '--split', 'hour');
    expect(new Set(cuts.map((row) => row.scope_id))).toEqual(new Set([whole?.scope_id]));
    expect(cuts.length).toBeGreaterThan(3);
    expect(sum(cuts, (row) => row.value)).toBe(whole?.value);
  });

  it('cuts no number that is not known, and says why it is not', async () => {
    const read = async (...argv: string[]) => {
      const asked = ['kpi', 'feature_breadth', '--period', '2026-08', ...argv, '--json'];
      const { stdout } = await inWorkspace(...asked);
      return JSON.parse(stdout) as { value: number | null; reason: string | null }[];
    };
    const [whole] = await read();
    expect(whole).toMatchObject({ value: null, reason: 'less than 28 days of usage history' });
    const cuts = await read('--split', 'segment');
    expect(cuts.length).toBeGreaterThan(1);
    for (const cut of cuts) expect(cut).toMatchObject({ value: null, reason: whole?.reason });
  });

  it('says of which scopes a number is given where the asked one has none', async () => {
    const scopes = JSON.parse(
      (await inWorkspace('kpi', 'handled_count', '--by', 'team', '--json')).stdout,
    ) as { scope_id: string }[];
    const team = `team:${scopes[0]?.scope_id}`;
    const { reason } = (await explain('health_auc', '--for', team, '--period', '2026-Q3')).value;
    expect(reason).toBe('given of organization, not of team');
  });

  it.each([
    [['explain', 'csats'], '"csats" is not a metric'],
    [['explain', 'csat', '--for', 'team:nowhere'], 'no team has the id "nowhere"'],
    [['explain', 'csat', '--by', 'queue'], 'csat of organization cannot be cut by queue'],
    [['explain', 'csat', '--period', '2026-10', '--against', '2026-W45'], 'is a week and'],
    [['explain', 'csat', '--period', '2026-10-01..2026-10-15'], 'is a range of your own'],
    [['kpi', 'health_auc', '--by', 'team', '--period', '2026-10'], 'given of organization, not of'],
    [['kpi', 'health_auc', '--period', '2026-W40'], 'given by month, quarter, not by week'],
  ])('refuses %j', async (argv, message) => {
    const refused = await inWorkspace(...argv);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(message);
  });
});
