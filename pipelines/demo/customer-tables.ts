import { accountFacts, latestTerm, plans, termEndDay } from './account-facts.ts';
import type { Assignment } from './assignments.ts';
import type { CopyValue, TableContent } from './copy-text.ts';
import { type Coverage, makeCoverage } from './coverage.ts';
import type { Horizon } from './horizon.ts';
import { isoDate, type LocalDay, yearsLater } from './local-day.ts';
import { Random } from './random.ts';
import type { Person } from './roster.ts';
import { annualAmountOn, firstDay, monthsOf, type Tenant, type Term } from './tenant.ts';

const currency = 'USD';

/** The tables about customers: who they are, who answers for them, and what they pay. */
export function customerTables(
  seed: number,
  tenants: readonly Tenant[],
  assignments: readonly Assignment[],
  people: readonly Person[],
  horizon: Horizon,
): TableContent[] {
  return [
    {
      table: 'plans',
      columns: ['name', 'key_features'],
      rows: Object.values(plans).map(({ name, features }) => [name, `{${features.join(',')}}`]),
    },
    {
      table: 'customers',
      columns: [
        ...['id', 'name', 'csm_id', 'arr', 'segment', 'industry', 'status', 'renewal_date'],
        ...['seats', 'time_zone', 'parent_id', 'created_at', 'updated_at', 'plan'],
        ...['provisioned_seats', 'is_sandbox', 'notice_on', 'unpaid_since'],
      ],
      rows: tenants.map((tenant) => customer(seed, tenant, tenants, assignments, horizon)),
    },
    {
      table: 'customer_assignments',
      columns: [
        ...['customer_id', 'user_id', 'role', 'share', 'valid_from', 'valid_to', 'handoff_kind'],
      ],
      rows: [...assignments, ...makeCoverage(assignments, people, horizon)].map(assignmentRow),
    },
    {
      table: 'subscriptions',
      columns: [
        ...['id', 'customer_id', 'amount', 'billing_interval', 'currency', 'started_on'],
        ...['ended_on', 'status', 'charge_kind', 'signed_on', 'term_ends_on', 'renews_id'],
        ...['notice_on', 'end_reason'],
      ],
      rows: tenants.flatMap((tenant) => subscriptions(seed, tenant, horizon)),
    },
  ];
}

function assignmentRow(assignment: Assignment | Coverage): CopyValue[] {
  const { tenant, person, role, share, fromDay, toDay } = assignment;
  const handoffKind = 'handoffKind' in assignment ? assignment.handoffKind : 'permanent';
  const days = [isoDate(fromDay), dateOrNull(toDay)];
  return [tenant.id, person.id, role, share, ...days, handoffKind];
}

function customer(
  seed: number,
  tenant: Tenant,
  tenants: readonly Tenant[],
  assignments: readonly Assignment[],
  horizon: Horizon,
): CopyValue[] {
  const random = new Random(seed, `customer/${tenant.index}`);
  const status = statusOf(tenant, horizon);
  const amount = annualAmountOn(tenant, horizon.asOfDay);
  const latest = latestTerm(tenant);
  const facts = accountFacts(seed, tenant, horizon);
  // One draw is left out, so that those after it stay what they were.
  random.unit();
  const isSomewhereElse = random.chance(0.12);
  const updatedDay = horizon.asOfDay - random.integer(1, 30);
  const createdDay = firstDay(tenant) - random.integer(5, 60);
  return [
    tenant.id,
    tenant.name,
    status === 'churned' ? null : currentOwner(tenant, assignments),
    amount,
    tenant.segment,
    random.chance(0.06) ? null : tenant.industry,
    status,
    status === 'churned' ? null : isoDate(latest.endDay ?? yearsLater(latest.startDay, 1)),
    random.chance(0.08) ? null : facts.seats,
    isSomewhereElse ? 'America/Chicago' : null,
    tenant.parentIndex === null ? null : (tenants[tenant.parentIndex]?.id ?? null),
    `${isoDate(createdDay)} 15:00:00+00`,
    `${isoDate(Math.max(createdDay, updatedDay))} 16:30:00+00`,
    plans[tenant.segment].name,
    facts.userCount,
    false,
    facts.noticeDay === null || facts.noticeDay > horizon.asOfDay ? null : isoDate(facts.noticeDay),
    dateOrNull(facts.unpaidSinceDay),
  ];
}

/** Only today's owner, as the application has it: history is in the assignments. */
function currentOwner(tenant: Tenant, assignments: readonly Assignment[]): string | null {
  const owner = assignments.find(
    ({ tenant: owned, role, toDay, share }) =>
      owned === tenant && role === 'csm' && toDay === null && share > 0.5,
  );
  return owner?.person.id ?? null;
}

function statusOf(tenant: Tenant, horizon: Horizon): string {
  const running = tenant.terms.filter((term) => !hasEnded(term, horizon));
  if (running.length === 0) return 'churned';
  return running.some(({ status }) => status === 'active')
    ? 'active'
    : (running[0]?.status ?? 'active');
}

function subscriptions(seed: number, tenant: Tenant, horizon: Horizon): CopyValue[][] {
  const random = new Random(seed, `subscriptions/${tenant.index}`);
  const signed = new Random(seed, `subscriptions/${tenant.index}/signed`);
  const ids = tenant.terms.map(() => random.uuid());
  const notice = accountFacts(seed, tenant, horizon).noticeDay;
  return tenant.terms.map((term, index) => {
    const successor = tenant.terms.find(({ startDay }) => startDay === term.endDay);
    const isNoticed = notice !== null && notice <= horizon.asOfDay && successor === undefined;
    return [
      ids[index] ?? null,
      tenant.id,
      ((term.annualAmount / 12) * monthsOf[tenant.billingInterval]).toFixed(2),
      tenant.billingInterval,
      currency,
      isoDate(term.startDay),
      dateOrNull(term.endDay),
      hasEnded(term, horizon) ? 'ended' : term.status,
      'recurring',
      isoDate(term.startDay - signed.integer(3, 30)),
      isoDate(termEndDay(tenant, term, horizon)),
      ids[renewedIndex(tenant, term)] ?? null,
      isNoticed && term.endDay !== null ? isoDate(Math.max(notice, term.startDay)) : null,
      hasEnded(term, horizon) ? (successor === undefined ? 'churned' : 'replaced') : null,
    ];
  });
}

/** The place of the largest term that this one takes the place of; -1 when there is none. */
function renewedIndex(tenant: Tenant, term: Term): number {
  return tenant.terms
    .map(({ endDay, annualAmount }, index) => ({ endDay, annualAmount, index }))
    .filter(({ endDay }) => endDay === term.startDay)
    .reduce((best, one) => (one.annualAmount > best.annualAmount ? one : best), {
      annualAmount: 0,
      index: -1,
    }).index;
}

function hasEnded(term: Term, horizon: Horizon): boolean {
  return term.endDay !== null && term.endDay <= horizon.asOfDay;
}

function dateOrNull(day: LocalDay | null): string | null {
  return day === null ? null : isoDate(day);
}
