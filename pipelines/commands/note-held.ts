import { formatScope } from '../access/scope.ts';
import { noteHeldNotice } from '../record/held-notices.ts';
import type { RenderOutcome } from './render-stage.ts';
import type { Session } from './session.ts';

/** Writes into the audit log, once for each period, that a report was held back and by which check. */
export async function noteHeldReports(
  session: Session,
  reports: readonly RenderOutcome[],
  run: { readonly runId: string; readonly periodLabel: string },
): Promise<void> {
  const record = await session.record();
  const workspace = await session.workspaceId();
  for (const { report, scope, state, reason = '' } of reports) {
    if (state !== 'held') continue;
    const isFirst = await noteHeldNotice(
      record,
      {
        workspace,
        audit: report,
        scopeKind: scope.kind,
        scopeId: scope.id,
        periodLabel: run.periodLabel,
        message: reason,
        runId: run.runId,
      },
      session.effects,
    );
    if (!isFirst) continue;
    const detail = { reason, period: run.periodLabel };
    await session.audit({ action: 'hold', scope: formatScope(scope), object: report, detail });
  }
}
