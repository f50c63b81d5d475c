import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, quote } from '../../pipelines/warehouse/database.ts';
import { buildPath, readPublished } from '../../pipelines/warehouse/publish.ts';
import { isLong } from '../counts.ts';
import { type CustomerNumber, customersInPostgres, type Subject } from './customers-in-postgres.ts';
import { makeParentFolder, muster } from './muster.ts';

const asOf = Temporal.ZonedDateTime.from('2026-11-16T07:00:00-05:00[America/Detroit]');
// Fifteen months, so that the windows of twelve months lie within what is known.
const small = ['--tenants', '20', '--months', '15', '--call-scale', '0.05'];

let parent: string;
let folder: string;

beforeAll(async () => {
  if (!isLong) return;
  parent = await makeParentFolder();
  folder = join(parent, 'company');
  const { exitCode, stderr } = await muster([
    ...['demo', folder, ...small, '--as-of', asOf.toString({ timeZoneName: 'never' })],
  ]);
  // So few calls hold a call centre's report back, which is another matter.
  if (exitCode !== 0 && exitCode !== 5) throw new Error(stderr);
}, 600_000);
afterAll(() => (isLong ? rm(parent, { recursive: true, force: true }) : undefined));

/** Muster's own numbers of closed periods, and the metrics' names with the periods that it lists. */
async function publishedNumbers(
  metrics: readonly string[],
  firstDate: string,
): Promise<CustomerNumber[]> {
  const builds = join(folder, 'builds');
  const published = await readPublished(builds);
  const build = await Database.open(buildPath(builds, published?.buildId ?? ''), {
    readOnly: true,
  });
  try {
    return await build.rows<CustomerNumber>(
      `select metric_id, scope_kind, scope_id, grain, period_start_date::varchar as period_start_date,
          coalesce(numerator, value) as numerator, coalesce(denominator, 0) as denominator, value
        from metric_values
        inner join periods using (grain, period_start_date)
        where metric_id in (${metrics.map(quote).join(', ')})
          and grain in ('week', 'month', 'quarter') and period_start_date >= '${firstDate}'
          and period_end_date <= '${asOf.toPlainDate()}'`,
    );
  } finally {
    build.close();
  }
}

const close = (left: number | null, right: number | null) =>
  left === null || right === null
    ? left === right
    : Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));

/** Who has nothing has a 0, no value, or no row. */
const isEmpty = (row: CustomerNumber | undefined) =>
  row === undefined ||
  (Math.abs(row.numerator ?? 0) < 1e-9 && ((row.denominator ?? 0) < 1e-9 || row.value === 0));

const agrees = (left: CustomerNumber | undefined, right: CustomerNumber | undefined) =>
  (isEmpty(left) && isEmpty(right)) ||
  (left !== undefined &&
    right !== undefined &&
    close(left.numerator, right.numerator) &&
    close(left.denominator, right.denominator) &&
    close(left.value, right.value));

function compare(own: readonly CustomerNumber[], reckoned: readonly CustomerNumber[]) {
  const key = (row: CustomerNumber) =>
    `${row.metric_id} ${row.scope_kind}:${row.scope_id} ${row.grain} ${row.period_start_date}`;
  const listed = new Set(own.map((row) => `${row.grain} ${row.period_start_date}`));
  const ours = new Map(own.map((row) => [key(row), row]));
  const theirs = new Map(
    reckoned
      .filter((row) => listed.has(`${row.grain} ${row.period_start_date}`))
      .map((row) => [key(row), row]),
  );
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
  const differing = keys.filter((name) => !agrees(ours.get(name), theirs.get(name)));
  return {
    // Both have something to say.
    compared: keys.filter((name) => !isEmpty(ours.get(name)) && !isEmpty(theirs.get(name))),
    differing: differing.map((name) => ({
      name,
      muster: ours.get(name),
      postgres: theirs.get(name),
    })),
  };
}

const subjects: readonly (readonly [Subject, string, readonly string[]])[] = [
  [
    'revenue',
    '2025-10-01',
    [
      ...['opening_arr', 'new_arr', 'reactivation_arr', 'expansion_arr', 'contraction_arr'],
      ...['churned_arr', 'transferred_in_arr', 'transferred_out_arr', 'portfolio_arr'],
      ...['grr', 'nrr', 'logo_retention'],
      ...['grr_in_period', 'nrr_in_period', 'logo_retention_in_period'],
    ],
  ],
  [
    'usage',
    // The periods in which use begins to be told of are among them.
    '2025-07-01',
    [
      ...['active_users_day', 'active_users_week', 'active_users_month', 'stickiness'],
      ...['seat_utilization', 'feature_breadth', 'usage_depth'],
    ],
  ],
  ['touches', '2025-10-01', ['touch_count', 'touch_coverage']],
  [
    'responses',
    '2025-10-01',
    ['response_time_median_seconds', 'response_time_p90_seconds', 'response_within_target'],
  ],
];

// A company of fifteen months takes a minute to make: `npm run test:long` does.
describe.skipIf(!isLong)(
  'customer numbers of every scope and closed period (CS-1, CS-3, TN-1)',
  () => {
    it.each(subjects)(
      'about %s from %s on are those of plain Postgres SQL',
      async (subject, firstDate, metrics) => {
        const reckoned = await customersInPostgres(folder, [subject], firstDate, asOf);
        expect(new Set(metrics)).toEqual(
          new Set([...metrics, ...reckoned.map((r) => r.metric_id)]),
        );
        const { compared, differing } = compare(
          await publishedNumbers(metrics, firstDate),
          reckoned,
        );
        expect(differing.slice(0, 20)).toEqual([]);
        const kinds = ['organization', 'location', 'team', 'team_member', 'member', 'tenant'];
        for (const kind of kinds) {
          expect(compared.filter((name) => name.includes(` ${kind}:`)).length).toBeGreaterThan(50);
        }
      },
      120_000,
    );
  },
);
