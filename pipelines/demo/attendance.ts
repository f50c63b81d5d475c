import type { Horizon } from './horizon.ts';
import { isAwayLastWeek } from './last-week.ts';
import type { LocalDay } from './local-day.ts';
import { Random } from './random.ts';
import type { Person } from './roster.ts';

const quarterDays = 91;

/** Who is at work on which day: vacations, sick days, and what is planted. */
export class Attendance {
  readonly #seed: number;
  readonly #horizon: Horizon;
  readonly #absences = new Map<string, ReadonlySet<LocalDay>>();

  constructor(seed: number, horizon: Horizon) {
    this.#seed = seed;
    this.#horizon = horizon;
  }

  /** True unless the person is away; whether the company works on the day is the caller's question. */
  isPresent(person: Person, day: LocalDay): boolean {
    if (isAwayLastWeek(person.key, day, this.#horizon)) return false;
    return !this.#absencesOf(person.key, Math.floor(day / quarterDays)).has(day);
  }

  #absencesOf(key: string, quarter: number): ReadonlySet<LocalDay> {
    const name = `absence/${key}/${quarter}`;
    let days = this.#absences.get(name);
    if (days === undefined) {
      days = drawAbsences(new Random(this.#seed, name), quarter * quarterDays);
      this.#absences.set(name, days);
    }
    return days;
  }
}

/** A vacation of up to ten days in most quarters, and a sick day now and then. */
function drawAbsences(random: Random, firstDay: LocalDay): Set<LocalDay> {
  const days = new Set<LocalDay>();
  if (random.chance(0.8)) {
    const start = firstDay + random.integer(0, quarterDays - 10);
    const length = random.integer(2, 11);
    for (let day = start; day < start + length; day += 1) days.add(day);
  }
  for (let day = firstDay; day < firstDay + quarterDays; day += 1) {
    if (random.chance(0.015)) days.add(day);
  }
  return days;
}
