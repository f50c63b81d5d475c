import { type DaySpan, daySpan } from './horizon.ts';
import { dayOf, type LocalDay } from './local-day.ts';
import { dayKind } from './working-days.ts';

// Messages are answered from nine to five.
const officeSeconds = { from: 9 * 3600, to: 17 * 3600 };

/** The office hours of a company in one zone. */
export class BusinessClock {
  readonly #timeZone: string;
  readonly #spans = new Map<LocalDay, DaySpan>();

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** The instant a number of seconds after the start of a local day. */
  at(day: LocalDay, seconds: number): number {
    return this.#span(day).startMs + Math.floor(seconds) * 1000;
  }

  /** The instant at which a number of office seconds has passed since another one. */
  after(startMs: number, seconds: number): number {
    let rest = Math.floor(seconds);
    for (let day = this.#dayOf(startMs); ; day += 1) {
      if (dayKind(day) !== 'full') continue;
      const from = Math.max(startMs, this.at(day, officeSeconds.from));
      const open = Math.max(0, Math.floor((this.at(day, officeSeconds.to) - from) / 1000));
      if (rest < open) return from + rest * 1000;
      rest -= open;
    }
  }

  #dayOf(ms: number): LocalDay {
    const instant = Temporal.Instant.fromEpochMilliseconds(ms);
    return dayOf(instant.toZonedDateTimeISO(this.#timeZone).toPlainDate());
  }

  #span(day: LocalDay): DaySpan {
    let span = this.#spans.get(day);
    if (span === undefined) {
      span = daySpan(day, this.#timeZone);
      this.#spans.set(day, span);
    }
    return span;
  }
}
