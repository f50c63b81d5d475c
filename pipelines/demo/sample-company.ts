import { annotationColumns } from './annotation-columns.ts';
import { type Blueprint, makeBlueprint } from './blueprint.ts';
import { teams } from './company.ts';
import type { TableRows } from './copy-text.ts';
import { customerTables } from './customer-tables.ts';
import { exportFileName } from './export-file.ts';
import { type CallCounts, writeExports } from './exports.ts';
import { FloorLog } from './floor-log.ts';
import { checkOptions, type SampleCompanyOptions } from './options.ts';
import { peopleTables } from './people-tables.ts';
import { replaceTables, type TableStore } from './postgres.ts';
import { membershipOn } from './roster.ts';
import { segmentColumns, segmentTables } from './segment-rows.ts';
import { StagedInbox } from './staged-inbox.ts';
import { type Story, stories } from './stories.ts';
import { sampleTables } from './tables.ts';
import { makeWorkPlan } from './work-plan.ts';
import { deskTables, floorTablesOf } from './work-tables.ts';

/** What was made: counts, and the stories that are planted in it. */
export interface SampleCompany {
  readonly teamCount: number;
  /** People who are in a team at the as-of. */
  readonly memberCount: number;
  readonly tenantCount: number;
  readonly tables: readonly { readonly name: string; readonly rowCount: number }[];
  readonly calls: CallCounts;
  readonly stories: readonly Story[];
}

/**
 * Makes the sample company: its tables in the schema `public` of a database and those of Plymouth's
 * telephone system in another, each replaced in one transaction, and its telephone exports as files in
 * an inbox, moved in together once the transactions have ended. The same options give the same bytes.
 */
export async function createSampleCompany(
  options: SampleCompanyOptions,
  progress: (line: string) => void,
): Promise<SampleCompany> {
  checkOptions(options);
  const blueprint = makeBlueprint(options);
  const { horizon, weeks, people, tenants } = blueprint;
  const inbox = await StagedInbox.open(options.inboxFolder, weeks.map(exportFileName));
  try {
    const telephoneUrl = options.telephoneUrl ?? options.databaseUrl;
    const { tables, calls } = await replaceTables(options.databaseUrl, sampleTables, (store) =>
      replaceTables(telephoneUrl, segmentTables, (telephone) =>
        fillTables({ store, telephone }, options.seed, blueprint, inbox, progress),
      ),
    );
    await inbox.publish();
    return {
      teamCount: teams.length,
      memberCount: people.filter((person) => membershipOn(person, horizon.asOfDay)).length,
      tenantCount: tenants.length,
      tables,
      calls,
      stories,
    };
  } finally {
    await inbox.discard();
  }
}

async function fillTables(
  { store, telephone }: { readonly store: TableStore; readonly telephone: TableStore },
  seed: number,
  blueprint: Blueprint,
  inbox: StagedInbox,
  progress: (line: string) => void,
) {
  const { horizon, weeks, people, tenants, assignments, callPlan } = blueprint;
  const plan = makeWorkPlan(seed, blueprint);
  const log = new FloorLog(horizon.asOfDay);
  const tables: { name: string; rowCount: number }[] = [];
  const fill = async (contents: Iterable<TableRows>) => {
    for (const content of contents) {
      const rowCount = await store.fill(content);
      tables.push({ name: content.table, rowCount });
      progress(`fill ${content.table} → ${rowCount} rows`);
    }
  };
  await fill(peopleTables(people, horizon));
  await fill(customerTables(seed, tenants, assignments, people, horizon));
  await fill(deskTables(plan));
  const records = store.openTable('call_center_records', annotationColumns);
  const segments = telephone.openTable('cdroutput', segmentColumns);
  const callTables = { records, segments, observe: log.observe.bind(log) };
  const calls = await writeExports(callPlan, weeks, inbox, callTables, progress);
  await records.close();
  await segments.close();
  tables.push({ name: 'call_center_records', rowCount: calls.annotationCount });
  tables.push({ name: 'cdroutput', rowCount: calls.segmentCount });
  await fill(floorTablesOf(plan, log));
  return { tables, calls };
}
