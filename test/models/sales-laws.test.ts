import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from '../../pipelines/warehouse/database.ts';
import { tries } from '../counts.ts';
import { buildFrom, emptyRaw, fillRaw } from './model-case.ts';
import { mappedMetrics } from './pruned-program.ts';
import { findUnexplained } from './rows-add-up.ts';

const raw = join(import.meta.dirname, '../cases/sales/raw');
const asOf = '2026-07-15T12:00:00Z';
const [firstSecond, seconds] = [Date.parse('2026-04-01T05:00:00Z') / 1000, 105 * 86_400];
const day = 86_400;

const instant = fc.integer({ min: 0, max: seconds - 1 });
const person = fc.constantFrom('u', 'v', 'w', null);
const move = fc.record({ at: instant, isConverted: fc.boolean(), person });
const lead = fc.record({
  type: fc.constantFrom('referral', 'website', null),
  contactedAt: fc.option(instant),
  moves: fc.uniqueArray(move, { minLength: 1, maxLength: 6, selector: ({ at }) => at }),
});
const deal = fc.record({
  person,
  status: fc.constantFrom('won', 'lost', 'open'),
  openedAt: instant,
  days: fc.integer({ min: 0, max: 40 }),
  amount: fc.option(fc.integer({ min: 0, max: 100_000 })),
});
const call = fc.record({
  at: instant,
  person: fc.constantFrom('U', 'V'),
  isAnswered: fc.boolean(),
});
const company = fc.record({
  leads: fc.array(lead, { minLength: 10, maxLength: 25 }),
  deals: fc.array(deal, { minLength: 10, maxLength: 25 }),
  calls: fc.array(call, { minLength: 20, maxLength: 60 }),
  points: fc.array(fc.record({ at: instant, person, points: fc.integer({ min: -50, max: 99 }) }), {
    minLength: 1,
  }),
});
type Company = typeof company extends fc.Arbitrary<infer T> ? T : never;

const at = (second: number) =>
  quote(new Date((firstSecond + second) * 1000).toISOString().slice(0, 19).replace('T', ' '));
const text = (value: string | number | null) => (value === null ? 'null' : quote(String(value)));

function rowsOf(given: Company): Record<string, [columns: string, rows: string[]]> {
  const leads = given.leads.map(
    ({ type, contactedAt }, index) =>
      `'l${index}', ${text(type)}, 'x', 'open', ${at(0)}, ${contactedAt === null ? 'null' : at(contactedAt)}`,
  );
  const moves = given.leads.flatMap((each, index) =>
    each.moves.map(
      (step) =>
        `'m${index}-${step.at}', 'l${index}', 'x', ${step.isConverted}, ${text(step.person)}, ${at(step.at)}`,
    ),
  );
  const deals = given.deals.map((each, index) => {
    const closedAt = Math.min(each.openedAt + each.days * day, seconds - 1);
    const closed = each.status === 'open' ? 'null' : at(closedAt);
    return `'d${index}', ${text(each.person)}, 'x', '${each.status}', ${text(each.amount)}, ${at(each.openedAt)}, ${closed}`;
  });
  const calls = given.calls.map(
    (each, index) =>
      `'pbx', 'c${index}', 'outbound', 'display_name', '${each.person}', ${at(each.at)}, ${at(each.at + 60)}, ${each.isAnswered}, ${each.isAnswered ? 45 : 'null'}`,
  );
  const points = given.points.map(
    (each, index) => `'p${index}', ${text(each.person ?? 'x')}, ${each.points}, ${at(each.at)}`,
  );
  return {
    leads: ['lead_id, lead_type, stage, status, created_at, first_contacted_at', leads],
    lead_stages: ['lead_stage_id, lead_id, stage, is_converted, person_id, entered_at', moves],
    deals: ['deal_id, person_id, stage, status, amount, opened_at, closed_at', deals],
    calls: [
      'source, call_id, direction, agent_kind, agent_value, started_at, ended_at, is_answered, talk_seconds',
      calls,
    ],
    points: ['point_id, person_id, points, earned_at', points],
  };
}

