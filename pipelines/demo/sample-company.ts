import { annotationColumns } from './annotation-columns.ts';
import { makeBlueprint } from './blueprint.ts';
import { teams } from './company.ts';
import { customerTables } from './customer-tables.ts';
import { exportFileName } from './export-file.ts';
import { type CallCounts, writeExports } from './exports.ts';
import { checkOptions, type SampleCompanyOptions } from './options.ts';
import { peopleTables } from './people-tables.ts';
import { replaceTables } from './postgres.ts';
import { membershipOn } from './roster.ts';
import { segmentColumns, segmentTables } from './segment-rows.ts';
import { StagedInbox } from './staged-inbox.ts';
import { type Story, stories } from './stories.ts';
import { sampleTables } from './tables.ts';

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
  const { horizon, weeks, people, tenants, assignments, callPlan } = makeBlueprint(options);
  const contents = [
    ...peopleTables(people, horizon),
    ...customerTables(options.seed, tenants, assignments, people, horizon),
  ];
  const inbox = await StagedInbox.open(options.inboxFolder, weeks.map(exportFileName));
  try {
    const calls = await replaceTables(options.databaseUrl, sampleTables, async (store) => {
      for (const content of contents) {
        await store.fill(content);
        progress(`fill ${content.table} → ${content.rows.length} rows`);
      }
      const telephoneUrl = options.telephoneUrl ?? options.databaseUrl;
      return replaceTables(telephoneUrl, segmentTables, async (telephone) => {
        const records = store.openTable('call_center_records', annotationColumns);
        const segments = telephone.openTable('cdroutput', segmentColumns);
        const counts = await writeExports(callPlan, weeks, inbox, { records, segments }, progress);
        await records.close();
        await segments.close();
        return counts;
      });
    });
    await inbox.publish();
    return {
      teamCount: teams.length,
      memberCount: people.filter((person) => membershipOn(person, horizon.asOfDay)).length,
      tenantCount: tenants.length,
      tables: [
        ...contents.map(({ table, rows }) => ({ name: table, rowCount: rows.length })),
        { name: 'call_center_records', rowCount: calls.annotationCount },
      ],
      calls,
      stories,
    };
  } finally {
    await inbox.discard();
  }
}
