import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaw } from '../../pipelines/extract/raw-store.ts';
import type { Source } from '../../pipelines/extract/sources.ts';
import type { Database } from '../../pipelines/warehouse/database.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeWorkspace, type TestWorkspace } from '../extract/workspace.ts';
import { buildFrom } from '../models/model-case.ts';
import { metricsCalled } from '../models/pruned-program.ts';
import { asteriskCdr, asteriskQueueLog } from './asterisk.ts';
import { callLog } from './call-log.ts';
import { cdroutputSql, rowsOf } from './cdroutput.ts';
import { cucm } from './cucm.ts';
import { callTable, declared, tableMapping } from './declared.ts';
import type { Format } from './format.ts';
import { freeSwitch } from './freeswitch.ts';
import { local, metrics, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { threeCxFormats } from './three-cx.ts';

const formats: readonly Format[] = [
  ...threeCxFormats,
  callLog,
  asteriskCdr,
  asteriskQueueLog,
  freeSwitch,
  cucm,
  declared,
  callTable,
];

/** What is said of every format, whatever it is read with. */
type Told = Pick<Format, 'cannot' | 'unknown' | 'partly'>;
const toldIn = ({ cannot }: Told) => scenarios.filter(({ id }) => cannot[id] === undefined);

const company = `
  insert into raw.locations by name select 'aa' as location_id, 'Ann Arbor' as name,
    'America/Detroit' as time_zone, 'run-1' as seen_from_run_id, false as is_deleted;
  insert into raw.teams by name select unnest(['cc', 'bb', 'sales']) as team_id, team_id as name,
    'call_center' as kind, 'aa' as location_id, 'run-1' as seen_from_run_id, false as is_deleted;
  insert into raw.queues by name select 'pbx' as source, unnest(['800', '810']) as queue_id,
    queue_id as name, if(queue_id = '800', 'cc', 'bb') as team_id, 'run-1' as seen_from_run_id,
    false as is_deleted;
  insert into raw.people by name select unnest(['101', '102', '103', '201']) as person_id,
    person_id as name, 'run-1' as seen_from_run_id, false as is_deleted;
  insert into raw.person_identities by name select 'extension' as kind, person_id as value,
    '*' as source, person_id, date '2026-01-01' as valid_from_date, 'run-1' as seen_from_run_id,
    false as is_deleted from raw.people;
  insert into raw.team_members by name select person_id, 'member' as role,
    case person_id when '103' then 'bb' when '201' then 'sales' else 'cc' end as team_id,
    date '2026-01-01' as from_date, 'run-1' as seen_from_run_id, false as is_deleted
  from raw.people;
  update raw.entities set state = 'mapped' where entity in ('locations', 'teams', 'queues',
    'people', 'person_identities', 'team_members')`;

/** Reads the records through the format's adapter, those that arrive twice twice, and builds. */
async function buildOf(format: Format, told: readonly Scenario[]) {
  const workspace = await makeWorkspace({ 'sql/sources/files/calls.sql': tableMapping });
  const source = format.source(join(workspace.folder, 'inbox'));
  const { files, again } = format.write(told);
  await read(workspace, source, files);
  await read(workspace, source, again);
  return buildRead(workspace);
}

/** Builds what was read, with the company's people. */
async function buildRead(workspace: TestWorkspace) {
  const rejects = await workspace.rows('select reason, kept_text from raw.rejects');
  const raw = await openRaw(workspace.rawPath);
  await raw.run(company);
  const built = await buildFrom(
    raw,
    workspace.folder,
    { asOf: '2026-11-30T12:00:00Z' },
    { wanted: (program) => metricsCalled(program, metrics) },
  );
  return { ...built, rejects };
}

async function read(workspace: TestWorkspace, source: Source, files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) await workspace.write(`inbox/${name}`, text);
  await workspace.extract([source], { maxRejectedShare: 1 });
}

/** The numbers of the company on the local day of each call. */
async function numbersOf(build: Database, told: readonly Scenario[]) {
  const rows = await build.rows<{ metric_id: string; day: string; value: number | null }>(
    `select metric_id, period_start_date::varchar as day, value from metric_values
    where scope_kind = 'organization' and grain = 'day'`,
  );
  const found = new Map(rows.map(({ metric_id, day, value }) => [`${metric_id} ${day}`, value]));
  return told.map((scenario) => [
    scenario.id,
    Object.fromEntries(
      metrics
        .filter((metric) => scenario.numbers[metric] !== undefined)
        .map((metric) => [
          metric,
          found.get(`${metric} ${local(scenario, 0).slice(0, 10)}`) ?? null,
        ]),
    ),
  ]);
}

const expectedOf = (format: Told, told: readonly Scenario[]) =>
  told.map((scenario) => {
    const known = metrics.flatMap((metric) => {
      const value = scenario.numbers[metric];
      const partly = format.partly?.[scenario.id]?.[metric] ?? null;
      const isUnknown = format.unknown(metric, scenario) !== undefined;
      return value === undefined ? [] : [[metric, isUnknown ? partly : value]];
    });
    return [scenario.id, Object.fromEntries(known)];
  });

type Built = Awaited<ReturnType<typeof buildRead>>;

async function expectKnown({ build, made, rejects, close }: Built, format: Told) {
  const told = toldIn(format);
  try {
    expect(rejects).toEqual([]);
    expect(await numbersOf(build, told)).toEqual(expectedOf(format, told));
    const failed = made.audits.filter(({ failedRowCount }) => failedRowCount > 0);
    expect(failed.filter(({ severity }) => severity === 'stop')).toEqual([]);
  } finally {
    await close();
  }
}

describe.each(formats)('calls with known numbers in the format $name (CC-2, CC-9)', (format) => {
  it('give these numbers, and null where the format cannot know', async () => {
    await expectKnown(await buildOf(format, toldIn(format)), format);
  });
});

describe('calls with known numbers in the database of 3CX V20 (CC-2, CC-9)', () => {
  const format: Told = {
    cannot: { conference: 'a conference is a party of its own, and who is in it is not told' },
    unknown: () => undefined,
  };
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  it('give these numbers', async () => {
    const told = toldIn(format);
    const url = await server.createDatabase('pbx');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(cdroutputSql);
    for (const row of told.flatMap((scenario) => rowsOf(scenario, told))) {
      const places = row.map((_value, index) => `$${index + 1}`).join();
      await client.query(`insert into cdroutput values (${places})`, row);
    }
    await client.end();
    const mapping = 'sql/sources/3cx-cdroutput/call_lines.sql';
    const text = readFileSync(join(import.meta.dirname, '../..', mapping), 'utf8');
    const workspace = await makeWorkspace({ [mapping]: text });
    const profile = '3cx-cdroutput';
    const source = { kind: 'postgres', name: 'pbx', url, profile } as const;
    await workspace.extract([{ ...source, statementTimeoutSeconds: 60 }]);
    await workspace.extract([{ ...source, statementTimeoutSeconds: 60 }]);
    await expectKnown(await buildRead(workspace), format);
  });
});
