import { teamById } from './company.ts';
import type { Horizon } from './horizon.ts';
import type { LocalDay } from './local-day.ts';
import { OwnerBook, type Tenure } from './owner-book.ts';
import { plantedIndex, plantedTenants } from './planted-tenants.ts';
import { Random } from './random.ts';
import { membershipOn, type Person } from './roster.ts';
import { annualAmountOn, firstDay, type Tenant } from './tenant.ts';

/** A time in which a person answers for a share of a tenant, in one role. */
export interface Assignment extends Tenure {
  readonly role: 'csm' | 'account_manager' | 'backup';
  readonly share: number;
}

/** Something that changes who answers for a tenant. */
interface OwnerEvent {
  readonly day: LocalDay;
  readonly happen: () => void;
}

const handoversPerYear = 0.1;
const daysUntilNewcomersTakeOver = 28;
const daysUntilChurnedIsDropped = 30;
const sharedSinceDays = 147;

/** Who answered for which tenant when; on every owned day the shares of a role sum to one. */
export function makeAssignments(
  seed: number,
  tenants: readonly Tenant[],
  people: readonly Person[],
  horizon: Horizon,
): Assignment[] {
  const csm = csmTenures(seed, tenants, people, horizon)
    .map((tenure) => dropWhenChurned(tenure))
    .flatMap((tenure) => shareSince(tenure, people, horizon));
  const accountManagers = accountManagerTenures(tenants, people, horizon).map(
    (tenure): Assignment => ({ ...tenure, role: 'account_manager', share: 1 }),
  );
  return [...csm, ...accountManagers, ...backups(csm, people, horizon)];
}

function csmTenures(
  seed: number,
  tenants: readonly Tenant[],
  people: readonly Person[],
  horizon: Horizon,
): Tenure[] {
  const book = new OwnerBook(people);
  const team = peopleOfKind(people, 'success');
  const plantedCount = plantedTenants(horizon).length;
  const isOrdinary = (tenant: Tenant) => tenant.index >= plantedCount;
  const events: OwnerEvent[] = [
    ...tenants.map((tenant) => ({
      day: firstDay(tenant),
      happen: () => book.start(tenant, tenant.teamId, firstDay(tenant)),
    })),
    ...leavings(book, team),
    ...team.map((person) => {
      const day = person.hiredDay + daysUntilNewcomersTakeOver;
      return { day, happen: () => book.arrive(person, day, isOrdinary) };
    }),
    ...tenants.filter(isOrdinary).flatMap((tenant) => {
      return handoverDays(seed, tenant, horizon).map((day) => {
        return { day, happen: () => book.handOver(tenant, day) };
      });
    }),
  ];
  return play(events, horizon, book);
}

function accountManagerTenures(
  tenants: readonly Tenant[],
  people: readonly Person[],
  horizon: Horizon,
): Tenure[] {
  const book = new OwnerBook(people);
  const starts = tenants.map((tenant) => {
    const day = firstDay(tenant);
    return { day, happen: () => book.start(tenant, tenant.salesTeamId, day) };
  });
  return play([...starts, ...leavings(book, peopleOfKind(people, 'sales'))], horizon, book);
}

function play(events: readonly OwnerEvent[], horizon: Horizon, book: OwnerBook): Tenure[] {
  for (const { day, happen } of [...events].sort((a, b) => a.day - b.day)) {
    if (day <= horizon.asOfDay) happen();
  }
  return book.tenures();
}

function leavings(book: OwnerBook, people: readonly Person[]): OwnerEvent[] {
  return people.flatMap((person) => {
    const { leftDay } = person;
    return leftDay === null ? [] : [{ day: leftDay, happen: () => book.leave(person, leftDay) }];
  });
}

/** Tenants change hands once in ten years each, beside what joiners and leavers bring about. */
function handoverDays(seed: number, tenant: Tenant, horizon: Horizon): LocalDay[] {
  const random = new Random(seed, `handovers/${tenant.index}`);
  const start = firstDay(tenant) + 1;
  const years = Math.max(0, horizon.asOfDay - start) / 365;
  return Array.from({ length: random.poisson(handoversPerYear * years) }, () =>
    Math.floor(random.between(start, horizon.asOfDay + 1)),
  );
}

/** The planted tenant whose owner was taken off the record a month after it had churned. */
function dropWhenChurned(tenure: Tenure): Tenure {
  if (tenure.tenant.index !== plantedIndex.unowned) return tenure;
  const churnDay = Math.max(...tenure.tenant.terms.map(({ endDay }) => endDay ?? 0));
  const toDay = churnDay + daysUntilChurnedIsDropped;
  return tenure.toDay === null ? { ...tenure, toDay } : tenure;
}

/** The planted tenant that its owner shares with a colleague since 21 weeks, 60 to 40. */
function shareSince(tenure: Tenure, people: readonly Person[], horizon: Horizon): Assignment[] {
  const whole: Assignment = { ...tenure, role: 'csm', share: 1 };
  const day = horizon.asOfDay - sharedSinceDays;
  if (tenure.tenant.index !== plantedIndex.shared || tenure.toDay !== null) return [whole];
  const teamId = membershipOn(tenure.person, day)?.teamId;
  const partner = people.find(
    (person) => person !== tenure.person && membershipOn(person, day)?.teamId === teamId,
  );
  if (partner === undefined) return [whole];
  return [
    { ...whole, toDay: day },
    { ...whole, fromDay: day, share: 0.6 },
    { ...whole, fromDay: day, share: 0.4, person: partner },
  ];
}

/** A large tenant has its team's lead as a backup. */
function backups(
  csm: readonly Assignment[],
  people: readonly Person[],
  horizon: Horizon,
): Assignment[] {
  return csm.flatMap((assignment) => {
    const { tenant, person, toDay, share } = assignment;
    const isLarge = tenant.segment === 'enterprise' && annualAmountOn(tenant, horizon.asOfDay) > 0;
    if (!isLarge || toDay !== null || share < 0.5) return [];
    const teamId = membershipOn(person, horizon.asOfDay)?.teamId;
    const lead = people.find((candidate) => {
      const membership = membershipOn(candidate, horizon.asOfDay);
      return membership?.teamId === teamId && membership?.role === 'lead';
    });
    if (lead === undefined || lead === person) return [];
    const fromDay = Math.max(assignment.fromDay, horizon.asOfDay - 300);
    return [{ tenant, person: lead, role: 'backup', share: 1, fromDay, toDay: null }];
  });
}

function peopleOfKind(people: readonly Person[], kind: string): Person[] {
  return people.filter(({ memberships }) =>
    memberships.some(({ teamId }) => teamById(teamId).kind === kind),
  );
}