async function build(given: Company, isReversed = false) {
  const { raw: database, folder } = await emptyRaw();
  await fillRaw(database, raw);
  await database.run(`
    delete from raw.loads;
    insert into raw.entities (entity, state) values ('calls', 'mapped');
    insert into raw.sources (source, kind) values ('pbx', 'files');
    insert into raw.person_identities (kind, value, source, person_id, valid_from_date)
      select 'display_name', unnest(['U', 'V']), 'pbx', unnest(['u', 'v']), '2025-01-01'`);
  for (const [table, [columns, rows]] of Object.entries(rowsOf(given))) {
    await database.run(`delete from raw.${table}`);
    const ordered = isReversed ? [...rows].reverse() : rows;
    if (ordered.length === 0) continue;
    const values = ordered.map((row) => `(${row})`).join(', ');
    await database.run(`insert into raw.${table} (${columns}) values ${values}`);
  }
  return buildFrom(
    database,
    folder,
    { asOf },
    { wanted: (...of) => new Set([...mappedMetrics(...of), 'call_heatmap']) },
  );
}

/** Net conversions as KPI.md, section 4, says it: first entries minus those left within 30 days. */
function netConversions(given: Company): number {
  return given.leads.reduce((sum, { moves }) => {
    const steps = [...moves].sort((a, b) => a.at - b.at);
    const first = steps.find((step) => step.isConverted);
    if (first === undefined) return sum;
    const isTakenBack = steps.some(
      (step) => !step.isConverted && step.at > first.at && step.at - first.at <= 30 * day,
    );
    return sum + (isTakenBack ? 0 : 1);
  }, 0);
}

describe('sales (SR-1, SR-3)', () => {
  it('adds up: quarters to all of it, hours to the day, every split to the whole', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (given) => {
        const { build: made, made: result, close } = await build(given);
        try {
          const whole = await made.one<Record<string, number>>(`select
            sum(value) filter (where metric_id = 'conversions') as conversions,
            sum(value) filter (where metric_id = 'calls_made') as calls,
            sum(value) filter (where metric_id = 'xp_points') as points,
            sum(numerator) filter (where metric_id = 'win_rate') as won,
            sum(denominator) filter (where metric_id = 'win_rate') as closed
            from metric_values where scope_kind = 'organization' and grain = 'quarter'`);
          expect(whole).toEqual({
            conversions: given.leads.some(({ moves }) => moves.some((step) => step.isConverted))
              ? netConversions(given)
              : null,
            calls: given.calls.length,
            points: given.points.reduce((sum, entry) => sum + entry.points, 0),
            won: given.deals.filter((each) => each.status === 'won').length,
            closed: given.deals.filter((each) => each.status !== 'open').length,
          });
          const { cells } = await made.one<{ cells: number }>(`select sum(call_count) as cells
            from call_heatmap where scope_kind = 'organization' and grain = 'quarter'`);
          expect(cells).toBe(given.calls.length);
          const { wrong, checked } = await findUnexplained(made, 2, 40);
          expect(wrong).toEqual([]);
          expect(checked).toBeGreaterThan(20);
          const stopped = result.audits.filter((audit) => audit.severity === 'stop');
          expect(stopped.filter((audit) => audit.failedRowCount > 0)).toEqual([]);
        } finally {
          await close();
        }
      }),
      { numRuns: tries(1, 60), seed: 61, endOnFailure: true },
    );
  });

  it('does not depend on the order of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (given) => {
        const results = [];
        for (const isReversed of [false, true]) {
          const { build: made, close } = await build(given, isReversed);
          results.push(await made.rows('select * from metric_values order by all'));
          await close();
        }
        expect(results[0]).toEqual(results[1]);
      }),
      { numRuns: tries(1, 30), seed: 62, endOnFailure: true },
    );
  });
});
