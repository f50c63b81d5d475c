import { type Provenance, provenanceTables } from '../render/provenance.ts';
import type { Database } from '../warehouse/database.ts';

export { provenanceTables };

/** The build's tables about itself, read from a scoped database, as the page prints them. */
export async function loadProvenance(database: Database): Promise<Provenance> {
  const rows = <T>(table: string, order: string) =>
    database.rows<T>(`select * from ${table} order by ${order}`);
  return {
    build_info: await database.one('select * from build_info'),
    audit_results: await rows('audit_results', 'audit'),
    source_state: await rows('source_state', 'source'),
    source_counts: await rows('source_counts', 'source'),
    run_settings: await database.one('select * from run_settings'),
    data_quality: await rows('data_quality', 'finding'),
  };
}
