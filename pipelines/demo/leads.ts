import { BusinessClock } from './business-clock.ts';
import { teamById } from './company.ts';
import { isoDate, type LocalDay, mondayOf } from './local-day.ts';
import type { Random } from './random.ts';
import { membershipOn, type Person } from './roster.ts';
import { firstDay, type Tenant } from './tenant.ts';
import { salesTrend } from './trends.ts';
import { streamOf, type WorkPlan, worksOn } from './work-plan.ts';

/** What a lead can come from, how often, and how likely it is won over. */
const leadTypes = [
  { name: 'website', weight: 34, share: 0.13 },
  { name: 'referral', weight: 16, share: 0.3 },
  { name: 'event', weight: 14, share: 0.12 },
  { name: 'partner', weight: 10, share: 0.2 },
  { name: 'cold_list', weight: 26, share: 0.045 },
] as const;

const objections = ['price', 'timing', 'competitor', 'no_need', 'not_the_decider'] as const;
const newLeadsPerWeek = 3.2;

/** A stage into which a lead came; its owner then is who gets the credit. */
export interface LeadStep {
  readonly stage: 'new' | 'contacted' | 'qualified' | 'converted' | 'lost' | 'disqualified';
  readonly atMs: number;
  readonly owner: Person;
  readonly objection: string | null;
}

/** Somebody who may become a customer, with everything that happened up to the as-of. */
export interface Lead {
  readonly id: string;
  readonly type: (typeof leadTypes)[number]['name'];
  readonly prospect: number;
  /** The tenant that it became, where it is one. */
  readonly tenant: Tenant | null;
  readonly steps: readonly [LeadStep, ...LeadStep[]];
}

/** The leads of the sales teams: those that became a tenant, and every rep's own, week by week. */
export function makeLeads(plan: WorkPlan): Lead[] {
  const clock = new BusinessClock(plan.horizon.timeZone);
  const wonTenants = plan.tenants.filter((tenant) => firstDay(tenant) > plan.firstDay + 60);
  const leads = wonTenants.flatMap((tenant) => leadOfTenant(plan, clock, tenant) ?? []);
  const reps = plan.people.filter(({ memberships }) =>
    memberships.some(({ teamId }) => teamById(teamId).kind === 'sales'),
  );
  for (const rep of reps) {
    for (let monday = mondayOf(plan.firstDay); monday <= plan.horizon.asOfDay; monday += 7) {
      const membership = membershipOn(rep, monday);
      if (membership === undefined) continue;
      const random = streamOf(plan, 'leads', rep.key, isoDate(monday));
      const count = random.poisson(newLeadsPerWeek * (membership.role === 'lead' ? 0.4 : 1));
      for (let index = 0; index < count; index += 1) {
        const lead = ordinaryLead(plan, clock, random, rep, monday + random.integer(0, 5));
        if (lead !== undefined) leads.push(lead);
      }
    }
  }
  return leads;
}

function ordinaryLead(
  plan: WorkPlan,
  clock: BusinessClock,
  random: Random,
  rep: Person,
  day: LocalDay,
): Lead | undefined {
  const id = random.uuid();
  const type = leadTypes[random.weighted(leadTypes.map(({ weight }) => weight))] ?? leadTypes[0];
  const prospect = random.integer(0, 18_000);
  const createdMs = clock.at(day, random.between(8, 18) * 3600);
  const steps = drawSteps(plan, clock, random, rep, createdMs, type.share);
  const [first, ...rest] = steps.filter(({ atMs }) => atMs < plan.horizon.asOfMs);
  if (first === undefined) return undefined;
  return { id, type: type.name, prospect, tenant: null, steps: [first, ...rest] };
}

function drawSteps(
  plan: WorkPlan,
  clock: BusinessClock,
  random: Random,
  rep: Person,
  createdMs: number,
  typeShare: number,
): LeadStep[] {
  const day = Math.floor(createdMs / 86_400_000);
  const teamId = membershipOn(rep, day)?.teamId ?? 'sales-north';
  const { reach } = salesTrend(teamId, day, plan.horizon);
  const owner = (atMs: number) => ownerAt(plan, rep, teamId, Math.floor(atMs / 86_400_000));
  const step = (stage: LeadStep['stage'], atMs: number, objection: string | null = null) => {
    return { stage, atMs, owner: owner(atMs), objection };
  };
  const later = (ms: number, medianDays: number) =>
    clock.after(ms, random.logNormal(medianDays * 8 * 3600, 0.7));
  const contactMs = later(createdMs, 1.2);
  const qualifiedMs = later(contactMs, 4);
  const endMs = later(qualifiedMs, 6);
  const isContacted = random.chance(0.9);
  const isQualified = random.chance(0.55);
  const share = (typeShare / 0.5) * (reach / 0.5) * (1 + 2 * rep.skill.reach);
  const isConverted = random.chance(Math.min(0.9, share));
  const isReversed = random.chance(0.05);
  const objection = random.pick(objections);
  const steps = [step('new', createdMs)];
  if (!isContacted) return steps;
  steps.push(step('contacted', contactMs));
  if (!isQualified) return [...steps, step('disqualified', later(contactMs, 9), objection)];
  steps.push(step('qualified', qualifiedMs, random.chance(0.3) ? objection : null));
  if (!isConverted) return [...steps, step('lost', endMs, objection)];
  steps.push(step('converted', endMs));
  // Taken back within a month: the clinic thought better of it.
  return isReversed ? [...steps, step('qualified', later(endMs, 5), objection)] : steps;
}

/** Whoever has a lead leaves it to a colleague who is there. */
function ownerAt(plan: WorkPlan, rep: Person, teamId: string, day: LocalDay): Person {
  if (membershipOn(rep, day)?.teamId === teamId) return rep;
  const colleagues = plan.people.filter(
    (person) => membershipOn(person, day)?.teamId === teamId && worksOn(plan, person, day),
  );
  return colleagues[rep.key.length % Math.max(1, colleagues.length)] ?? rep;
}

/** The lead that a tenant was before its first subscription. */
function leadOfTenant(plan: WorkPlan, clock: BusinessClock, tenant: Tenant): Lead | undefined {
  const random = streamOf(plan, 'lead-of-tenant', tenant.index);
  const id = random.uuid();
  const wonDay = firstDay(tenant) - random.integer(1, 4);
  const days = [wonDay - 45, wonDay - 42, wonDay - 30, wonDay];
  const reps = plan.people.filter(
    (person) => membershipOn(person, wonDay - 45)?.teamId === tenant.salesTeamId,
  );
  const rep = reps[random.integer(0, reps.length)];
  if (rep === undefined || days.some((day) => day > plan.horizon.asOfDay)) return undefined;
  const [first, ...rest] = (['new', 'contacted', 'qualified', 'converted'] as const).map(
    (stage, index): LeadStep => {
      const day = days[index] ?? wonDay;
      const atMs = clock.at(day, 10 * 3600 + random.integer(0, 18_000));
      return { stage, atMs, owner: ownerAt(plan, rep, tenant.salesTeamId, day), objection: null };
    },
  );
  if (first === undefined) return undefined;
  const type = random.pick(['referral', 'website', 'partner'] as const);
  return { id, type, prospect: random.integer(0, 18_000), tenant, steps: [first, ...rest] };
}
