import type { AnnotationRow } from './annotation-columns.ts';
import type { NumberedCall } from './call-week.ts';
import { dateOf, type LocalDay } from './local-day.ts';
import type { Person } from './roster.ts';

/** An answered call of a call centre, as much of it as journals, reviews and shifts need. */
export interface AnsweredCall {
  readonly recordId: string;
  readonly person: Person;
  readonly teamId: string;
  readonly day: LocalDay;
  readonly endMs: number;
  readonly type: string | null;
  readonly outcome: string | null;
  readonly followUpDate: string | null;
  readonly isComplaint: boolean;
  /** What must never get out of the application. */
  readonly secret: string;
  /** From 0 to 1, as if drawn. */
  readonly draw: number;
}

/** What an agent's calls of a day came to. */
export interface DayTally {
  readonly handledCount: number;
  readonly talkSeconds: number;
  readonly wrapUpSeconds: number;
}

const nothing: DayTally = { handledCount: 0, talkSeconds: 0, wrapUpSeconds: 0 };
const callsKeptForReview = 8;
const journalDays = 182;

/** What the call centres' other tables need to know of the calls, gathered while these are written. */
export class FloorLog {
  readonly #asOfDay: LocalDay;
  readonly #tallies = new Map<string, DayTally>();
  readonly #byMonth = new Map<string, AnsweredCall[]>();
  /** The calls of the last half year, in which journals are kept. */
  readonly recentCalls: AnsweredCall[] = [];
  /** Every call that needs a follow-up. */
  readonly followUps: AnsweredCall[] = [];
  /** One answered call in sixty with an outcome. */
  readonly auditedCalls: AnsweredCall[] = [];

  constructor(asOfDay: LocalDay) {
    this.#asOfDay = asOfDay;
  }

  /** Takes note of a call that was annotated. */
  observe(row: AnnotationRow, { call, day }: NumberedCall): void {
    const service = call.service;
    const person = service?.agent?.person;
    if (person == null || service?.spokenFromMs == null) return;
    const answered: AnsweredCall = {
      recordId: String(row.id),
      person,
      teamId: service.teamId,
      day,
      endMs: call.endMs,
      type: textOrNull(row.call_type),
      outcome: textOrNull(row.call_outcome),
      followUpDate: textOrNull(row.follow_up_date),
      isComplaint: row.complaint_call === true,
      secret: String(row.patient_mrn ?? row.caller_number),
      draw: Number.parseInt(String(row.id).slice(0, 8), 16) / 2 ** 32,
    };
    this.#count(answered, Math.round((call.endMs - service.spokenFromMs) / 1000), row);
    this.#keepForReview(answered);
    if (day > this.#asOfDay - journalDays) this.recentCalls.push(answered);
    if (answered.followUpDate !== null) this.followUps.push(answered);
    if (answered.outcome !== null && answered.draw < 1 / 60) this.auditedCalls.push(answered);
  }

  /** What a person's calls of a day came to. */
  tallyOf(person: Person, day: LocalDay): DayTally {
    return this.#tallies.get(`${person.key}/${day}`) ?? nothing;
  }

  /** Up to eight calls of each person and month, by the month's name. */
  *callsByMonth(): Generator<{ month: string; calls: readonly AnsweredCall[] }> {
    for (const [key, calls] of this.#byMonth) yield { month: key.slice(0, 7), calls };
  }

  #count({ person, day }: AnsweredCall, talkSeconds: number, row: AnnotationRow): void {
    const key = `${person.key}/${day}`;
    const before = this.#tallies.get(key) ?? nothing;
    this.#tallies.set(key, {
      handledCount: before.handledCount + 1,
      talkSeconds: before.talkSeconds + talkSeconds,
      wrapUpSeconds: before.wrapUpSeconds + Number(row.after_call_work_seconds ?? 0),
    });
  }

  #keepForReview(answered: AnsweredCall): void {
    const key = `${dateOf(answered.day).toString().slice(0, 7)}/${answered.person.key}`;
    const kept = this.#byMonth.get(key);
    if (kept === undefined) this.#byMonth.set(key, [answered]);
    else if (kept.length < callsKeptForReview) kept.push(answered);
    else {
      const place = Math.floor(answered.draw * 12);
      if (place < callsKeptForReview) kept[place] = answered;
    }
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
