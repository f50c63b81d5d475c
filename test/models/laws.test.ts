import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../pipelines/models/program.ts';
import { computeRange } from '../../pipelines/models/range.ts';
import { type Calendar, formatPeriod, type Grain, periodOf } from '../../pipelines/run/period.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { buildFrom, type CaseSettings, emptyRaw, fillRaw } from './model-case.ts';
import { mappedMetrics, metricsOver, revenueRollups } from './pruned-program.ts';
import { findUnexplained } from './rows-add-up.ts';

const cases = join(import.meta.dirname, '../cases');

interface Account {
  /** Number of the account that pays for it, itself and one that is not there included. */
  readonly parent: number | null;
  readonly arr: readonly { readonly month: number; readonly amount: number }[];
  readonly owners: readonly { readonly month: number; readonly person: string }[];
}

const account: fc.Arbitrary<Account> = fc.record({
  parent: fc.option(fc.integer({ min: 0, max: 4 })),
  arr: fc.uniqueArray(
    fc.record({ month: fc.integer({ min: 0, max: 24 }), amount: fc.integer({ min: 0, max: 50 }) }),
    { minLength: 1, maxLength: 5, selector: (step) => step.month },
  ),
  owners: fc.uniqueArray(
    fc.record({ month: fc.integer({ min: 0, max: 24 }), person: fc.constantFrom('u', 'v', 'w') }),
    { minLength: 1, maxLength: 4, selector: (step) => step.month },
  ),
});

const accountsOf = (minLength: number, maxLength: number) =>
  fc.array(account, { minLength, maxLength });

const monthStart = (month: number) =>
  Temporal.PlainDate.from('2024-06-01').add({ months: month }).toString();

/** How retention may be set; every setting keeps the laws. */
const settings = fc.record({
  retentionMethod: fc.constantFrom('snapshot' as const, 'flow' as const),
  retentionAttribution: fc.constantFrom(
    'movement_owner' as const,
    'opening_owner' as const,
    'closing_owner' as const,
  ),
  takeoverGraceDays: fc.constantFrom(0, 20, 200),
  nrrIncludeReactivation: fc.boolean(),
  retentionLogo: fc.constantFrom('parent' as const, 'tenant' as const),
});

const ofRevenue = (program: Program) =>
  new Set([...metricsOver(program, revenueRollups), 'scopes']);

/** Tables of a company with these accounts; `isReversed` turns the rows around. */
async function buildAccounts(
  accounts: readonly Account[],
  isReversed: boolean,
  given: Partial<CaseSettings> = {},
) {
  const { raw, folder } = await emptyRaw();
  await fillRaw(raw, join(cases, 'reassignment-12-2/raw'));
  await raw.run(`delete from raw.subscriptions; delete from raw.tenant_owners;
    insert into raw.people (person_id, name) values ('w', 'W');
    insert into raw.team_members (person_id, team_id, role, from_date)
      values ('w', 't', 'member', '2024-01-01')`);
  const rows: string[] = [];
  for (const [index, { arr, owners, parent }] of accounts.entries()) {
    rows.push(`insert into raw.tenants (tenant_id, name, parent_id)
      values ('T${index}', 'T${index}', ${parent === null ? 'null' : `'T${parent}'`})`);
    const steps = [...arr].sort((a, b) => a.month - b.month);
    for (const [at, step] of steps.entries()) {
      const end = steps[at + 1];
      const to = end === undefined ? 'null' : `'${monthStart(end.month)}'`;
      rows.push(`insert into raw.subscriptions (subscription_id, tenant_id, amount, interval_months,
        currency_code, from_date, to_date, status) values ('s${index}-${at}', 'T${index}',
        ${step.amount}, 1, 'USD', '${monthStart(step.month)}', ${to}, 'active')`);
    }
    const turns = [...owners].sort((a, b) => a.month - b.month);
    for (const [at, turn] of turns.entries()) {
      const next = turns[at + 1];
      const to = next === undefined ? 'null' : `'${monthStart(next.month)}'`;
      rows.push(`insert into raw.tenant_owners (tenant_id, person_id, share, role, from_date, to_date)
        values ('T${index}', '${turn.person}', 1, 'csm', '${monthStart(at === 0 ? -6 : turn.month)}', ${to})`);
    }
  }
  for (const row of isReversed ? rows.reverse() : rows) await raw.run(row);
  return buildFrom(raw, folder, { asOf: '2026-07-01T12:00:00Z', ...given }, { wanted: ofRevenue });
}

