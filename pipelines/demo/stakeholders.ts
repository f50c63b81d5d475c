import { accountStories } from './account-stories.ts';
import type { TableContent } from './copy-text.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import { personName } from './names.ts';
import { firstDay, type Tenant } from './tenant.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

const roles = ['sponsor', 'champion', 'admin', 'billing'] as const;
const sponsorLeftDaysAgo = 23;

/** Somebody whom the company knows at a tenant. */
export interface Stakeholder {
  readonly id: string;
  readonly role: (typeof roles)[number];
}

/** The four stakeholders of a tenant, the sponsor first. */
export function stakeholdersOf(plan: WorkPlan, tenant: Tenant): Stakeholder[] {
  return roles.map((role) => {
    return { id: streamOf(plan, 'stakeholder', tenant.index, role).uuid(), role };
  });
}

/** Whom the company knows at its tenants: the four people whom success managers talk to by telephone. */
export function stakeholderRows(plan: WorkPlan): TableContent {
  const stories = accountStories(plan.tenants, plan.horizon);
  const columns = [
    ...['id', 'customer_id', 'name', 'email', 'phone', 'role', 'relationship_strength'],
    ...['is_primary', 'left_on', 'notes', 'created_at'],
  ];
  const rows = plan.tenants.flatMap((tenant) =>
    stakeholdersOf(plan, tenant).map(({ id, role }, index) => {
      const random = streamOf(plan, 'stakeholder-card', tenant.index, role);
      const party = plan.callPlan.outside.contactAt(tenant.index, index);
      const name = party.name ?? personName(random);
      const hasLeft = role === 'sponsor' && stories.get(tenant) === 'lost its sponsor';
      const leftDay: LocalDay | null = hasLeft ? plan.horizon.asOfDay - sponsorLeftDaysAgo : null;
      return [
        id,
        tenant.id,
        name,
        random.chance(0.1) ? null : `${name.toLowerCase().replace(' ', '.')}@clients.example.com`,
        party.number,
        role,
        random.chance(0.15) ? null : random.integer(2, 6),
        role === 'champion',
        leftDay === null ? null : isoDate(leftDay),
        random.chance(0.3) ? `Prefers to be called before noon; ask for ${name}` : null,
        `${isoDate(firstDay(tenant) + random.integer(0, 20))} 16:00:00+00`,
      ];
    }),
  );
  return { table: 'stakeholders', columns, rows };
}
