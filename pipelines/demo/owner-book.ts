import type { LocalDay } from './local-day.ts';
import { membershipOn, type Person } from './roster.ts';
import type { Tenant } from './tenant.ts';

/** A time in which a person answers for a tenant; `toDay` is the first day without. */
export interface Tenure {
  readonly tenant: Tenant;
  readonly person: Person;
  readonly fromDay: LocalDay;
  readonly toDay: LocalDay | null;
}

/**
 * Who answers for which tenant in one role, kept day by day. Whoever has the least to do gets the next
 * tenant; a lead counts for less than half a person.
 */
export class OwnerBook {
  readonly #people: readonly Person[];
  readonly #current = new Map<Tenant, { person: Person; fromDay: LocalDay }>();
  readonly #closed: Tenure[] = [];

  constructor(people: readonly Person[]) {
    this.#people = people;
  }

  /** Gives a tenant without an owner to somebody of a team. */
  start(tenant: Tenant, teamId: string, day: LocalDay): void {
    this.#current.set(tenant, { person: this.#leastBusy(teamId, day), fromDay: day });
  }

  /** Spreads the tenants of somebody who is gone from `day` on over the rest of the team. */
  leave(person: Person, day: LocalDay): void {
    const teamId = membershipOn(person, day - 1)?.teamId ?? '';
    for (const tenant of this.#tenantsOf(person)) {
      this.#give(tenant, this.#leastBusy(teamId, day), day);
    }
  }

  /** Lets a newcomer take over from the busiest until the load is even. */
  arrive(newcomer: Person, day: LocalDay, mayMove: (tenant: Tenant) => boolean): void {
    const teamId = membershipOn(newcomer, day)?.teamId ?? '';
    for (;;) {
      const busiest = this.#team(teamId, day).reduce((most, person) =>
        this.#load(person, day) > this.#load(most, day) ? person : most,
      );
      const movable = this.#tenantsOf(busiest).find(mayMove);
      if (movable === undefined || this.#load(busiest, day) < this.#load(newcomer, day) + 2) return;
      this.#give(movable, newcomer, day);
    }
  }

  /** Hands a tenant to the least busy colleague of its owner, where there is one. */
  handOver(tenant: Tenant, day: LocalDay): void {
    const owner = this.#current.get(tenant)?.person;
    if (owner === undefined) return;
    const teamId = membershipOn(owner, day)?.teamId ?? '';
    const colleagues = this.#team(teamId, day).filter((person) => person !== owner);
    if (colleagues.length > 0) this.#give(tenant, this.#leastOf(colleagues, day), day);
  }

  /** All tenures, by tenant and day. */
  tenures(): Tenure[] {
    const open = [...this.#current].map(([tenant, rest]) => ({ tenant, ...rest, toDay: null }));
    return [...this.#closed, ...open].sort(
      (a, b) => a.tenant.index - b.tenant.index || a.fromDay - b.fromDay,
    );
  }

  #give(tenant: Tenant, person: Person, day: LocalDay): void {
    const before = this.#current.get(tenant);
    if (before?.person === person) return;
    // Handed on the day on which it came: as if the first one had never had it.
    if (before !== undefined && before.fromDay < day) {
      this.#closed.push({ tenant, ...before, toDay: day });
    }
    this.#current.set(tenant, { person, fromDay: day });
  }

  #leastBusy(teamId: string, day: LocalDay): Person {
    const team = this.#team(teamId, day);
    if (team.length === 0) throw new Error(`nobody is in ${teamId} on day ${day}`);
    return this.#leastOf(team, day);
  }

  #leastOf(people: readonly Person[], day: LocalDay): Person {
    return people.reduce((least, person) =>
      this.#load(person, day) < this.#load(least, day) ? person : least,
    );
  }

  #team(teamId: string, day: LocalDay): Person[] {
    return this.#people.filter((person) => membershipOn(person, day)?.teamId === teamId);
  }

  #load(person: Person, day: LocalDay): number {
    const capacity = membershipOn(person, day)?.role === 'lead' ? 0.4 : 1;
    return this.#tenantsOf(person).length / capacity;
  }

  #tenantsOf(person: Person): Tenant[] {
    return [...this.#current]
      .filter(([, owner]) => owner.person === person)
      .map(([tenant]) => tenant);
  }
}
