import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../pipelines/models/model.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { buildFrom, type CaseSettings, emptyRaw, fillRaw } from './model-case.ts';

const calls = join(import.meta.dirname, '../cases/sales-calls/raw');
const [asOf, week] = ['2026-11-09T12:00:00Z', '2026-11-02'];

const wanted = () => new Set(['connect_rate', 'conversions_per_call', 'win_rate', 'metric_ranks']);

/** Builds the calls of the case `sales-calls`, after a change of them. */
async function withBuild(
  given: Partial<CaseSettings>,
  change: string,
  check: (build: Database) => Promise<void>,
): Promise<void> {
  const { raw, folder } = await emptyRaw();
  await fillRaw(raw, calls);
  if (change !== '') await raw.run(change);
  const { build, close } = await buildFrom(raw, folder, { asOf, ...given }, { wanted });
  try {
    await check(build);
  } finally {
    await close();
  }
}

// c1 talks 29 s to a human, c2 30 s to a machine, c3 is not answered, c4 has no talk and is a human.
describe('connect rate by each rule (SR-1, KPI.md 13)', () => {
  it.each([
    ['talk', 1, 3],
    ['answered', 3, 4],
    ['amd_human', 2, 4],
  ] as const)('%s: %i of %i', async (connectRule, numerator, denominator) => {
    await withBuild({ connectRule }, '', async (build) => {
      const row = await build.one(`select numerator, denominator from connect_rate
        where scope_kind = 'team' and grain = 'week' and period_start_date = '${week}'`);
      expect(row).toEqual({ numerator, denominator });
    });
  });

  it('is not known of a call that nothing listened to, by amd_human', async () => {
    const change = "delete from raw.call_annotations where annotation_id = 'a4'";
    await withBuild({ connectRule: 'amd_human' }, change, async (build) => {
      const row = await build.one(`select numerator, denominator, reason from connect_rate
        where scope_kind = 'team' and grain = 'week' and period_start_date = '${week}'`);
      expect(row).toEqual({ numerator: 1, denominator: 3, reason: 'known for 3 of 4 calls' });
    });
  });
});

// 4 conversions of 87 calls, 3 of 62, 1 of 45: the reps of the seed's table.
const reps = { a: [4, 87], b: [3, 62], c: [1, 45] } as const;
const seedTable = `
  delete from raw.calls; delete from raw.call_annotations; delete from raw.lead_stages;
  insert into raw.people (person_id, name) values ('a', 'A'), ('b', 'B'), ('c', 'C');
  insert into raw.team_members (person_id, team_id, role, from_date)
    select unnest(['a', 'b', 'c']), 's', 'member', '2025-01-01';
  insert into raw.person_identities (kind, value, source, person_id, valid_from_date)
    select 'display_name', unnest(['A', 'B', 'C']), 'pbx', unnest(['a', 'b', 'c']), '2025-01-01';
  ${Object.entries(reps)
    .map(
      ([id, [converted, called]]) => `
  insert into raw.calls by name select 'pbx' as source, '${id}' || i as call_id,
      'outbound' as direction, 'display_name' as agent_kind, upper('${id}') as agent_value,
      timestamp '${week} 14:00:00' + to_minutes(i) as started_at, false as is_answered,
      timestamp '${week} 14:00:20' + to_minutes(i) as ended_at
    from range(${called}) as t(i);
  insert into raw.lead_stages by name select '${id}' || i as lead_stage_id, '${id}' || i as lead_id,
      'converted' as stage, true as is_converted, '${id}' as person_id,
      timestamp '${week} 20:00:00' as entered_at
    from range(${converted}) as t(i);`,
    )
    .join('')}`;

describe('conversions per call (SR-1, KPI.md 2 and 12.6)', () => {
  it('of the team is 8/194 = 4.12 %, a ratio of sums; ranks are shrunk by 20 cases', async () => {
    await withBuild({}, seedTable, async (build) => {
      const team = await build.one<{ value: number }>(`select numerator, denominator, value
        from conversions_per_call
        where scope_kind = 'team' and grain = 'week' and period_start_date = '${week}'`);
      expect(team).toMatchObject({ numerator: 8, denominator: 194 });
      expect((100 * team.value).toFixed(2)).toBe('4.12');
      // (4 + 20 x 8/194) / 107, (3 + 20 x 8/194) / 82, (1 + 20 x 8/194) / 65.
      const ranks = await build.rows(`select part_id, round(shrunk_rate, 6) as rate, shrunk_rank,
          raw_rank from metric_ranks
        where metric_id = 'conversions_per_call' and part_kind = 'member' and grain = 'week'
          and period_start_date = '${week}' order by part_id`);
      expect(ranks.map((row) => Object.values(row))).toEqual([
        ['a', 0.045091, 2, 2],
        ['b', 0.046643, 1, 1],
        ['c', 0.028073, 3, 3],
      ]);
    });
  });

  it('ranks by the raw rate with rank_prior_count 0', async () => {
    await withBuild({ rankPriorCount: 0 }, seedTable, async (build) => {
      const row = await build.one(`select count(*)::integer as rows,
          count(*) filter (where shrunk_rate = raw_rate)::integer as equal from metric_ranks
        where metric_id = 'conversions_per_call' and part_kind = 'member' and grain = 'week'`);
      expect(row).toEqual({ rows: 3, equal: 3 });
    });
  });

  // 10/10 of 10 cases is luck: 19 of 20 and 190 of 200 are ranked, and the larger one leads.
  it('gives fewer than 20 cases a shrunk rate and no rank (KPI.md G10, 10.5)', async () => {
    const deals = (type: string, won: number, all: number) => `
      insert into raw.deals by name select '${type}' || i as deal_id, '${type}' as lead_type,
        'x' as stage, if(i < ${won}, 'won', 'lost') as status, 'u' as person_id,
        timestamp '2026-10-01' as opened_at, timestamp '${week} 15:00:00' as closed_at
      from range(${all}) as t(i);`;
    const change = `${deals('few', 10, 10)} ${deals('some', 19, 20)} ${deals('many', 190, 200)}
      insert into raw.entities (entity, state) values ('deals', 'mapped')`;
    await withBuild({}, change, async (build) => {
      const ranks = await build.rows(`select part_id, raw_rate, round(shrunk_rate, 5) as rate,
          shrunk_rank, raw_rank from metric_ranks
        where metric_id = 'win_rate' and part_kind = 'lead_type' and scope_kind = 'organization'
          and grain = 'week' order by part_id`);
      // The whole is 219/230: (10 + 19.04348) / 30, (190 + 19.04348) / 220, (19 + 19.04348) / 40.
      expect(ranks.map((row) => Object.values(row))).toEqual([
        ['few', 1, 0.96812, null, null],
        ['many', 0.95, 0.9502, 2, 1],
        ['some', 0.95, 0.95109, 1, 1],
      ]);
    });
  });
});

describe('the game of points (SR-1)', () => {
  it('is read by what counts it and by nothing that judges people', async () => {
    const readers = (await readModels(undefined)).filter(({ file }) =>
      /\b(xp_points|points_earned|stg_points)\b/.test(file.text),
    );
    expect(readers.map((model) => model.name).sort()).toEqual([
      'hour_offsets',
      'points_earned',
      'sales_moments',
      'sales_sums_by_day',
      'xp_points',
    ]);
  });
});
