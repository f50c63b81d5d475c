import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QualitySettings } from '../../pipelines/models/quality-settings.ts';
import { tries } from '../counts.ts';
import { buildFrom, emptyRaw, fillRaw } from './model-case.ts';
import { metricsOver, qualityRollups } from './pruned-program.ts';
import { findUnexplained } from './rows-add-up.ts';

const people = join(import.meta.dirname, '../cases/calls-remarked/raw');
const tables = ['qa_reviews', 'journals', 'call_annotations', 'campaign_calls'] as const;

const items = [
  ...['greeting_professionalism', 'active_listening', 'problem_resolution', 'product_knowledge'],
  ...['communication_clarity', 'empathy_patience', 'call_control', 'closing_effectiveness'],
];
const flag = fc.option(fc.boolean());
const agent = fc.constantFrom('p1', 'P2', 'p3', 'nobody');
const hour = fc.integer({ min: 0, max: 75 * 24 });

const review = fc.record({
  agent,
  hour,
  type: fc.constantFrom('random', 'random', 'targeted', 'coaching'),
  status: fc.constantFrom('completed', 'discussed_with_agent', 'draft'),
  scores: fc.array(fc.option(fc.integer({ min: 1, max: 5 })), { minLength: 8, maxLength: 8 }),
});

const call = fc.record({
  agent: fc.constantFrom('101', '102', '103', '999'),
  second: fc.constantFrom(...(['101', '102', null, null, null] as const)),
  hour,
  party: fc.constantFrom('a', 'b', 'c', 'd', ''),
  direction: fc.constantFrom('inbound', 'inbound', 'inbound', 'outbound'),
  isAnswered: fc.boolean(),
  type: fc.option(fc.constantFrom('appointment', 'billing')),
  score: fc.option(fc.integer({ min: 1, max: 5 })),
  booked: fc.option(fc.integer({ min: 0, max: 2 })),
  flags: fc.array(flag, { minLength: 7, maxLength: 7 }),
  outcome: fc.option(fc.constantFrom('booked', 'resolved')),
  audited: fc.option(fc.constantFrom('booked', 'Resolved', 'no_answer')),
  isNoted: fc.boolean(),
  journal: fc.option(fc.constantFrom('draft', 'submitted', 'reviewed', 'approved')),
  campaign: fc.option(fc.constantFrom('one', 'two')),
});

const company = fc.record({
  reviews: fc.array(review, { minLength: 3, maxLength: 25 }),
  calls: fc.array(call, { minLength: 10, maxLength: 40 }),
});
type Company = typeof company extends fc.Arbitrary<infer T> ? T : never;

const settings: fc.Arbitrary<Partial<QualitySettings>> = fc.record({
  qaReviews: fc.constantFrom('random' as const, 'all' as const),
  qaScale: fc.constantFrom('raw' as const, 'zero_based' as const),
  qaQuota: fc.integer({ min: 1, max: 3 }),
  fcrMethod: fc.constantFrom('repeat_call' as const, 'agent_flag' as const, 'survey' as const),
  fcrDays: fc.integer({ min: 1, max: 30 }),
  fcrTransferFails: fc.boolean(),
  fcrSharedNumberCalls: fc.integer({ min: 2, max: 20 }),
  appointmentBase: fc.constantFrom('appointment_calls' as const, 'all' as const),
});

const at = (hours: number, seconds = 0) =>
  Temporal.Instant.from('2026-09-01T04:00:00Z')
    .add({ hours, seconds })
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ')
    .replace('Z', '');
const cell = (value: unknown) => String(value ?? '');
const line = (...values: unknown[]) => values.map(cell).join(',');

