import process from 'node:process';

/** How often an expensive proof is tried: a fixed sample in `npm test`, all of it in `test:long`. */
export function tries(few: number, many: number): number {
  return process.env.MUSTER_TEST_LONG === '1' ? many : few;
}
