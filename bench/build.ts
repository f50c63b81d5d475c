import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyBuild, makeBuild, readProgram } from '../pipelines/models/build.ts';
import type { Database } from '../pipelines/warehouse/database.ts';
import { emptyRaw, settingsOf } from '../test/models/model-case.ts';

/** How long a build takes on generated calls, beside a bare aggregation of the same rows. */
export interface BuildBench {
  readonly callCount: number;
  readonly buildSeconds: number;
  readonly baselineSeconds: number;
  readonly slowest: readonly [string, number][];
}

/** Builds all models over `callCount` telephone lines of two years, 40 agents, two teams. */
export async function benchBuild(callCount: number): Promise<BuildBench> {
  const { raw, folder } = await emptyRaw();
  try {
    await fillCalls(raw, callCount);
    const baselineSeconds = await timeBaseline(raw);
    const program = await readProgram(raw, undefined);
    const settings = settingsOf({ asOf: '2026-11-16T12:00:00Z' });
    const identity = identifyBuild(program, settings, 'bench', 'bench');
    const builds = await mkdtemp(join(tmpdir(), 'muster-bench-'));
    const startedAt = performance.now();
    const made = await makeBuild(raw, builds, program, settings, identity);
    const buildSeconds = (performance.now() - startedAt) / 1000;
    await rm(builds, { recursive: true });
    const slowest = [...made.modelSeconds].sort((a, b) => b[1] - a[1]).slice(0, 6);
    return { callCount, buildSeconds, baselineSeconds, slowest };
  } finally {
    raw.close();
    await rm(folder, { recursive: true });
  }
}

/** The baseline: the same lines counted by day and extension, which no report could do with less. */
async function timeBaseline(raw: Database): Promise<number> {
  const startedAt = performance.now();
  await raw.run(`create or replace temp table baseline as
    select started_at::date as day, final_extension, count(*), sum(duration_seconds)
    from raw.call_lines group by all`);
  return (performance.now() - startedAt) / 1000;
}

export async function fillCalls(raw: Database, callCount: number): Promise<void> {
  await raw.run(`
    insert into raw.entities (entity, state) select unnest(['people', 'person_identities',
      'locations', 'teams', 'team_members', 'queues', 'call_lines', 'call_annotations']), 'mapped';
    insert into raw.sources
      values ('3cx', 'cdr', '3cx', 'UTC', false, false, false, false, false, true, true, true, false);
    insert into raw.locations (location_id, name, time_zone) values ('d', 'D', 'America/Detroit');
    insert into raw.teams (team_id, name, kind, location_id)
      values ('cc', 'Desk', 'call_center', 'd'), ('sa', 'Sales', 'sales', 'd');
    insert into raw.queues (source, queue_id, name, team_id) values ('3cx', '800', 'Q', 'cc');
    insert into raw.people (person_id, name) select 'p' || i, 'P' || i from range(40) as t(i);
    insert into raw.person_identities (kind, value, source, person_id, valid_from_date)
      select 'extension', (100 + i)::varchar, '3cx', 'p' || i, '2020-01-01' from range(40) as t(i);
    insert into raw.team_members (person_id, team_id, role, from_date)
      select 'p' || i, if(i < 20, 'cc', 'sa'), 'member', '2020-01-01' from range(40) as t(i);
    insert into raw.call_lines by name
      select '3cx' as source, 'l' || i as leg_id, 'l' || i as call_id, '3cx-file' as format,
        i as history_number, started_at, answered_at, ended_at,
        if(answered_at is null, null, 200) as duration_seconds,
        'TerminatedBySrc' as termination_reason,
        if(kind = 0 and answered_at is not null, 'ReplacedDst', null) as change_reason,
        if(kind = 0, 'Line', 'Extension') as from_type, if(kind = 0, 'Queue', 'Line') as to_type,
        if(kind = 0, if(answered_at is null, 'Queue', 'Extension'), 'Line') as final_type,
        if(kind = 0, null, (120 + i % 20)::varchar) as from_extension,
        if(kind = 0, '800', null) as to_extension,
        if(kind = 0, (100 + i % 20)::varchar, null) as final_extension,
        'h' || (i % 50000) as party_hash, '•••42' as party_masked,
        if(kind = 0, ['800', (100 + i % 20)::varchar], [(120 + i % 20)::varchar])
          as chain_extensions,
        'f' as file_hash, i as line_number
      from (
        select i, hash(i) % 2 as kind, s as started_at,
          if(hash(i + 7) % 8 = 0, null, s + interval 5 seconds) as answered_at,
          s + interval 205 seconds as ended_at
        from (select i, timestamp '2024-11-16' + to_seconds(i * (63000000 // ${callCount})) as s
          from range(${callCount}) as t(i))
      );
    insert into raw.call_annotations by name
      select 'a' || line_number as annotation_id, source, leg_id as call_id,
        (hash(line_number) % 5 + 1) as csat_score
      from raw.call_lines where line_number % 5 = 0;
    checkpoint`);
}

/** The bench as one line. */
export function describeBuildBench(bench: BuildBench): string {
  const { callCount, buildSeconds, baselineSeconds, slowest } = bench;
  const perMillion = (buildSeconds / callCount) * 1_000_000;
  const ratio = buildSeconds / baselineSeconds;
  const models = slowest.map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`).join(', ');
  return (
    `build: ${perMillion.toFixed(1)} s per million calls (${callCount} calls, 2 years), ` +
    `${ratio.toFixed(0)}× one bare count of the same lines by day and extension ` +
    `(${baselineSeconds.toFixed(3)} s); slowest: ${models}`
  );
}