/** The company's records as CSV, by table; the legs of its calls are one of them. */
function linesOf({ reviews, calls }: Company): Record<string, string[]> {
  const noted = calls.map((each, index) => ({ ...each, index })).filter(({ isNoted }) => isNoted);
  return {
    qa_reviews: [
      line('qa_review_id,source,agent_kind,agent_value,review_date,type,status', ...items),
      ...reviews.map((each, index) =>
        line(
          `r${index}`,
          'pbx',
          'email',
          `${each.agent}@example.com`,
          at(each.hour).slice(0, 10),
          each.type,
          each.status,
          ...each.scores,
        ),
      ),
    ],
    legs: [
      'source,call_id,leg_number,direction,leg_kind,agent_value,result,is_transferred_out,talk_seconds,party_hash,started_at,answered_at,ended_at',
      ...calls.flatMap((each, index) => {
        const one = (number: number, who: string, isOver: boolean) =>
          line(
            'pbx',
            `c${index}`,
            number,
            each.direction,
            'agent',
            who,
            each.isAnswered ? 'answered' : 'no_answer',
            isOver,
            each.isAnswered ? 30 : '',
            each.party,
            at(each.hour, number),
            each.isAnswered ? at(each.hour, number + 5) : '',
            at(each.hour, number + 40),
          );
        const { second, isAnswered } = each;
        const later = second === null || !isAnswered ? [] : [one(2, second, false)];
        return [one(1, each.agent, later.length > 0), ...later];
      }),
    ],
    call_annotations: [
      'annotation_id,source,call_id,agent_kind,agent_value,started_at,call_type,csat_score,appointment_count,is_first_call_resolved,is_resolved_in_survey,is_complaint,is_escalated,is_recorded,is_recording_reviewed,is_follow_up_required,follow_up_due_date,outcome,audited_outcome',
      ...noted.map((each) =>
        line(
          `n${each.index}`,
          'pbx',
          `c${each.index}`,
          'email',
          'p1@example.com',
          at(each.hour),
          each.type,
          each.score,
          each.booked,
          ...each.flags,
          at(each.hour + 50).slice(0, 10),
          each.outcome,
          each.audited,
        ),
      ),
    ],
    journals: [
      'journal_id,source,call_id,agent_kind,agent_value,status,created_at',
      ...calls.flatMap((each, index) =>
        each.journal === null
          ? []
          : [
              line(
                `j${index}`,
                'pbx',
                `c${index}`,
                'email',
                'p2@example.com',
                each.journal,
                at(each.hour),
              ),
            ],
      ),
    ],
    campaign_calls: [
      'campaign_call_id,campaign_id,source,agent_kind,agent_value,is_contact,is_success,attempted_at,party_hash',
      ...calls.flatMap((each, index) =>
        each.campaign === null
          ? []
          : [
              line(
                `k${index}`,
                each.campaign,
                'pbx',
                'email',
                'p1@example.com',
                each.isAnswered,
                each.isAnswered && each.isNoted,
                at(each.hour),
                each.party,
              ),
            ],
      ),
    ],
  };
}

async function build(lines: Record<string, string[]>, quality: Partial<QualitySettings>) {
  const { raw, folder } = await emptyRaw();
  await fillRaw(raw, people, ['call_annotations', 'journals']);
  const write = async (name: string) => {
    const path = join(folder, `${name}.csv`);
    await writeFile(path, `${(lines[name] ?? []).join('\n')}\n`);
    return path;
  };
  for (const table of tables) {
    await raw.run(`insert into raw.${table} by name select * from
      read_csv('${await write(table)}', header = true, all_varchar = true)`);
    await raw.run(`insert into raw.entities (entity, state) values ('${table}', 'mapped')`);
  }
  return buildFrom(
    raw,
    folder,
    { asOf: '2026-11-16T12:00:00Z', quality },
    {
      legsPath: await write('legs'),
      wanted: (program) => metricsOver(program, qualityRollups),
    },
  );
}

/** Ratios of which the numerator is a part of the denominator. */
const shares = [
  ...['qa_percent', 'qa_quota_coverage', 'agents_meeting_quality', 'csat_top2box'],
  ...['csat_response_rate', 'fcr', 'complaint_rate', 'escalation_rate', 'recording_coverage'],
  ...['recording_review_rate', 'journal_coverage', 'follow_up_done_rate', 'logging_accuracy'],
  ...['appointment_conversion', 'campaign_conversion', 'campaign_conversion_of_attempts'],
  ...['campaign_conversion_of_targets'],
];

