import type { CopyValue, TableContent } from './copy-text.ts';
import type { Lead, LeadStep } from './leads.ts';
import { isoDate } from './local-day.ts';
import { annualAmountOn, firstDay } from './tenant.ts';
import { instantText } from './utc-text.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

const dayMs = 86_400_000;
const openStages = [
  { name: 'discovery', percent: 20 },
  { name: 'proposal', percent: 45 },
  { name: 'negotiation', percent: 70 },
] as const;
const lostReasons = ['price', 'timing', 'competitor', 'no_decision'] as const;
const winShares: Readonly<Record<Lead['type'], number>> = {
  referral: 0.5,
  partner: 0.4,
  website: 0.32,
  event: 0.3,
  cold_list: 0.18,
};
const forgottenShare = 0.12;

/**
 * The opportunities that converted leads became: open, won or lost at the as-of. Those of tenants were
 * won; some of the open ones nobody has touched for months, and some have no amount yet.
 */
export function opportunityRows(plan: WorkPlan, leads: readonly Lead[]): TableContent {
  const columns = [
    ...['id', 'owner_id', 'lead_id', 'customer_id', 'name', 'lead_type', 'stage'],
    ...['probability_percent', 'lost_reason', 'amount', 'currency', 'created_at', 'closed_at'],
    ...['expected_close_date', 'last_activity_at'],
  ];
  const rows = leads.flatMap((lead) => {
    const converted = lead.steps.find(({ stage }) => stage === 'converted');
    return converted === undefined ? [] : [opportunity(plan, lead, converted)];
  });
  return { table: 'opportunities', columns, rows };
}

function opportunity(plan: WorkPlan, lead: Lead, converted: LeadStep): CopyValue[] {
  const random = streamOf(plan, 'opportunity', lead.id);
  const id = random.uuid();
  const openedMs = converted.atMs;
  const isWon = lead.tenant !== null || random.chance(winShares[lead.type]);
  const isForgotten = lead.tenant === null && random.chance(forgottenShare);
  const runMs = Math.round(random.logNormal(45, 0.6)) * dayMs;
  const signedMs = lead.tenant === null ? openedMs + runMs : openedMs + dayMs / 4;
  const isClosed = !isForgotten && signedMs < plan.horizon.asOfMs;
  const open = random.pick(openStages);
  const reason = random.pick(lostReasons);
  const amount = amountOf(lead, random.logNormal(14_000, 0.7), random.chance(0.08) && !isClosed);
  const touchedMs = openedMs + random.integer(0, 30) * dayMs;
  const recentMs = plan.horizon.asOfMs - random.integer(1, 25) * dayMs;
  const lastMs = isClosed ? signedMs : isForgotten ? touchedMs : Math.max(openedMs, recentMs);
  return [
    id,
    converted.owner.id,
    lead.id,
    lead.tenant?.id ?? null,
    `Opportunity ${id.slice(0, 8)}`,
    lead.type,
    isClosed ? (isWon ? 'closed_won' : 'closed_lost') : open.name,
    isClosed ? (isWon ? 100 : 0) : open.percent,
    isClosed && !isWon ? reason : null,
    amount,
    'USD',
    instantText(openedMs),
    isClosed ? instantText(signedMs) : null,
    isoDate(Math.floor((openedMs + runMs) / dayMs)),
    instantText(Math.min(lastMs, plan.horizon.asOfMs - 1000)),
  ];
}

function amountOf(lead: Lead, drawn: number, isUnknown: boolean): string | null {
  if (lead.tenant !== null) {
    return annualAmountOn(lead.tenant, firstDay(lead.tenant)).toFixed(2);
  }
  return isUnknown ? null : (Math.round(drawn / 100) * 100).toFixed(2);
}
