import { join, resolve } from 'node:path';
import type { CapabilityConfig, SourceConfig } from '../../config/schema.ts';
import { readContracts } from '../extract/contracts.ts';
import { type ExtractInput, type ExtractResult, extract } from '../extract/extract.ts';
import { readMappings } from '../extract/mappings.ts';
import { rebuildRaw } from '../extract/rebuild.ts';
import { type CallCapabilities, formatUnit, type Source } from '../extract/sources.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { ExtractRequest } from './extract-options.ts';
import type { Session } from './session.ts';

/**
 * Reads the sources into raw, all of them as in every run unless a person asked for less or more.
 * Throws UserErrors (exit 3) that say what was written before.
 */
export async function extractStage(
  session: Session,
  runId: string,
  tell: Tell = () => undefined,
  request?: ExtractRequest,
): Promise<ExtractResult> {
  const raw = await session.raw();
  return extract(raw, await extractInput(session, runId, tell, request), session.effects);
}

/** Makes raw anew, beside the old one until it is whole. Throws as `extractStage` does. */
export async function rebuildStage(
  session: Session,
  runId: string,
  tell: Tell = () => undefined,
): Promise<ExtractResult> {
  const input = await extractInput(session, runId, tell);
  const result = await rebuildRaw(session.paths.raw, input, session.effects);
  tell(`raw.duckdb is made anew; ${result.replayedCount} change files were replayed`);
  return result;
}

/** Told each line of the story. */
export type Tell = (line: string) => void;

export async function extractInput(
  session: Session,
  runId: string,
  tell: Tell,
  request?: ExtractRequest,
): Promise<ExtractInput> {
  const sources: Source[] = [];
  for (const [name, config] of Object.entries(session.config.sources)) {
    sources.push(await sourceOf(session, name, config));
  }
  const contracts = await readContracts(session.folder);
  const mappings = await readMappings(session.folder, contracts, sources);
  requireKnown('entity', request?.onlyEntities, [
    ...new Set([...mappings.map(({ entity }) => entity), ...exportEntities(sources)]),
  ]);
  requireKnown(
    'source',
    request?.onlySources,
    sources.map(({ name }) => name),
  );
  return {
    runId,
    sources,
    contracts,
    mappings,
    ...(request?.onlyEntities === undefined ? {} : { onlyEntities: request.onlyEntities }),
    ...(request?.onlySources === undefined ? {} : { onlySources: request.onlySources }),
    ...(request === undefined ? {} : { reading: request.reading }),
    hashKey: await session.hashKey(),
    changesFolder: session.paths.changes,
    tempFolder: session.paths.temporary,
    maxRejectedShare: session.config.extract.max_rejected_share,
    onUnit: (unit) => tell(formatUnit(unit)),
  };
}

function exportEntities(sources: readonly Source[]): string[] {
  return sources.some(({ kind }) => kind === 'cdr') ? ['call_lines'] : [];
}

function requireKnown(
  kind: string,
  asked: readonly string[] | undefined,
  known: readonly string[],
): void {
  const unknown = asked?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const what = kind === 'entity' ? 'no entity with a mapping' : 'no source in muster.yaml';
  throw new UserError({
    what: `"${unknown}" is ${what}`,
    advice: `Known: ${[...known].sort().join(', ')}. Nothing was read.`,
    exitCode: exitCodes.usage,
  });
}

async function sourceOf(session: Session, name: string, config: SourceConfig): Promise<Source> {
  if (config.kind === 'postgres') {
    const url = await session.postgresUrl(config.url);
    return {
      kind: 'postgres',
      name,
      url,
      ...profileOf(config),
      statementTimeoutSeconds: config.statement_timeout_seconds,
    };
  }
  const folder = resolve(session.folder, config.folder);
  if (config.kind === 'files') {
    const capabilities = capabilitiesOf(config.capabilities);
    return { kind: 'files', name, folder, ...profileOf(config), capabilities };
  }
  return {
    kind: 'cdr',
    name,
    format: config.format === '3cx-v20' ? '3cx' : config.format,
    folder,
    timeZone: config.time_zone,
    profile: formatProfileOf(config.profile),
    ...(config.archive ? { archiveFolder: join(session.paths.archive, name) } : {}),
  };
}

function profileOf(config: Exclude<SourceConfig, { kind: 'cdr' }>) {
  return {
    ...(config.profile === undefined ? {} : { profile: config.profile }),
    ...(config.entities === undefined ? {} : { entities: config.entities }),
    ...(config.time_zone === undefined ? {} : { timeZone: config.time_zone }),
  };
}

function capabilitiesOf(config: CapabilityConfig): CallCapabilities {
  return {
    wait: config.wait,
    offers: config.offers,
    hold: config.hold,
    wrapUp: config.wrap_up,
    talkInQueueCalls: config.talk_in_queue_calls,
    unanswered: config.unanswered,
    transfers: config.transfers,
    callIds: config.call_ids,
    holdInTalk: config.hold_in_talk,
  };
}

/** A format's settings under the names that its adapter has for them. */
function formatProfileOf(config: object): object {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key.replaceAll(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** One line for the story of a run. */
export function describeExtract(result: ExtractResult): string {
  const sum = (pick: (unit: ExtractResult['units'][number]) => number) =>
    result.units.reduce((total, unit) => total + pick(unit), 0).toLocaleString('en-US');
  return (
    `${sum((unit) => unit.readCount)} rows read, ${sum((unit) => unit.changedCount)} new or changed, ` +
    `${sum((unit) => unit.rejectedCount)} rejected`
  );
}
