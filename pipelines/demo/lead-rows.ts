import type { CopyValue, TableContent } from './copy-text.ts';
import type { Lead } from './leads.ts';
import { personName } from './names.ts';
import { instantText } from './utc-text.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

/** The leads as they stand at the as-of, and how they came there. */
export function leadRows(plan: WorkPlan, leads: readonly Lead[]): TableContent[] {
  return [leadTable(plan, leads), stageTable(plan, leads)];
}

function leadTable(plan: WorkPlan, leads: readonly Lead[]): TableContent {
  const columns = [
    ...['id', 'owner_id', 'name', 'phone', 'lead_type', 'stage', 'lost_reason', 'customer_id'],
    ...['created_at', 'first_contacted_at'],
  ];
  const rows = leads.map((lead): CopyValue[] => {
    const party = plan.callPlan.outside.prospectAt(lead.prospect);
    const last = lead.steps.at(-1) ?? lead.steps[0];
    const contacted = lead.steps.find(({ stage }) => stage === 'contacted');
    const isLost = last.stage === 'lost' || last.stage === 'disqualified';
    return [
      lead.id,
      last.owner.id,
      party.name ?? personName(streamOf(plan, 'lead-name', lead.id)),
      party.number,
      lead.type,
      last.stage,
      isLost ? last.objection : null,
      lead.tenant?.id ?? null,
      instantText(lead.steps[0].atMs),
      contacted === undefined ? null : instantText(contacted.atMs),
    ];
  });
  return { table: 'leads', columns, rows };
}

function stageTable(plan: WorkPlan, leads: readonly Lead[]): TableContent {
  const columns = ['id', 'lead_id', 'stage', 'owner_id', 'objection', 'changed_at'];
  const rows = leads.flatMap((lead) => {
    const random = streamOf(plan, 'lead-stages', lead.id);
    return lead.steps.map(({ stage, owner, objection, atMs }): CopyValue[] => [
      random.uuid(),
      lead.id,
      stage,
      owner.id,
      objection,
      instantText(atMs),
    ]);
  });
  return { table: 'lead_stage_changes', columns, rows };
}
