import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContractColumn } from '../../pipelines/extract/contracts.ts';
import { PostgresConnection } from '../../pipelines/extract/postgres-connection.ts';
import { describeMapping } from '../../pipelines/extract/postgres-describe.ts';
import { postgresRules } from '../../pipelines/extract/postgres-types.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeWorkspace } from './workspace.ts';

let server: TestServer;
let url: string;

beforeAll(async () => {
  server = await startServer();
  url = await server.createDatabase('app');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create type mood as enum ('calm', 'cross');
    create type pair as (a int, b text);
    create domain positive as integer check (value > 0);
    create domain code as text check (value <> '');
    create domain moment as timestamptz;
    create table odd (
      t_text text, t_varchar varchar(9), t_char char(9), t_int2 int2, t_int4 int4, t_int8 int8,
      t_numeric numeric, t_numeric_18_2 numeric(18, 2), t_numeric_12_4 numeric(12, 4),
      t_float4 float4, t_float8 float8, t_bool bool, t_date date, t_timestamp timestamp,
      t_timestamptz timestamptz, t_time time, t_timetz timetz, t_interval interval, t_uuid uuid,
      t_bytea bytea, t_json json, t_jsonb jsonb, t_mood mood, t_pair pair, t_positive positive,
      t_code code, t_moment moment, t_inet inet, t_money money, t_xml xml, t_bit bit(3),
      t_tstzrange tstzrange, t_daterange daterange, t_int4range int4range, t_point point,
      t_text_array text[], t_int_array int[], t_mood_array mood[], t_code_array code[],
      t_timestamptz_array timestamptz[], t_jsonb_array jsonb[], t_char_array char(3)[])`);
  await client.end();
});
afterAll(() => server.stop());

const wantedTypes = [
  ...['VARCHAR', 'SMALLINT', 'INTEGER', 'BIGINT', 'DOUBLE', 'DECIMAL(18,2)', 'BOOLEAN', 'DATE'],
  ...['TIMESTAMP', 'JSON', 'VARCHAR[]', 'INTEGER[]'],
];

const wanted = (name: string, type: string): ContractColumn => ({ name, type, isRequired: false });

describe('the advice for a column of another type', () => {
  it('is taken by the server and fits, for every pair of types that has one', async () => {
    const connection = await PostgresConnection.open({
      kind: 'postgres',
      name: 'app',
      url,
      statementTimeoutSeconds: 30,
    });
    const describeSql = (sql: string) =>
      connection.guarded(() =>
        describeMapping(connection, {
          entity: 'things',
          kind: 'postgres',
          sourceName: 'app',
          path: 'test',
          sql,
          hash: '',
          reconcile: 'always',
        }),
      );
    const columns = await describeSql('select * from odd');
    const wrong: string[] = [];
    let adviceCount = 0;
    for (const found of columns) {
      for (const type of wantedTypes) {
        const advice = postgresRules.adviseFix(wanted(found.name, type), found);
        if (advice === undefined || advice.startsWith('an expression of type ')) continue;
        adviceCount += 1;
        // What stands in brackets after the expression is for the reader.
        const expression = advice.replace(/ \((the zone|seconds|if it)[^)]*\)$/, '');
        const sql = `select ${expression} as ${found.name} from odd`;
        const [fixed] = await describeSql(sql).catch((error: Error) => {
          wrong.push(`${found.type} as ${type}: ${sql}: ${error.message}`);
          return [];
        });
        if (fixed === undefined) continue;
        const more = postgresRules.adviseFix(wanted(found.name, type), fixed);
        if (more !== undefined) wrong.push(`${found.type} as ${type}: ${sql} → ${more}`);
      }
    }
    await connection.close();
    expect(wrong).toEqual([]);
    expect(adviceCount).toBeGreaterThan(150);
  });
});

describe('values of domains, enums and padded text', () => {
  it('come as they are written', async () => {
    const workspace = await makeWorkspace({
      'sql/contracts/things.sql': `-- Entity:  things\n-- Key:     id\n-- Keep:    events\n-- Answers: what?\n
create table raw.things (id integer not null, code varchar, made_at timestamp, length varchar,
  span varchar, codes varchar[], clock varchar);`,
      'sql/sources/things.sql': `-- Entity:  things\n-- Answers: what?\n
select 5::positive as id, E'a\\nb'::code as code, '2026-11-01 01:30-05'::moment as made_at,
  interval '1 day 02:03:04'::text as length, '[2026-01-01,2026-02-01)'::daterange::text as span,
  array['ab', 'c']::char(3)[] as codes, time '09:30:00.5'::text as clock\n`,
    });
    const source = { kind: 'postgres', name: 'app', url, statementTimeoutSeconds: 30 } as const;
    await workspace.extract([source]);
    expect(await workspace.rows('select * from raw.things')).toEqual([
      {
        id: 5,
        code: 'a\nb',
        made_at: '2026-11-01 06:30:00',
        length: 'P1DT2H3M4S',
        span: '[2026-01-01,2026-02-01)',
        codes: ['ab', 'c'],
        clock: '09:30:00.5',
      },
    ]);
    await workspace.remove();
  });
});
