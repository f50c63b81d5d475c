import type { Assignment } from './assignments.ts';
import type { CopyValue, TableContent } from './copy-text.ts';
import type { Horizon } from './horizon.ts';
import { isoDate, yearsLater } from './local-day.ts';
import { Random } from './random.ts';
import { annualAmountOn, firstDay, monthsOf, type Tenant, type Term } from './tenant.ts';

const currency = 'USD';

/** The tables about customers: who they are, who answers for them, and what they pay. */
export function customerTables(
  seed: number,
  tenants: readonly Tenant[],
  assignments: readonly Assignment[],
  horizon: Horizon,
): TableContent[] {
  return [
    {
      table: 'customers',
      columns: [
        ...['id', 'name', 'csm_id', 'arr', 'segment', 'industry', 'status', 'renewal_date'],
        ...['seats', 'time_zone', 'parent_id', 'created_at', 'updated_at'],
      ],
      rows: tenants.map((tenant) => customer(seed, tenant, tenants, assignments, horizon)),
    },
    {
      table: 'customer_assignments',
      columns: ['customer_id', 'user_id', 'role', 'share', 'valid_from', 'valid_to'],
      rows: assignments.map(({ tenant, person, role, share, fromDay, toDay }) => [
        tenant.id,
        person.id,
        role,
        share,
        isoDate(fromDay),
        toDay === null ? null : isoDate(toDay),
      ]),
    },
    {
      table: 'subscriptions',
      columns: [
        ...['id', 'customer_id', 'amount', 'billing_interval', 'currency', 'started_on'],
        ...['ended_on', 'status'],
      ],
      rows: tenants.flatMap((tenant) => subscriptions(seed, tenant, horizon)),
    },
  ];
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
  const latest = tenant.terms.reduce((last, term) => (term.startDay > last.startDay ? term : last));
  const seats = Math.max(3, Math.round((latest.annualAmount / 480) * random.between(0.8, 1.2)));
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
    random.chance(0.08) ? null : seats,
    isSomewhereElse ? 'America/Chicago' : null,
    tenant.parentIndex === null ? null : (tenants[tenant.parentIndex]?.id ?? null),
    `${isoDate(createdDay)} 15:00:00+00`,
    `${isoDate(Math.max(createdDay, updatedDay))} 16:30:00+00`,
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
  return tenant.terms.map((term) => [
    random.uuid(),
    tenant.id,
    ((term.annualAmount / 12) * monthsOf[tenant.billingInterval]).toFixed(2),
    tenant.billingInterval,
    currency,
    isoDate(term.startDay),
    term.endDay === null ? null : isoDate(term.endDay),
    hasEnded(term, horizon) ? 'ended' : term.status,
  ]);
}

function hasEnded(term: Term, horizon: Horizon): boolean {
  return term.endDay !== null && term.endDay <= horizon.asOfDay;
}
