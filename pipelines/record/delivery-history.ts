import { sql } from 'kysely';
import { type Delivery, toDelivery } from './deliveries.ts';
import type { Record } from './record.ts';
import type { DeliveryState, TransportName } from './tables.ts';

/** Which lines of the ledger to read; what is left out is not narrowed. */
export interface DeliveryFilter {
  readonly workspace: string;
  readonly digest?: string;
  readonly grain?: string;
  readonly periodStartDate?: Temporal.PlainDate;
  readonly transport?: TransportName;
  readonly states?: readonly DeliveryState[];
}

/** Lines of the ledger, the latest period first, then by digest and person. */
export async function listDeliveries(record: Record, filter: DeliveryFilter): Promise<Delivery[]> {
  const rows = await record.use((tables) => {
    let query = tables
      .selectFrom('deliveries')
      .selectAll()
      .where('workspace', '=', filter.workspace);
    const { digest, grain, periodStartDate, transport, states } = filter;
    if (digest !== undefined) query = query.where('digest', '=', digest);
    if (grain !== undefined) query = query.where('grain', '=', grain);
    if (periodStartDate !== undefined) {
      query = query.where('period_start_date', '=', sqlDay(periodStartDate));
    }
    if (transport !== undefined) query = query.where('transport', '=', transport);
    if (states !== undefined) query = query.where('state', 'in', [...states]);
    return query
      .orderBy('period_start_date', 'desc')
      .orderBy('digest')
      .orderBy('person_id')
      .execute();
  });
  return rows.map(toDelivery);
}

/** How many mails of a digest went out for each of its latest periods before one, newest first. */
export async function countMailsByPeriod(
  record: Record,
  digest: { readonly workspace: string; readonly digest: string; readonly grain: string },
  before: Temporal.PlainDate,
): Promise<number[]> {
  const rows = await record.use((tables) =>
    tables
      .selectFrom('deliveries')
      .select(({ fn }) => fn.countAll<number>().as('mail_count'))
      .where('workspace', '=', digest.workspace)
      .where('digest', '=', digest.digest)
      .where('grain', '=', digest.grain)
      .where('transport', '=', 'smtp')
      .where('state', 'in', ['sent', 'unknown'])
      .where('period_start_date', '<', sqlDay(before))
      .groupBy('period_start_date')
      .orderBy('period_start_date', 'desc')
      .limit(recentPeriodCount)
      .execute(),
  );
  return rows.map((row) => row.mail_count);
}

const recentPeriodCount = 8;

function sqlDay(day: Temporal.PlainDate) {
  return sql<Temporal.PlainDate>`${day.toString()}::date`;
}