describe('retention by owner (CS-1, HO-8)', () => {
  it('keeps its laws on any accounts: GRR ≤ 1, GRR ≤ NRR, members sum to the team and the company', async () => {
    await fc.assert(
      fc.asyncProperty(accountsOf(1, 6), settings, async (accounts, given) => {
        const { build, made, close } = await buildAccounts(accounts, false, given);
        try {
          const broken = await build.rows(`
            select * from metric_values as grr inner join metric_values as nrr
              using (scope_kind, scope_id, grain, period_start_date)
            where ((grr.metric_id = 'grr' and nrr.metric_id = 'nrr')
                or (grr.metric_id = 'grr_in_period' and nrr.metric_id = 'nrr_in_period'))
              and scope_kind in ('organization', 'tenant', 'team')
              and (grr.value > 1 + 1e-9 or grr.value > nrr.value + 1e-9)`);
          expect(broken).toEqual([]);
          const failed = made.audits.filter((audit) => audit.failedRowCount > 0);
          expect(failed.filter((audit) => audit.severity === 'stop')).toEqual([]);
          const unequal = await build.rows(`
            select * from metric_values as team inner join metric_values as company
              using (metric_id, grain, period_start_date)
            where team.scope_kind = 'team' and company.scope_kind = 'organization'
              and abs(coalesce(team.numerator, team.value) - coalesce(company.numerator, company.value))
                > 1e-6`);
          expect(unequal).toEqual([]);
          const { wrong, checked } = await findUnexplained(build, 4, 5);
          expect(wrong).toEqual([]);
          // Accounts that never paid have no number to look at.
          const hasPaid = accounts.some(({ arr }) => arr.some(({ amount }) => amount > 0));
          if (hasPaid) expect(checked).toBeGreaterThan(0);
        } finally {
          await close();
        }
      }),
      { numRuns: tries(5, 100), seed: 12 },
    );
  });

  // A change and its reverse meet within a quarter, so that single kinds of movement do not add up; all of them do.
  it('moves in the months of a quarter by what it moves in the quarter (CS-1, KPI.md G11)', async () => {
    const moved = ['new', 'reactivation', 'expansion', 'passing'].map((kind) => `${kind}_arr`);
    const lost = ['contraction', 'churned'].map((kind) => `${kind}_arr`);
    const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
    await fc.assert(
      fc.asyncProperty(accountsOf(1, 6), settings, async (accounts, given) => {
        const { build, close } = await buildAccounts(accounts, false, given);
        try {
          const quarters = await build.rows<{
            amount: number;
            months_amount: number | null;
          }>(`
            with moves as (
              select scope_kind, scope_id, grain, date_trunc('quarter', period_start_date) as quarter,
                case when starts_with(metric_id, 'transferred_') then metric_id else 'moved' end as what,
                sum(case when metric_id in (${list(lost)}) then -value else value end) as amount
              from metric_values inner join periods using (grain, period_start_date)
              where grain in ('month', 'quarter') and is_closed
                and metric_id in (${list([...moved, ...lost])}, 'transferred_in_arr', 'transferred_out_arr')
              group by all
            )
            select quarters.*, months.amount as months_amount
            from moves as quarters left join moves as months
              on months.grain = 'month' and quarters.scope_kind = months.scope_kind
              and quarters.scope_id = months.scope_id and quarters.quarter = months.quarter
              and quarters.what = months.what
            where quarters.grain = 'quarter'`);
          const wrong = quarters.filter(
            ({ amount, months_amount: sum }) => Math.abs(Number(amount) - Number(sum ?? 0)) > 1e-6,
          );
          expect(wrong).toEqual([]);
          const hasPaid = accounts.some(({ arr }) => arr.some(({ amount }) => amount > 0));
          if (hasPaid) expect(quarters.length).toBeGreaterThan(0);
        } finally {
          await close();
        }
      }),
      { numRuns: tries(3, 60), seed: 14 },
    );
  });

  it('does not depend on the order of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(accountsOf(2, 5), async (accounts) => {
        const values = [];
        for (const isReversed of [false, true]) {
          const { build, close } = await buildAccounts(accounts, isReversed);
          values.push(
            await build.rows(`select * replace (round(numerator, 6) as numerator,
                round(denominator, 6) as denominator, round(value, 9) as value)
              from metric_values order by all`),
          );
          await close();
        }
        expect(values[0]).toEqual(values[1]);
      }),
      { numRuns: tries(2, 50), seed: 13 },
    );
  });
});

