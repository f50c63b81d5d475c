import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFrom, type CaseSettings, emptyRaw, fillRaw } from './model-case.ts';
import { metricsCalled } from './pruned-program.ts';

const raw = join(import.meta.dirname, '../cases/calls-legs/raw');
const header =
  'source,call_id,leg_number,direction,leg_kind,visit_number,queue_id,result,wait_seconds,started_at';

/** So many visits of queue 800 that ended so after so many seconds. */
const visits = (count: number, result: string, waitSeconds: number, queue = '800') =>
  Array.from({ length: count }, () => ({ result, waitSeconds, queue }));

// KPI.md, section 12.3: 100 offered, limit 20 s. At a limit itself a wait is still within it, and a wait
// of exactly short_abandon_seconds is no short abandon.
const vector = [
  ...visits(69, 'answered', 8),
  ...visits(1, 'answered', 20),
  ...visits(18, 'answered', 21),
  ...visits(4, 'abandoned', 4),
  ...visits(2, 'abandoned', 5),
  ...visits(1, 'abandoned', 20),
  ...visits(5, 'abandoned', 60),
];

/** The numbers of some metrics where these visits are all that there was. */
async function numbersOf(
  all: typeof vector,
  metrics: readonly string[],
  settings: Partial<CaseSettings> = {},
) {
  const { raw: database, folder } = await emptyRaw();
  await fillRaw(database, raw);
  await database.run("update raw.queues set service_level_seconds = 60 where queue_id = '810'");
  const lines = all.map(
    ({ result, waitSeconds, queue }, index) =>
      `pbx,c${index},1,inbound,queue,1,${queue},${result},${waitSeconds},2026-11-02 15:00:00`,
  );
  const path = join(folder, 'legs.csv');
  await writeFile(path, `${[header, ...lines].join('\n')}\n`);
  const built = await buildFrom(
    database,
    folder,
    { asOf: '2026-11-09T12:00:00Z', ...settings },
    {
      legsPath: path,
      wanted: (program) => metricsCalled(program, metrics),
    },
  );
  const values = await built.build.rows<{ metric_id: string; value: number }>(
    `select metric_id, numerator, denominator, value from metric_values
    where scope_kind = 'organization' and grain = 'week' and value is not null`,
  );
  const failed = built.made.audits.filter(({ failedRowCount }) => failedRowCount > 0);
  await built.close();
  return { values: new Map(values.map((row) => [row.metric_id, row])), failed };
}

describe('the service level of KPI.md, section 12.3 (CC-2)', () => {
  it.each([
    ['abandon_negative', 70, 96],
    ['abandon_ignored', 70, 93],
    ['abandon_positive', 73, 96],
    ['answered_only', 70, 88],
    ['no_short_exclusion', 70, 100],
  ] as const)('is by %s %i / %i', async (serviceLevelMethod, numerator, denominator) => {
    const { values, failed } = await numbersOf(vector, ['service_level'], { serviceLevelMethod });
    expect(values.get('service_level')).toMatchObject({
      numerator,
      denominator,
      value: numerator / denominator,
    });
    expect(failed).toEqual([]);
  });

  it("judges each visit against its own queue's limit, and adds both parts up", async () => {
    // Of 800: 1 of 2 within 20 s. Of 810: 2 of 2 within 60 s. Together 3 of 4.
    const all = [
      ...visits(1, 'answered', 20),
      ...visits(1, 'answered', 21),
      ...visits(2, 'answered', 60, '810'),
    ];
    const { values } = await numbersOf(all, ['service_level']);
    expect(values.get('service_level')).toMatchObject({ numerator: 3, denominator: 4 });
  });

  it('holds a wait of 20.9 s, told as 20 s, to be longer than 20 s (KPI.md, G5)', async () => {
    const { raw: database, folder } = await emptyRaw();
    await fillRaw(database, raw);
    const at = (call: string, result: string, end: string) => {
      const times = result === 'answered' ? `15:00:${end},` : `,2026-11-02 15:00:${end}`;
      const ended = result === 'answered' ? `2026-11-02 ${times}2026-11-02 15:05:00` : times;
      return `pbx,${call},1,inbound,queue,1,800,${result},20,2026-11-02 15:00:00,${ended}`;
    };
    const lines = [
      at('a', 'answered', '20.0'),
      at('b', 'answered', '20.9'),
      at('c', 'abandoned', '20.0'),
      at('d', 'abandoned', '20.4'),
    ];
    const path = join(folder, 'legs.csv');
    await writeFile(path, `${[`${header},answered_at,ended_at`, ...lines].join('\n')}\n`);
    const { build, close } = await buildFrom(
      database,
      folder,
      { asOf: '2026-11-09T12:00:00Z', serviceLevelMethod: 'abandon_positive' },
      { legsPath: path, wanted: () => new Set(['queue_visits']) },
    );
    const rows = await build.rows(
      'select call_id, is_within_service_level, wait_seconds from queue_visits order by call_id',
    );
    await close();
    expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
      'a true 20',
      'b false 20.9',
      'c true 20',
      'd false 20.4',
    ]);
  });

  it('takes the limit of the setting for a queue without its own', async () => {
    const { values } = await numbersOf(vector, ['service_level'], { serviceLevelSeconds: 8 });
    expect(values.get('service_level')).toMatchObject({ numerator: 69, denominator: 96 });
  });
});

