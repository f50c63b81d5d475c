import { hashText } from '../run/files.ts';
import { type Database, identifier, quote } from '../warehouse/database.ts';
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
      ([name, column]) => [column, flag(known?.[name as keyof CallCapabilities])] as const,
    );
    return {
      source: text(source.name),
      kind: text(source.kind),
      format: text(source.kind === 'cdr' ? source.format : source.profile),
      time_zone: text(source.timeZone),
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
      entity: text(entity),
      state: text(names.length > 0 ? 'mapped' : 'absent'),
      source: listed(names),
      mapping_path: listed(unique(mappings.map((mapping) => mapping.path))),
      mapping_hash: text(hashes.length > 1 ? hashText(hashes.join(' ')) : hashes[0]),
    };
  });
  return replaceRows(raw, 'entities', rows);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function listed(values: readonly string[]): string {
  return text(values.length > 0 ? values.join(', ') : undefined);
}

/** A table that an earlier muster made may have its columns in another order. */
async function replaceRows(
  raw: Database,
  table: string,
  rows: readonly Readonly<Record<string, string>>[],
): Promise<boolean> {
  const types = await raw.columns(`raw.${table}`);
  const casts = types.map(
    ({ name, type }) => `${identifier(name)}::${type} as ${identifier(name)}`,
  );
  const names = types.map(({ name }) => identifier(name)).join(', ');
  await raw.run(
    rows.length === 0
      ? `create or replace temp table wanted as select * from raw.${table} limit 0`
      : `create or replace temp table wanted as select ${casts.join(', ')}
         from (values ${rows.map((row) => `(${types.map(({ name }) => row[name] ?? 'null').join(', ')})`).join(', ')}) as row_of (${names})`,
  );
  const { count } = await raw.one<{ count: number }>(
    `select count(*) as count from (
       (from wanted except all from raw.${table}) union all
       (from raw.${table} except all from wanted))`,
  );
  if (count === 0) return false;
  await raw.transaction(async () => {
    await raw.run(`delete from raw.${table}`);
    await raw.run(`insert into raw.${table} select * from wanted`);
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

function text(value: string | undefined): string {
  return value === undefined ? 'null' : quote(value);
}

function flag(value: boolean | undefined): string {
  return value === undefined ? 'null' : String(value);
}