describe('quality and outcomes of any company (CC-2, CC-4, CC-7, CC-8)', () => {
  it('keep their laws: shares at most 1, splits sum to the whole, no score without its coverage', async () => {
    await fc.assert(
      fc.asyncProperty(company, settings, async (given, quality) => {
        const { build: made, made: result, close } = await build(linesOf(given), quality);
        try {
          const list = shares.map((name) => `'${name}'`).join(', ');
          const beyond = await made.rows(`select * from metric_values
            where metric_id in (${list}) and (value > 1 or value < 0 or numerator > denominator)`);
          expect(beyond).toEqual([]);
          const unlike = await made.rows(`select * from csat
            inner join csat_response_rate as rate
              using (scope_kind, scope_id, grain, period_start_date)
            where coalesce(csat.denominator, 0) != coalesce(rate.numerator, 0)`);
          expect(unlike).toEqual([]);
          const failed = result.audits.filter((audit) => audit.failedRowCount > 0);
          expect(failed.filter((audit) => audit.severity === 'stop')).toEqual([]);
          const { wrong } = await findUnexplained(made, 1, 25);
          expect(wrong).toEqual([]);
        } finally {
          await close();
        }
      }),
      { numRuns: tries(2, 40), seed: 41 },
    );
  });

  it('judge first contacts as a look at every pair of calls does', async () => {
    await fc.assert(
      fc.asyncProperty(company, fc.integer({ min: 1, max: 30 }), async (given, days) => {
        const quality = { fcrDays: days, fcrSharedNumberCalls: 1000 };
        const { build: made, close } = await build(linesOf(given), quality);
        try {
          const rows = await made.rows<{ call_id: string; is_resolved: boolean }>(
            'select call_id, is_resolved from inbound_contacts where is_resolved is not null',
          );
          const found = new Map(rows.map((row) => [row.call_id, row.is_resolved]));
          expect(found).toEqual(firstContacts(given, days * 24));
        } finally {
          await close();
        }
      }),
      { numRuns: tries(3, 60), seed: 42 },
    );
  });

  it('do not depend on the order of the records', async () => {
    await fc.assert(
      fc.asyncProperty(company, settings, async (given, quality) => {
        const lines = linesOf(given);
        const turned = Object.fromEntries(
          Object.entries(lines).map(([name, [head = '', ...rest]]) => [
            name,
            [head, ...rest.reverse()],
          ]),
        );
        const results = [];
        for (const each of [linesOf(given), turned]) {
          const { build: made, close } = await build(each, quality);
          results.push(await made.rows('select * from metric_values order by all'));
          await close();
        }
        expect(results[0]).toEqual(results[1]);
      }),
      { numRuns: tries(1, 40), seed: 43 },
    );
  });
});

/** By comparing every call with every other: which mature first contacts were settled. */
function firstContacts({ calls }: Company, hours: number): Map<string, boolean> {
  const inbound = calls
    .map((each, index) => ({ ...each, id: `c${index}` }))
    .filter(({ direction }) => direction === 'inbound');
  // Of two calls of one party in one second the one whose id sorts first came first.
  const isBefore = (one: (typeof inbound)[number], other: (typeof inbound)[number]) =>
    one.hour < other.hour || (one.hour === other.hour && one.id < other.id);
  const last = Math.max(...calls.map(({ hour: started }) => started));
  const settled = inbound.flatMap((each): [string, boolean][] => {
    if (each.party === '' || !each.isAnswered || each.hour + hours > last) return [];
    // 103 is of sales: what nobody annotated of it is judged by nothing.
    if ((each.second ?? each.agent) === '103' && !each.isNoted) return [];
    const others = inbound.filter(({ id, party }) => id !== each.id && party === each.party);
    const isRepeat = others.some(
      (one) => one.isAnswered && isBefore(one, each) && each.hour - one.hour < hours,
    );
    const isAgain = others.some((one) => isBefore(each, one) && one.hour - each.hour < hours);
    return isRepeat ? [] : [[each.id, !isAgain]];
  });
  return new Map(settled);
}
