import process from 'node:process';

/** True in `npm run test:long`, where the expensive proofs run with their full counts. */
export const isLong = process.env.MUSTER_TEST_LONG === '1';

/** How often an expensive proof is tried: a fixed sample in `npm test`, all of it in `test:long`. */
export function tries(few: number, many: number): number {
  return isLong ? many : few;
}
