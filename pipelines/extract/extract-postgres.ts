import type { Effects } from '../run/effects.ts';
import type { Database } from '../warehouse/database.ts';
import { findMisfits, misfitError } from './column-check.ts';
import type { Contract } from './contracts.ts';
import type { ExtractInput } from './extract.ts';
import { loadFirst } from './first-load.ts';
import { loadIncoming } from './load.ts';
import type { Mapping } from './mappings.ts';
import { inLittleMemory } from './memory.ts';
import { tellNewColumns } from './new-columns.ts';
import { type PostgresSnapshot, withSnapshot } from './postgres.ts';
import { type PostgresColumn, postgresRules } from './postgres-types.ts';
import { narrowMapping, planRead, type ReadPlan } from './read-plan.ts';
import { keepKeys, keyContract, keysTable, nameDiffering } from './reconcile.ts';
import type { ExtractedUnit, PostgresSource } from './sources.ts';
import type { StoppedReads } from './stopped.ts';

/** A mapping and the contract that it must fit. */
export interface Pair {
  readonly mapping: Mapping;
  readonly contract: Contract;
}

/**
 * Reads a source's entities in one snapshot. An entity whose mapping does not fit or fails is kept in
 * `stopped` and the others are read; a connection that is lost ends the source.
 */
export async function extractPostgres(
  raw: Database,
  source: PostgresSource,
  pairs: readonly Pair[],
  run: {
    readonly input: ExtractInput;
    readonly effects: Effects;
    readonly stopped: StoppedReads;
    readonly tell: (unit: ExtractedUnit) => void;
  },
): Promise<void> {
  const story = (line: string) => run.effects.log.warn(line);
  await withSnapshot(source, { story }, async (snapshot) => {
    for (const pair of pairs) {
      try {
        const read = () => extractEntity(raw, snapshot, pair, run.input, run.effects);
        run.tell(await inLittleMemory(raw, read));
      } catch (error) {
        run.stopped.add(error);
        if (!snapshot.isUsable()) return;
      }
    }
  });
}

async function extractEntity(
  raw: Database,
  snapshot: PostgresSnapshot,
  { mapping, contract }: Pair,
  input: ExtractInput,
  effects: Effects,
): Promise<ExtractedUnit> {
  const { takenAt } = snapshot;
  const { tempFolder, runId, maxRejectedShare, changesFolder } = input;
  const columns = await snapshot.describe(mapping);
  const error = misfitError(mapping, findMisfits(contract, columns, postgresRules));
  if (error !== undefined) throw error;
  const story = (line: string) => effects.log.warn(line);
  await tellNewColumns(raw, { mapping, contract, found: columns, runId: input.runId }, story);
  const planned = await planRead(raw, mapping, contract, input.reading ?? {}, takenAt);
  const read = await readKeys(raw, snapshot, { mapping, contract }, columns, planned, tempFolder);
  const narrowed = narrowMapping(mapping, read.plan, read.keyCondition);
  const request = { mapping: narrowed, contract, columns, tempFolder };
  const options = { runId, maxRejectedShare, changesFolder, takenAt, ...read };
  const straight = () => snapshot.copyStraight(raw, request);
  const first = await loadFirst(raw, contract, mapping, options, straight, effects);
  if (first !== undefined) return first;
  await snapshot.copy(raw, request);
  return loadIncoming(raw, contract, mapping, options, effects);
}

/**
 * Where a part is read and the keys are to be compared: reads all keys, and names the rows outside of
 * the part that raw lacks or holds with another cursor. So many of them make it a full read.
 */
async function readKeys(
  raw: Database,
  snapshot: PostgresSnapshot,
  { mapping, contract }: Pair,
  columns: readonly PostgresColumn[],
  plan: ReadPlan,
  tempFolder: string,
): Promise<{ plan: ReadPlan; keysTable?: string; keyCondition?: string }> {
  const { cursor } = mapping;
  if (plan.kind === 'full' || !plan.isReconciling || cursor === undefined) return { plan };
  const keys = keyContract(contract, cursor);
  await snapshot.copy(raw, { mapping, contract: keys, columns, tempFolder });
  await keepKeys(raw);
  const keyCondition = await nameDiffering(raw, contract, cursor, plan);
  if (keyCondition === 'all') return { plan: { kind: 'full', isReconciling: true } };
  return { plan, keysTable, ...(keyCondition === undefined ? {} : { keyCondition }) };
}
