import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleCompany } from '../../pipelines/demo/sample-company.ts';
import { parseHeader } from '../../pipelines/run/header.ts';
import { Database } from '../../pipelines/warehouse/database.ts';
import { smallCompany } from './export-lines.ts';
import { startServer, type TestServer } from './postgres-server.ts';

// Postgres' own numbers of the types that a contract can hold, and of one that it cannot.
const typeNames = new Map([
  [16, 'boolean'],
  [20, 'bigint'],
  [23, 'integer'],
  [25, 'text'],
  [1009, 'text[]'],
  [1082, 'date'],
  [1114, 'timestamp'],
  [1184, 'timestamptz'],
  [1700, 'numeric'],
]);

const mapped = [
  'absences',
  'activities',
  'agent_states',
  'call_annotations',
  'campaign_calls',
  'campaigns',
  'coaching_sessions',
  'deals',
  'health_scores',
  'journals',
  'lead_stages',
  'leads',
  'locations',
  'messages',
  'people',
  'person_identities',
  'points',
  'qa_reviews',
  'queues',
  'risk_signals',
  'shifts',
  'stakeholders',
  'subscriptions',
  'tasks',
  'team_members',
  'teams',
  'tenant_owners',
  'tenants',
  'trainings',
  'usage_daily',
];

let server: TestServer;
let client: pg.Client;
let inboxFolder: string;

beforeAll(async () => {
  server = await startServer();
  inboxFolder = await mkdtemp(join(tmpdir(), 'muster-inbox-'));
  const databaseUrl = await server.createDatabase('company');
  await createSampleCompany({ ...smallCompany, databaseUrl, inboxFolder }, () => undefined);
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // A zone that is not UTC shows a column that depends on the session.
  await client.query("set timezone = 'Asia/Kolkata'");
});

afterAll(async () => {
  await client.end();
  await server.stop();
  await rm(inboxFolder, { recursive: true, force: true });
});

async function mappingOf(entity: string): Promise<string> {
  return readFile(`sql/sources/${entity}.sql`, 'utf8');
}

/** Names and types of a contract's columns, from DuckDB itself. */
async function contractColumns(entity: string): Promise<{ name: string; type: string }[]> {
  const database = await Database.open(':memory:');
  try {
    await database.run("attach ':memory:' as raw");
    await database.run(await readFile(`sql/contracts/${entity}.sql`, 'utf8'));
    return await database.columns(`select * from raw.${entity}`);
  } finally {
    database.close();
  }
}

/** The Postgres type that fits a contract's DuckDB type; an instant must say its zone. */
function fitting(type: string): string {
  if (type === 'VARCHAR[]') return 'text[]';
  const base = type.replace(/\(.*/, '').toLowerCase();
  return { varchar: 'text', decimal: 'numeric', timestamp: 'timestamptz' }[base] ?? base;
}

describe('sql/sources', () => {
  it('maps every entity that the sample company has', async () => {
    const files = (await readdir('sql/sources')).filter((name) => name.endsWith('.sql'));
    expect(files.map((name) => basename(name, '.sql')).sort()).toEqual(mapped);
  });

  it.each(mapped)(
    'gives the columns of the contract of %s, in their order and types',
    async (entity) => {
      const text = await mappingOf(entity);
      const keys = {
        required: ['Entity', 'Source', 'Answers'],
        optional: ['From', 'Cursor', 'Lookback'],
      };
      expect(parseHeader(text, entity, keys).get('Entity')).toBe(entity);
      const result = await client.query(text);
      const columns = result.fields.map(({ name, dataTypeID }) => {
        return { name, type: typeNames.get(dataTypeID) ?? `type ${dataTypeID}` };
      });
      const contract = await contractColumns(entity);
      expect(columns).toEqual(contract.map(({ name, type }) => ({ name, type: fitting(type) })));
      expect(result.rows.length).toBeGreaterThan(0);
    },
  );

  it.each(mapped)('reads no private column for %s', async (entity) => {
    const text = await mappingOf(entity);
    const columns =
      'caller_number caller_name called_number patient_mrn compliance_notes recording_url ' +
      'detailed_notes follow_up_notes coaching_notes strengths_observed ' +
      'specific_coaching_points shift_notes call_script target_audience';
    expect(columns.split(' ').filter((column) => text.includes(column))).toEqual([]);
  });

  it('lets no value of a private column through', async () => {
    const { rows } = await client.query<{ secret: string }>(
      `select caller_number as secret from call_center_records where caller_number <> 'anonymous'
      union select caller_name from call_center_records where caller_name is not null
      union select patient_mrn from call_center_records where patient_mrn is not null`,
    );
    const secrets = new Set(rows.map(({ secret }) => secret));
    expect(secrets.size).toBeGreaterThan(1000);
    const annotations = await client.query({
      text: await mappingOf('call_annotations'),
      rowMode: 'array',
    });
    const leaked = annotations.rows.flat().filter((value: unknown) => secrets.has(String(value)));
    expect(leaked).toEqual([]);
  });

  it('gives the instants that were written whatever the zone of the session', async () => {
    const { rows } = await client.query<{ annotated: string; written: string }>(
      `select to_char(mapped.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as annotated,
        to_char(records.call_start_time at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as written
      from (${await mappingOf('call_annotations')}) as mapped
      inner join call_center_records as records on mapped.annotation_id = records.id::text`,
    );
    expect(rows.filter(({ annotated, written }) => annotated !== written)).toEqual([]);
    expect(rows.length).toBeGreaterThan(1000);
  });

  it('finds at most one person behind an identity on a day', async () => {
    const { rows } = await client.query(
      `with identities as (${await mappingOf('person_identities')})
      select * from identities as one inner join identities as other
        on one.kind = other.kind and one.value = other.value and one.source = other.source
        and one.person_id <> other.person_id
        and one.valid_from_date < coalesce(other.valid_to_date, 'infinity')
        and other.valid_from_date < coalesce(one.valid_to_date, 'infinity')`,
    );
    expect(rows).toEqual([]);
  });

  it('dates the identities of somebody without a hire date from the day of the account', async () => {
    const { rows } = await client.query<{ hired_on: null; valid_from_date: string }>(
      `select users.hired_on, identities.valid_from_date::text
      from (${await mappingOf('person_identities')}) as identities
      inner join users on identities.person_id = users.id::text
      where users.hired_on is null and identities.kind = 'email'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.valid_from_date).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it('knows no agent of a call that nobody answered, and one of every other', async () => {
    const { rows } = await client.query<{ unknown: string; empty: string }>(
      `select count(*) filter (where agent_kind is null and agent_value is null) as unknown,
        (select count(*) from call_center_records where agent_email = '') as empty
      from (${await mappingOf('call_annotations')}) as mapped`,
    );
    expect(rows[0]?.unknown).toBe(rows[0]?.empty);
    expect(Number(rows[0]?.empty)).toBeGreaterThan(50);
  });
});
