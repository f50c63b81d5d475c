import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { startServer, type TestServer } from '../demo/postgres-server.ts';
import { makeOrders, type Orders } from './orders.ts';

let server: TestServer;
let url: string;
let client: pg.Client;

beforeAll(async () => {
  server = await startServer();
  url = await server.createDatabase('app');
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.stop();
});

const lookbackHours = 24;

/** What happens to the table, or a run. `late` is how long before its commit a row was stamped. */
type Step =
  | { readonly kind: 'write'; readonly id: number; readonly late: number; readonly name: string }
  | { readonly kind: 'delete'; readonly id: number }
  | { readonly kind: 'run' | 'reconcile' };

const id = fc.integer({ min: 1, max: 8 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      id,
      // The clock goes in fives: no two writes have the same cursor, which could not be told apart.
      late: fc.constantFrom(0, 0, 4, 23, 27, 61),
      name: fc.constantFrom('red', 'blue'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), id }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'run' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reconcile' as const }) },
);
const histories = fc.array(step, { minLength: 4, maxLength: 14 });

type Rows = Map<number, { name: string; hour: number }>;

/** What raw must hold by the rules alone: a window, a watermark, deletes only when keys are compared. */
function readInto(held: Rows, table: Rows, isReconciling: boolean, watermark: number | undefined) {
  const from = watermark === undefined ? Number.NEGATIVE_INFINITY : watermark - lookbackHours;
  for (const [key, row] of table) {
    const differs = held.get(key)?.hour !== row.hour;
    if (row.hour >= from || (isReconciling && differs)) held.set(key, row);
  }
  if (!isReconciling) return;
  for (const key of held.keys()) if (!table.has(key)) held.delete(key);
}

function instantAt(hour: number): string {
  const start = Temporal.Instant.from('2026-03-01T00:00:00Z');
  return start.add({ hours: hour }).toString();
}

const sorted = (rows: Rows) =>
  [...rows]
    .sort(([a], [b]) => a - b)
    .map(([key, { name, hour }]) => [
      key,
      name,
      instantAt(hour).replace('T', ' ').replace('Z', ''),
    ]);

/** Plays a history; after each run raw must be what the rules say. */
async function play(orders: Orders, history: readonly Step[]): Promise<void> {
  const table: Rows = new Map();
  const held: Rows = new Map();
  let watermark: number | undefined;
  let clock = 100;
  for (const one of [...history, { kind: 'reconcile' as const }]) {
    // Every step is five hours later; every fifth one, two days.
    clock += clock % 25 === 0 ? 50 : 5;
    if (one.kind === 'write') {
      const hour = clock - one.late;
      table.set(one.id, { name: one.name, hour });
      await client.query(
        `insert into orders values ($1, $2, $3)
         on conflict (order_id) do update set name = excluded.name, changed_at = excluded.changed_at`,
        [one.id, one.name, instantAt(hour)],
      );
    } else if (one.kind === 'delete') {
      table.delete(one.id);
      await client.query('delete from orders where order_id = $1', [one.id]);
    } else {
      const isReconciling = one.kind === 'reconcile';
      await orders.run({ reading: { isReconciling } });
      readInto(held, table, isReconciling, watermark);
      const hours = [...table.values()].map(({ hour }) => hour);
      if (hours.length > 0) watermark = Math.max(watermark ?? Number.NEGATIVE_INFINITY, ...hours);
      expect(await orders.held()).toEqual(sorted(held));
    }
  }
  expect(await orders.held()).toEqual(sorted(table));
}

describe('any history of inserts, updates, deletes, late commits and runs', () => {
  it.each(['events', 'versions'])(
    'of an entity with Keep: %s ends equal to the source, and is by the rules after each run',
    async (keep) => {
      const head = ['Cursor: changed_at', `Lookback: ${lookbackHours} hours`, 'Reconcile: never'];
      const orders = await makeOrders(client, url, { keep, head, isAlone: true });
      try {
        await fc.assert(
          fc.asyncProperty(histories, async (history) => {
            await orders.restart();
            await play(orders, history);
            expect(await orders.held()).toEqual(await orders.given());
          }),
          { numRuns: tries(4, 150), seed: 20261123 },
        );
      } finally {
        await orders.workspace.remove();
      }
    },
  );
});
