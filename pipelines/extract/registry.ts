import { isDeepStrictEqual } from 'node:util';
import { hashText } from '../run/files.ts';
import type { Database } from '../warehouse/database.ts';
import { findAdapter, profileOf } from './cdr/adapter.ts';
import type { Contract } from './contracts.ts';
import type { Mapping } from './mappings.ts';
import { profileCapabilities } from './profiles.ts';
import type { CallCapabilities, Source } from './sources.ts';

const capabilityColumns: Readonly<Record<keyof CallCapabilities, string>> = {
  wait: 'has_wait',
  offers: 'has_offers',
  hold: 'has_hold',
  wrapUp: 'has_wrap_up',
  talkInQueueCalls: 'has_talk_in_queue_calls',
  unanswered: 'has_unanswered',
  transfers: 'has_transfers',
  callIds: 'has_call_ids',
  holdInTalk: 'has_hold_in_talk',
};

/** Makes `raw.sources` say what is configured; writes, and says true, only when it did not. */
export async function recordSources(raw: Database, sources: readonly Source[]): Promise<boolean> {
  const rows = sources.map((source) => {
    const known = capabilitiesOf(source);
    const capabilities = Object.entries(capabilityColumns).map(
      ([name, column]) => [column, known?.[name as keyof CallCapabilities] ?? null] as const,
    );
    return {
      source: source.name,
      kind: source.kind,
      format: (source.kind === 'cdr' ? source.format : source.profile) ?? null,
      time_zone: source.timeZone ?? null,
      ...Object.fromEntries(capabilities),
    };
  });
  return replaceRows(raw, 'sources', rows);
}

/** Makes `raw.entities` say which entities are mapped; writes, and says true, only when it did not. */
export async function recordEntities(
  raw: Database,
  input: {
    readonly contracts: readonly Contract[];
    readonly mappings: readonly Mapping[];
    readonly sources: readonly Source[];
  },
): Promise<boolean> {
  const exports = input.sources.filter((source) => source.kind === 'cdr');
  const rows = input.contracts.map(({ entity }) => {
    const mappings = input.mappings.filter((mapping) => mapping.entity === entity);
    const names = mappings.map((mapping) => mapping.sourceName);
    if (entity === 'call_lines') names.push(...exports.map((source) => source.name));
    const hashes = unique(mappings.map((mapping) => mapping.hash));
    return {
      entity,
      state: names.length > 0 ? 'mapped' : 'absent',
      source: listed(names),
      mapping_path: listed(unique(mappings.map((mapping) => mapping.path))),
      mapping_hash: (hashes.length > 1 ? hashText(hashes.join(' ')) : hashes[0]) ?? null,
    };
  });
  return replaceRows(raw, 'entities', rows);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function listed(values: readonly string[]): string | null {
  return values.length > 0 ? values.join(', ') : null;
}

type RegistryRow = Readonly<Record<string, string | boolean | null>>;

/** Compares by the names of columns: a table that an earlier muster made may have them in another order. */
async function replaceRows(
  raw: Database,
  table: string,
  rows: readonly RegistryRow[],
): Promise<boolean> {
  const names = Object.keys(rows[0] ?? {});
  const linesOf = (all: readonly RegistryRow[]) =>
    all.map((row) => JSON.stringify(names.map((name) => row[name] ?? null))).sort();
  const held = await raw.rows<RegistryRow>(`from raw.${table}`);
  if (isDeepStrictEqual(linesOf(held), linesOf(rows))) return false;
  await raw.transaction(async () => {
    await raw.run(`delete from raw.${table}`);
    await raw.insertRows(table, rows);
  });
  return true;
}

/** What the calls of a source can tell; undefined for a source that has no calls of its own. */
function capabilitiesOf(source: Source): CallCapabilities | undefined {
  if (source.kind === 'cdr') {
    const adapter = findAdapter(source.format);
    return adapter?.capabilities(profileOf(adapter, source));
  }
  const known = profileCapabilities[source.profile ?? ''];
  return source.kind === 'files' ? (source.capabilities ?? known) : known;
}
