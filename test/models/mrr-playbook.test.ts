import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, quote } from '../../pipelines/warehouse/database.ts';
import { buildFrom, emptyRaw } from './model-case.ts';

// dbt Labs' example: subscriptions by month, with gaps, returns, upgrades and downgrades. What a month
// comes to is computed here by plain arithmetic on the file, month by month and customer by customer.
const file = new URL('../../../shared/data/mrr-playbook/subscription_periods.csv', import.meta.url);
const isHere = existsSync(file);

interface MonthBook {
  opening: number;
  created: number;
  returned: number;
  up: number;
  down: number;
  lost: number;
  closing: number;
  kept: number;
  still: number;
  openingLogos: number;
  keptLogos: number;
}

const title = `dbt Labs' MRR playbook (CS-1, CS-6)${isHere ? '' : ': skipped, its data are not here'}`;

describe.skipIf(!isHere)(title, () => {
  let build: Database;
  let close: () => Promise<void>;
  let books: Map<string, MonthBook>;

  beforeAll(async () => {
    // A month without any revenue at either end has no row.
    const all = bookkeeping(await readFile(file, 'utf8'));
    books = new Map([...all].filter(([, book]) => book.opening + book.closing > 0));
    const { raw, folder } = await emptyRaw();
    await raw.run(
      `insert into raw.subscriptions by name
       select subscription_id, customer_id as tenant_id, monthly_amount as amount,
         1 as interval_months, 'USD' as currency_code, start_date as from_date,
         end_date as to_date, 'ended' as status
       from read_csv(${quote(file.pathname)}, header = true)`,
    );
    await raw.run("insert into raw.entities (entity, state) values ('subscriptions', 'mapped')");
    ({ build, close } = await buildFrom(raw, folder, { asOf: '2020-02-02T12:00:00Z' }));
  });

  afterAll(() => close());

  it('has every movement of every month, to the cent', async () => {
    const rows = await build.rows<Record<string, number> & { month: string }>(
      `select strftime(period_start_date, '%Y-%m') as month, opening_arr::double as opening,
         new_arr::double as created, reactivation_arr::double as returned,
         expansion_arr::double as up, contraction_arr::double as down, churned_arr::double as lost,
         closing_arr::double as closing
       from rollup_revenue
       where scope_kind = 'organization' and grain = 'month' and period_start_date < date '2020-02-01'
       order by month`,
    );
    const expected = [...books].map(([month, book]) => ({
      month,
      opening: 12 * book.opening,
      created: 12 * book.created,
      returned: 12 * book.returned,
      up: 12 * book.up,
      down: 12 * book.down,
      lost: 12 * book.lost,
      closing: 12 * book.closing,
    }));
    expect(expected.length).toBe(28);
    expect(rows).toEqual(expected);
  });

  it('has GRR, NRR and logo retention of every month', async () => {
    const rows = await build.rows<{ month: string; metric: string; value: number }>(
      `select strftime(period_start_date, '%Y-%m') as month, metric_id as metric, value
       from metric_values
       where scope_kind = 'organization' and grain = 'month' and metric_id like '%_in_period'
         and period_start_date < date '2020-02-01' and denominator > 0
       order by month, metric`,
    );
    const expected = [...books]
      .filter(([, book]) => book.opening > 0)
      .flatMap(([month, book]) => [
        { month, metric: 'grr_in_period', value: book.kept / book.opening },
        { month, metric: 'logo_retention_in_period', value: book.keptLogos / book.openingLogos },
        { month, metric: 'nrr_in_period', value: book.still / book.opening },
      ]);
    expect(rows.length).toBe(expected.length);
    for (const [index, row] of rows.entries()) {
      expect(row.month).toBe(expected[index]?.month);
      expect(row.metric).toBe(expected[index]?.metric);
      expect(row.value).toBeCloseTo(expected[index]?.value ?? Number.NaN, 9);
    }
  });
});

/** What happened in each month from 2017-09 to 2020-01, in monthly amounts. */
function bookkeeping(text: string): Map<string, MonthBook> {
  const lines = text.trim().split('\n').slice(1);
  const periods = lines.map((line) => {
    const [, customer = '', start = '', end = '', amount = ''] = line.trim().split(',');
    return { customer, start: start.slice(0, 7), end: end.slice(0, 7), amount: Number(amount) };
  });
  const customers = [...new Set(periods.map((period) => period.customer))];
  const paid = (customer: string, month: string) =>
    periods
      .filter((p) => p.customer === customer && p.start <= month && month < p.end)
      .reduce((sum, p) => sum + p.amount, 0);
  const books = new Map<string, MonthBook>();
  const seen = new Set<string>();
  for (let at = Temporal.PlainYearMonth.from('2017-09'); ; at = at.add({ months: 1 })) {
    const month = at.toString();
    if (month > '2020-01') return books;
    books.set(month, bookOf(customers, paid, month, at.subtract({ months: 1 }).toString(), seen));
  }
}

function bookOf(
  customers: readonly string[],
  paid: (customer: string, month: string) => number,
  month: string,
  before: string,
  seen: Set<string>,
): MonthBook {
  const book = emptyBook();
  for (const customer of customers) {
    const b = paid(customer, before);
    const e = paid(customer, month);
    book.opening += b;
    book.closing += e;
    book.kept += Math.min(b, e);
    if (b > 0) noteCohort(book, b, e);
    else if (seen.has(customer)) book.returned += e;
    else book.created += e;
    if (e > 0) seen.add(customer);
  }
  return book;
}

function noteCohort(book: MonthBook, b: number, e: number): void {
  book.still += e;
  book.openingLogos += 1;
  if (e > 0) book.keptLogos += 1;
  if (e === 0) book.lost += b;
  else if (e > b) book.up += e - b;
  else book.down += b - e;
}

function emptyBook(): MonthBook {
  return {
    opening: 0,
    created: 0,
    returned: 0,
    up: 0,
    down: 0,
    lost: 0,
    closing: 0,
    kept: 0,
    still: 0,
    openingLogos: 0,
    keptLogos: 0,
  };
}