describe('the abandonment of KPI.md, section 12.3 (CC-2)', () => {
  it.each([
    ['offered_less_short', 8, 96],
    ['answered_and_abandoned', 8, 96],
    ['queued', 12, 100],
  ] as const)('has by %s the rate %i / %i', async (abandonDenominator, numerator, denominator) => {
    const { values } = await numbersOf(vector, ['abandonment_rate'], { abandonDenominator });
    expect(values.get('abandonment_rate')).toMatchObject({ numerator, denominator });
  });

  it('counts flow-outs in what was offered, and not in answered and abandoned', async () => {
    // 10 answered, 4 abandoned, 1 short, 5 sent on: 4 of 19, or 4 of 14.
    const all = [
      ...visits(10, 'answered', 10),
      ...visits(4, 'abandoned', 30),
      ...visits(1, 'abandoned', 2),
      ...visits(3, 'flow_out', 90),
      ...visits(1, 'voicemail', 90),
      ...visits(1, 'callback', 90),
    ];
    const { values } = await numbersOf(all, [
      ...['abandonment_rate', 'offered_count', 'flow_out_count', 'queue_missed_count'],
    ]);
    const numberOf = (metric: string) => values.get(metric)?.value;
    expect(values.get('abandonment_rate')).toMatchObject({ numerator: 4, denominator: 19 });
    expect(numberOf('offered_count')).toBe(20);
    expect(numberOf('flow_out_count')).toBe(5);
    expect(numberOf('queue_missed_count')).toBe(9);
    const strict = await numbersOf(all, ['abandonment_rate'], {
      abandonDenominator: 'answered_and_abandoned',
    });
    expect(strict.values.get('abandonment_rate')).toMatchObject({ numerator: 4, denominator: 14 });
  });

  it('is told with its parts, its waits and the longest of them', async () => {
    const { values } = await numbersOf(vector, [
      ...['offered_count', 'answered_count', 'abandoned_count', 'short_abandoned_count'],
      ...['flow_out_count', 'queue_missed_count', 'unique_calls_count', 'longest_wait_seconds'],
      ...['average_time_to_abandon_seconds', 'average_speed_of_answer_seconds'],
      'answer_wait_p90_seconds',
    ]);
    const numberOf = (metric: string) => values.get(metric)?.value;
    expect(numberOf('offered_count')).toBe(100);
    expect(numberOf('answered_count')).toBe(88);
    expect(numberOf('abandoned_count')).toBe(8);
    expect(numberOf('short_abandoned_count')).toBe(4);
    expect(numberOf('flow_out_count')).toBe(0);
    expect(numberOf('queue_missed_count')).toBe(8);
    expect(numberOf('unique_calls_count')).toBe(100);
    // (2 × 5 + 20 + 5 × 60) / 8 = 41.25
    expect(values.get('average_time_to_abandon_seconds')).toMatchObject({
      numerator: 330,
      denominator: 8,
    });
    // (69 × 8 + 20 + 18 × 21) / 88
    expect(values.get('average_speed_of_answer_seconds')).toMatchObject({
      numerator: 950,
      denominator: 88,
    });
    // 0.9 × 88 = 79.2, so the 80th of the answered in order of their wait.
    expect(numberOf('answer_wait_p90_seconds')).toBe(21);
    expect(numberOf('longest_wait_seconds')).toBe(60);
  });
});