const onlyPeriods = () => new Set(['periods']);

describe('periods', () => {
  it('go as far as the current one has come in working days, where it is compared (CS-6)', async () => {
    const { raw, folder } = await emptyRaw();
    await fillRaw(raw, join(cases, 'retention-12-1/raw'));
    // Wednesday; the week before had Thanksgiving, which falls after its first two working days.
    const { build, close } = await buildFrom(
      raw,
      folder,
      { asOf: '2026-12-02T15:00:00Z' },
      { wanted: onlyPeriods },
    );
    const rows = await build.rows(
      `select whole_grain, period_start_date, period_end_date from periods
       where whole_grain in ('week', 'month') order by all`,
    );
    await close();
    expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
      'month 2025-12-01 2025-12-02',
      'month 2026-11-01 2026-11-03',
      'month 2026-12-01 2026-12-02',
      'week 2025-12-01 2025-12-03',
      'week 2026-11-23 2026-11-25',
      'week 2026-11-30 2026-12-02',
    ]);
  });

  it('carry the labels that the command line reads', async () => {
    const { raw, folder } = await emptyRaw();
    await fillRaw(raw, join(cases, 'retention-12-1/raw'));
    const calendars: readonly Omit<Calendar, 'timeZone'>[] = [
      { weekStart: 'monday', fiscalYearStartMonth: 1, fiscalMonths: 'calendar' },
      { weekStart: 'sunday', fiscalYearStartMonth: 7, fiscalMonths: 'calendar' },
      { weekStart: 'saturday', fiscalYearStartMonth: 11, fiscalMonths: '5-4-4' },
      { weekStart: 'monday', fiscalYearStartMonth: 1, fiscalMonths: '4-4-5' },
      { weekStart: 'sunday', fiscalYearStartMonth: 2, fiscalMonths: '4-5-4' },
    ];
    for (const given of calendars) {
      const copy = await mkdtemp(join(tmpdir(), 'muster-periods-'));
      await raw.run('checkpoint');
      await cp(join(folder, 'raw.duckdb'), join(copy, 'raw.duckdb'));
      const { build, close } = await buildFrom(
        await Database.open(join(copy, 'raw.duckdb')),
        copy,
        { asOf: '2026-01-20T12:00:00Z', ...given },
        { wanted: onlyPeriods },
      );
      const calendar = { timeZone: 'America/Detroit', ...given };
      const rows = await build.rows<{
        grain: Grain;
        period_start_date: string;
        period_end_date: string;
        period_label: string;
      }>('select * from periods where whole_grain is null');
      expect(rows.length).toBeGreaterThan(600);
      for (const row of rows) {
        const start = Temporal.PlainDate.from(row.period_start_date);
        const period = periodOf(row.grain, start, calendar);
        expect(row).toMatchObject({
          period_start_date: `${period.startDate}`,
          period_end_date: `${period.endDate}`,
          period_label: formatPeriod(period, calendar),
        });
      }
      await close();
    }
    raw.close();
    await rm(folder, { recursive: true });
  });
});

