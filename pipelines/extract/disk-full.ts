import { exitCodes, messageOf, UserError } from '../run/user-error.ts';

// What the system says when a file cannot grow: no space, a quota, a limit of the process.
const reasons = /No space left on device|Disk quota exceeded|File too large|ENOSPC|EDQUOT|EFBIG/;

/** The same error, or where it says that the disk is full, one (exit 2) that a user can solve. */
export function diskFullError(thrown: unknown, path: string): unknown {
  const reason = reasons.exec(messageOf(thrown))?.[0];
  if (thrown instanceof UserError || reason === undefined) return thrown;
  return new UserError({
    what: `the disk is full: ${reason}`,
    where: path,
    advice:
      'Free some space and run it again. What was read before is in raw.duckdb, and nothing of what was being written.',
    exitCode: exitCodes.usage,
    cause: thrown,
  });
}
