import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashText, makeFolder } from '../run/files.ts';
import type { Database } from '../warehouse/database.ts';
import { holdsFewRows } from '../warehouse/few-rows.ts';
import { recordAudits } from './audit.ts';
import { type Filled, fillBuild } from './fill-build.ts';
import { type BuildIdentity, createGivenTables } from './given-tables.ts';
import { Lanes, threadsBesideLanes } from './lanes.ts';
import type { Program } from './program.ts';
import type { RunSettings } from './settings.ts';
import { asOfDate } from './settings.ts';

/** A build that was made aside and audited, and not yet published. */
export interface MadeBuild extends Filled {
  readonly identity: BuildIdentity;
  /** The finished file, still under its working name. */
  readonly path: string;
}

/**
 * The identity of the build that this raw state, SQL and these settings would give; two equal
 * fingerprints mean equal builds, so the second one need not be made.
 */
export function identifyBuild(
  program: Pick<Program, 'sqlHash'>,
  settings: RunSettings,
  rawState: string,
  programVersion: string,
): BuildIdentity {
  const hour = settings.asOf.round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const shaping = JSON.stringify({ ...settings, asOf: hour.toString() });
  const fingerprint = hashText([rawState, program.sqlHash, shaping, programVersion].join('\n'));
  const buildId = `${asOfDate(settings)}-${fingerprint.slice(0, 8)}`;
  const { sqlHash } = program;
  return { buildId, fingerprint, rawState, sqlHash, programVersion, madeAt: settings.asOf };
}

/**
 * Makes a build beside the published ones: all models into a fresh file, grains checked, audits run.
 * `raw` is the open raw database; it is only read. The file is complete when this returns; when it
 * throws, the file is removed.
 */
export async function makeBuild(
  raw: Database,
  buildsFolder: string,
  program: Program,
  settings: RunSettings,
  identity: BuildIdentity,
  onModel: (name: string, done: number, total: number) => void = () => undefined,
): Promise<MadeBuild> {
  await makeFolder(buildsFolder);
  const path = join(buildsFolder, `${identity.buildId}.duckdb.part`);
  const remove = () => Promise.all([path, `${path}.wal`].map((file) => rm(file, { force: true })));
  await remove();
  const settingsOfBuild = (await holdsFewRows(raw)) ? settingsForFew : settingsForMany;
  await raw.run(settingsOfBuild.map(([name, value]) => `set ${name} = ${value}`).join(';'));
  try {
    const lanes = await Lanes.open(raw, path);
    const made = await fillLanes(lanes, program, settings, identity, onModel).catch(
      async (error: unknown) => {
        await lanes.close().catch(() => undefined);
        throw error;
      },
    );
    await lanes.close();
    return { identity, path, ...made };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    // The settings are of the whole instance, which others go on with.
    await raw.run(settingsOfBuild.map(([name]) => `reset ${name}`).join(';'));
  }
}

async function fillLanes(
  lanes: Lanes,
  program: Program,
  settings: RunSettings,
  identity: BuildIdentity,
  onModel: (name: string, done: number, total: number) => void,
): Promise<Filled> {
  await createGivenTables(lanes.first, settings, identity, program.seeds);
  const made = await fillBuild(lanes, program, onModel);
  await recordAudits(lanes.first, made.audits);
  return made;
}

/** A small build is made by one thread; its file is written once, at the end. */
const settingsForFew = [
  ['threads', '1'],
  ['wal_autocheckpoint', "'1GB'"],
] as const;

const settingsForMany = [['threads', `${threadsBesideLanes}`]] as const;
