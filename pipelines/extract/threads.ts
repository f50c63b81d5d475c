import type { Database } from '../warehouse/database.ts';
import { holdsFewRows } from '../warehouse/few-rows.ts';

/** Bytes of exports that are read with one thread. */
const fewBytes = 4_000_000;

/** Has DuckDB work with one thread, where raw holds few rows and few bytes are to be read, and else with all. */
export async function fitThreads(raw: Database, bytes = 0): Promise<void> {
  const isLittle = bytes < fewBytes && (await holdsFewRows(raw));
  await (isLittle ? raw.run('set threads = 1') : useAllThreads(raw));
}

/** To be called when more comes than was thought, and at the end: the setting is of the whole instance. */
export async function useAllThreads(raw: Database): Promise<void> {
  await raw.run('reset threads');
}
