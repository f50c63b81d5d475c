import { join, resolve } from 'node:path';
import type { CapabilityConfig, SourceConfig } from '../../config/schema.ts';
import { readContracts } from '../extract/contracts.ts';
import { type ExtractResult, extract } from '../extract/extract.ts';
import { readMappings } from '../extract/mappings.ts';
import { type CallCapabilities, formatUnit, type Source } from '../extract/sources.ts';
import type { Session } from './session.ts';

/** Reads the sources into raw. Throws UserErrors (exit 3) that say what was written before. */
export async function extractStage(
  session: Session,
  runId: string,
  tell: (line: string) => void = () => undefined,
): Promise<ExtractResult> {
  const raw = await session.raw();
  const sources: Source[] = [];
  for (const [name, config] of Object.entries(session.config.sources)) {
    sources.push(await sourceOf(session, name, config));
  }
  const contracts = await readContracts(session.folder);
  const mappings = await readMappings(session.folder, contracts, sources);
  return extract(
    raw,
    {
      runId,
      sources,
      contracts,
      mappings,
      hashKey: await session.hashKey(),
      changesFolder: session.paths.changes,
      tempFolder: session.paths.temporary,
      maxRejectedShare: session.config.extract.max_rejected_share,
      onUnit: (unit) => tell(formatUnit(unit)),
    },
    session.effects,
  );
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
