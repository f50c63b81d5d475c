import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { Database } from '../../pipelines/warehouse/database.ts';
import { askCompany } from './company-database.ts';

/** One number of one scope in a closed week or month; the denominator of a sum is 0. */
export interface ScopeNumber {
  readonly metric_id: string;
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly grain: string;
  readonly period_start_date: string;
  readonly numerator: number;
  readonly denominator: number;
}

const segmentColumns = `cdr_id uuid, main_call_history_id uuid, originating_cdr_id uuid,
  continued_in_cdr_id uuid, source_entity_type text, source_dn_number text,
  destination_entity_type text, destination_dn_number text, destination_dn_type text,
  creation_forward_reason text, termination_reason text, termination_reason_details text,
  cdr_started_at timestamptz, cdr_answered_at timestamptz, cdr_ended_at timestamptz`;
const factColumns = `metric_id text, person_id text, team_id text, day date, is_personal boolean,
  numerator numeric, denominator numeric, key text`;
const readSql = (name: string) => readFile(join(import.meta.dirname, `${name}.sql`), 'utf8');

/** What Postgres reckons from the company's own tables with the facts of one of the SQL files. */
export async function numbersInPostgres(
  workspace: string,
  facts: 'calls-in-postgres' | 'floor-in-postgres',
  asOf: string,
): Promise<ScopeNumber[]> {
  return askCompany(workspace, async (company, open) => {
    await loadSegments(company, await segmentsAsJson(await open('plymouth')));
    await company.query(`create temporary table facts (${factColumns})`);
    await company.query(`insert into facts ${await readSql(facts)}`, [asOf]);
    return (await company.query<ScopeNumber>(await readSql('call-scopes-in-postgres'), [asOf]))
      .rows;
  });
}

/** The rows of Plymouth's telephone system, which lie in a database of their own. */
async function segmentsAsJson(plymouth: pg.Client): Promise<string> {
  const { rows } = await plymouth.query<{ json: string }>(
    'select json_agg(cdroutput)::text as json from cdroutput',
  );
  return rows[0]?.json ?? '[]';
}

async function loadSegments(client: pg.Client, json: string): Promise<void> {
  await client.query(
    `create temporary table cdroutput as
     select * from json_to_recordset($1::json) as segments (${segmentColumns})`,
    [json],
  );
  await client.query(`create index on cdroutput (cdr_id)`);
  await client.query(`create index on cdroutput (originating_cdr_id)`);
  await client.query(`analyze cdroutput`);
}

/** The same numbers as muster has them in its published build. */
export async function numbersOfMuster(
  workspace: string,
  metrics: readonly string[],
): Promise<ScopeNumber[]> {
  const pointer = join(workspace, 'builds', 'published.json');
  const { buildId } = JSON.parse(await readFile(pointer, 'utf8')) as { buildId: string };
  const path = join(workspace, 'builds', `${buildId}.duckdb`);
  const database = await Database.open(path, { readOnly: true });
  try {
    return await database.rows<ScopeNumber>(
      `select metric_id, scope_kind, scope_id, grain,
         period_start_date::varchar as period_start_date,
         coalesce(numerator, value, 0) as numerator, coalesce(denominator, 0) as denominator
       from metric_values
       where list_contains(string_split($metrics, ' '), metric_id) and grain in ('week', 'month')`,
      { metrics: metrics.join(' ') },
    );
  } finally {
    database.close();
  }
}

/** Lines to compare: one for each number that is not 0, in order; seconds and hours to a thousandth. */
export function asLines(
  numbers: readonly ScopeNumber[],
  keep: (number: ScopeNumber) => boolean,
): string[] {
  return numbers
    .filter((one) => (one.numerator !== 0 || one.denominator !== 0) && keep(one))
    .map((one) => {
      const { metric_id: metric, scope_kind: kind, scope_id: id, grain } = one;
      const scope = kind === 'organization' ? kind : `${kind}:${id}`;
      const value = `${one.numerator.toFixed(3)} / ${one.denominator.toFixed(3)}`;
      return `${metric} ${scope} ${grain} ${one.period_start_date} ${value}`;
    })
    .sort();
}
