import { rm } from 'node:fs/promises';
import type pg from 'pg';
import type { ExtractInput } from '../../pipelines/extract/extract.ts';
import type { PostgresSource } from '../../pipelines/extract/sources.ts';
import { makeWorkspace, type TestWorkspace } from './workspace.ts';

/** What a test of the table `orders` and its entity works with. */
export interface Orders {
  readonly workspace: TestWorkspace;
  /** Extracts under the next run id; gives what was read, changed, deleted and rejected. */
  run(options?: Partial<ExtractInput>): Promise<(number | undefined)[]>;
  /** The rows that raw holds now, by id, without tombstones. */
  held(): Promise<(readonly unknown[])[]>;
  /** The rows of the table, in the same form. */
  given(): Promise<(readonly unknown[])[]>;
  /** Empties the table and takes raw away, with all that was written beside it. */
  restart(): Promise<void>;
}

export const ordersContract = (keep: string) =>
  `-- Entity:  orders\n-- Key:     order_id\n-- Keep:    ${keep}\n-- Answers: what?\n
create table raw.orders (order_id integer not null, name varchar not null, changed_at timestamp);`;

/** A mapping of the table with further header lines. */
export const ordersMapping = (...head: string[]) =>
  ['-- Entity:  orders', '-- Answers: what?', ...head.map((line) => `-- ${line}`), '', select].join(
    '\n',
  );
const select = 'select order_id, name, changed_at from orders\n';

/** Makes an empty table `orders`, and a workspace that reads it. */
export async function makeOrders(
  client: pg.Client,
  url: string,
  options: { readonly keep: string; readonly head: readonly string[]; readonly isAlone?: boolean },
): Promise<Orders> {
  await client.query(`drop table if exists orders;
    create table orders (order_id int primary key, name text, changed_at timestamptz);
    create index on orders (changed_at)`);
  const files = {
    'sql/contracts/orders.sql': ordersContract(options.keep),
    'sql/sources/orders.sql': ordersMapping(...options.head),
  };
  const workspace = await makeWorkspace(files, options.isAlone);
  const source: PostgresSource = {
    kind: 'postgres',
    name: 'app',
    url,
    statementTimeoutSeconds: 30,
  };
  const alive =
    options.keep === 'versions' ? 'where seen_until_run_id is null and not is_deleted' : '';
  let runs = 0;
  return {
    workspace,
    async run(input = {}) {
      runs += 1;
      const { units } = await workspace.extract([source], { runId: `run-${runs}`, ...input });
      const [unit] = units;
      return [unit?.readCount, unit?.changedCount, unit?.deletedCount, unit?.rejectedCount];
    },
    async held() {
      const rows = await workspace.rows(
        `select order_id, name, changed_at::varchar as changed_at from raw.orders ${alive} order by order_id`,
      );
      return rows.map((row) => [row.order_id, row.name, row.changed_at]);
    },
    async given() {
      const { rows } = await client.query<{ order_id: number; name: string; changed_at: string }>(
        `select order_id, name, to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as changed_at
         from orders order by order_id`,
      );
      return rows.map((row) => [row.order_id, row.name, row.changed_at]);
    },
    async restart() {
      runs = 0;
      await client.query('truncate orders');
      for (const left of [
        workspace.rawPath,
        `${workspace.rawPath}.wal`,
        `${workspace.folder}/raw`,
      ]) {
        await rm(left, { recursive: true, force: true });
      }
    },
  };
}