describe('a range equal to a fiscal month of five weeks (CS-6)', () => {
  // FY2026-P03 by 4-4-5: February 23 to March 29.
  it("gives the month's values for every metric", async () => {
    const { raw, folder } = await emptyRaw();
    await fillRaw(raw, join(cases, 'portfolio-shares', 'raw'));
    const given = { asOf: '2026-04-05T12:00:00Z', fiscalMonths: '4-4-5' } as const;
    const { made, program, build, close } = await buildFrom(raw, folder, given, {
      wanted: mappedMetrics,
    });
    const columns = 'metric_id, scope_kind, scope_id, numerator, denominator, value, reason';
    const monthly = await build.rows(`select ${columns} from metric_values
      where grain = 'month' and period_start_date = '2026-02-23' order by all`);
    const memory = await Database.open(':memory:');
    const [startDate, endDate] = ['2026-02-23', '2026-03-30'].map((day) =>
      Temporal.PlainDate.from(day),
    ) as [Temporal.PlainDate, Temporal.PlainDate];
    await computeRange(memory, made.path, program, { startDate, endDate });
    const ranged = await memory.rows(`select ${columns} from metric_values order by all`);
    expect(ranged.length).toBeGreaterThan(0);
    expect(ranged).toEqual(monthly);
    memory.close();
    await close();
  });
});

describe('a range (SR-8)', () => {
  it('is refused over a build of other SQL', async () => {
    const { raw, folder } = await emptyRaw();
    await fillRaw(raw, join(cases, 'portfolio-shares', 'raw'));
    const { made, program, close } = await buildFrom(
      raw,
      folder,
      { asOf: '2026-04-05T12:00:00Z' },
      { wanted: mappedMetrics },
    );
    const memory = await Database.open(':memory:');
    const startDate = Temporal.PlainDate.from('2026-02-23');
    const range = { startDate, endDate: startDate.add({ days: 9 }) };
    const changed = { ...program, sqlHash: 'of other files' };
    await expect(computeRange(memory, made.path, changed, range)).rejects.toThrow(
      'made of other SQL files',
    );
    memory.close();
    await close();
  });
});

describe('a range equal to a month (SR-8, TN-6)', () => {
  it.each([
    ['calls-3cx', '2026-11-01'],
    ['reassignment-12-2', '2026-03-01'],
    ['portfolio-shares', '2026-03-01'],
    ['calls-table', '2026-11-01'],
    ['retention-logos', '2025-12-01'],
    ['usage-sessions', '2026-06-01'],
    ['usage-freshness', '2026-05-01'],
  ])("gives the month's values for every metric of %s", async (name, month) => {
    const { raw, folder } = await emptyRaw();
    await fillRaw(raw, join(cases, name, 'raw'));
    const startDate = Temporal.PlainDate.from(month);
    const asOf = `${startDate.add({ months: 1, days: 4 })}T12:00:00Z`;
    const { made, program, build, close } = await buildFrom(
      raw,
      folder,
      { asOf },
      { wanted: mappedMetrics },
    );
    const columns = `metric_id, scope_kind, scope_id, numerator, denominator, value, sample_count,
        reason`;
    const monthly = await build.rows(`select ${columns} from metric_values
        where grain = 'month' and period_start_date = '${month}' order by all`);
    const memory = await Database.open(':memory:');
    await computeRange(memory, made.path, program, {
      startDate,
      endDate: startDate.add({ months: 1 }),
    });
    const ranged = await memory.rows(`select ${columns} from metric_values order by all`);
    expect(ranged.length).toBeGreaterThan(0);
    expect(ranged).toEqual(monthly);
    memory.close();
    await close();
  });
});
