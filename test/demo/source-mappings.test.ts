import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleCompany } from '../../pipelines/demo/sample-company.ts';
import { type Contract, readContracts } from '../../pipelines/extract/contracts.ts';
import { readColumns } from '../../pipelines/extract/number-columns.ts';
import { parseHeader } from '../../pipelines/run/header.ts';
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
let contracts: readonly Contract[];
let secrets: Set<string>;

beforeAll(async () => {
  server = await startServer();
  contracts = await readContracts(undefined);
  inboxFolder = await mkdtemp(join(tmpdir(), 'muster-inbox-'));
  const databaseUrl = await server.createDatabase('company');
  await createSampleCompany({ ...smallCompany, databaseUrl, inboxFolder }, () => undefined);
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // A zone that is not UTC shows a column that depends on the session.
  await client.query("set timezone = 'Asia/Kolkata'");
  secrets = await readSecrets();
});

afterAll(async () => {
  await client.end();
  await server.stop();
  await rm(inboxFolder, { recursive: true, force: true });
});

async function mappingOf(entity: string): Promise<string> {
  return readFile(`sql/sources/${entity}.sql`, 'utf8');
}

/** What a mapping must give: the contract's columns, a plain number in place of its hash. */
function wantedColumns(entity: string, given: readonly string[]) {
  const contract = contracts.find((candidate) => candidate.entity === entity);
  return contract === undefined ? [] : readColumns(contract, given);
}

/** What must stay in the application: numbers, record numbers, names of callers, and all free text. */
async function readSecrets(): Promise<Set<string>> {
  const { rows } = await client.query<{ secret: string }>(
    `select caller_number as secret from call_center_records where caller_number <> 'anonymous'
    union select called_number from call_center_records
    union select patient_mrn from call_center_records where patient_mrn is not null
    union select recording_url from call_center_records where recording_url is not null
    union select compliance_notes from call_center_records where compliance_notes is not null
    union select phone from stakeholders union select notes from stakeholders where notes is not null
    union select phone from leads
    union select body from messages
    union select notes from agent_activity_log
    union select title from tasks
    union select description from risk_signals
    union select name from opportunities
    union select reason from time_off where reason is not null
    union select shift_notes from agent_shifts where shift_notes is not null
    union select call_summary from call_journals
    union select detailed_notes from call_journals
    union select patient_concern from call_journals where patient_concern is not null
    union select resolution_provided from call_journals where resolution_provided is not null
    union select strengths_observed from quality_assurance_reviews
    union select improvement_areas from quality_assurance_reviews
    union select call_script from call_campaigns
    union select target_audience from call_campaigns
    union select notes from coaching_sessions`,
  );
  return new Set(rows.map(({ secret }) => secret));
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
      const wanted = wantedColumns(
        entity,
        columns.map(({ name }) => name),
      );
      expect(columns).toEqual(wanted.map(({ name, type }) => ({ name, type: fitting(type) })));
      expect(result.rows.length).toBeGreaterThan(0);
    },
  );

  it.each(mapped)('gives no outside number for %s but to be hashed (CC-12)', async (entity) => {
    const { rows } = await client.query<Record<string, unknown>>(await mappingOf(entity));
    const numbers = rows.flatMap((row) =>
      Object.entries(row).filter(
        ([name, value]) => name !== 'party_number' && /^\+?1?\d{3}555\d{4}$/.test(String(value)),
      ),
    );
    expect(numbers).toEqual([]);
  });

  it.each(mapped)('lets no private value through for %s (CC-12, HO-3)', async (entity) => {
    const { rows } = await client.query<Record<string, unknown>>(await mappingOf(entity));
    const given = rows.flatMap((row) =>
      Object.entries(row).flatMap(([name, value]) => (name === 'party_number' ? [] : [value])),
    );
    expect(given.flat().filter((value) => secrets.has(String(value)))).toEqual([]);
  });

  it.each(['call_annotations', 'campaign_calls', 'journals', 'qa_reviews'])(
    "lets no caller's name through for %s",
    async (entity) => {
      const names = await client.query<{ name: string }>(
        `select caller_name as name from call_center_records where caller_name is not null
        union select name from leads`,
      );
      const known = new Set(names.rows.map(({ name }) => name));
      expect(known.size).toBeGreaterThan(1000);
      const { rows } = await client.query<Record<string, unknown>>(await mappingOf(entity));
      const given = rows.flatMap((row) => Object.values(row)).flat();
      expect(given.filter((value) => known.has(String(value)))).toEqual([]);
    },
  );

  it('knows what is private', () => {
    expect(secrets.size).toBeGreaterThan(10_000);
  });

  it('gives the numbers of stakeholders, leads and campaign calls to be hashed', async () => {
    for (const entity of ['stakeholders', 'leads', 'campaign_calls']) {
      const { rows } = await client.query<{ party_number: string }>(await mappingOf(entity));
      const numbers = rows.filter(({ party_number }) => /^\+1\d{10}$/.test(party_number));
      expect(numbers.length).toBe(rows.length);
    }
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
