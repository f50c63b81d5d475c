import { Command } from 'commander';
import type { AuditHead } from '../record/audit-log.ts';
import { verifyAudit } from '../record/audit-verify.ts';
import { exitCodes, UserError } from '../run/user-error.ts';
import type { CommandContext } from './context.ts';
import { openSession } from './session.ts';

/** `muster audit`: is the log of renders and sends what was written. */
export function auditCommand(context: CommandContext): Command {
  return new Command('audit')
    .summary('is the log of renders and sends what was written')
    .description(
      'Follows the hash chain of the audit log and names the first line that was altered. With a head ' +
        'that was kept elsewhere it also finds a tail that was cut off.',
    )
    .option('--head <seq:hash>', 'where the chain ended when it was last looked at')
    .addHelpText(
      'after',
      `
Example:
  muster audit --workspace my-company

Exit codes: 0 intact; the head is printed · 4 a line was altered, removed or cut off`,
    )
    .action(async (options: { head?: string }, command: Command) => {
      const session = await openSession(context, command);
      try {
        const check = await verifyAudit(await session.record(), readHead(options.head));
        if (!check.isIntact) {
          throw new UserError({
            what: check.problem,
            where: `audit log, line ${check.firstBadSeq}`,
            advice: 'Compare with a backup of the schema muster. Nothing was changed.',
            exitCode: exitCodes.audit,
          });
        }
        const head = check.head === undefined ? 'none' : `${check.head.seq}:${check.head.hash}`;
        context.effects.print(`${check.lineCount} lines, all intact; head ${head}\n`);
      } finally {
        await session.close();
      }
    });
}

function readHead(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (match !== null) return { seq: Number(match[1]), hash: match[2] ?? '' };
  throw new UserError({
    what: `--head takes what an earlier check printed, not "${text}"`,
    advice: 'Copy it whole, number, colon and hash. Nothing was checked.',
    exitCode: exitCodes.usage,
  });
}
