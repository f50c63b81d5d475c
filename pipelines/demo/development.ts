import { BusinessClock } from './business-clock.ts';
import { teamById } from './company.ts';
import type { CopyValue, TableContent } from './copy-text.ts';
import { isoDate, type LocalDay, yearsLater } from './local-day.ts';
import type { Review } from './quality-reviews.ts';
import { membershipOn, type Person } from './roster.ts';
import { instantText } from './utc-text.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

/** Talks that came of reviews: of one in six, within two weeks, some of them still ahead. */
export function coachingRows(plan: WorkPlan, reviews: readonly Review[]): TableContent {
  const columns = [
    ...['id', 'agent_email', 'coach_email', 'topic', 'session_status', 'qa_review_id'],
    ...['duration_minutes', 'held_at', 'follow_up_date', 'notes'],
  ];
  const clock = new BusinessClock(plan.horizon.timeZone);
  const rows = reviews.flatMap((review): CopyValue[][] => {
    const random = streamOf(plan, 'coaching', review.id);
    if (!random.chance(1 / 6)) return [];
    const id = random.uuid();
    const day = review.day + random.integer(3, 15);
    const isCancelled = random.chance(0.07);
    const state = day >= plan.horizon.asOfDay ? 'planned' : isCancelled ? 'cancelled' : 'held';
    const minutes = random.pick([20, 30, 30, 45]);
    const heldAt = instantText(clock.at(day, random.integer(18, 32) * 1800));
    const parties = [review.call.person.email, review.reviewer];
    const facts = [review.weakest, state, review.id, minutes, heldAt, isoDate(day + 30)];
    return [[id, ...parties, ...facts, 'Agreed on two things to try']];
  });
  return { table: 'coaching_sessions', columns, rows };
}

const welcomeCourses = ['Telephone system', 'Appointment rules', 'Difficult conversations'];
const certificate = 'Patient privacy';
/** Whose certificate ran out a month ago. */
const overdue = 'call-center-wixom/4';

/** Courses of newcomers, the yearly certificate of everybody, and one that nobody renewed. */
export function trainingRows(plan: WorkPlan): TableContent {
  const columns = [
    ...['id', 'agent_email', 'course_name', 'training_status', 'is_certification'],
    ...['minutes_spent', 'score', 'started_on', 'completed_on', 'expires_on'],
  ];
  const rows = plan.people.flatMap((person) => {
    const first = person.memberships[0];
    if (first === undefined || teamById(first.teamId).kind !== 'call_center') return [];
    return [...welcome(plan, person), ...certificates(plan, person)];
  });
  return { table: 'training_records', columns, rows };
}

function welcome(plan: WorkPlan, person: Person): CopyValue[][] {
  return welcomeCourses.flatMap((course, index): CopyValue[][] => {
    const random = streamOf(plan, 'training', person.key, course);
    const startDay = person.hiredDay + 7 * index + 2;
    const endDay = startDay + random.integer(3, 12);
    if (startDay >= plan.horizon.asOfDay) return [];
    const isDone = endDay < plan.horizon.asOfDay;
    const minutes = random.integer(90, 360);
    const score = isDone ? random.integer(72, 100) : null;
    const days = [isoDate(startDay), isDone ? isoDate(endDay) : null, null];
    const state = isDone ? 'completed' : 'started';
    return [[random.uuid(), person.email, course, state, false, minutes, score, ...days]];
  });
}

function certificates(plan: WorkPlan, person: Person): CopyValue[][] {
  const rows: CopyValue[][] = [];
  const lastRenewal = plan.horizon.asOfDay - (person.key === overdue ? 366 : 0);
  const shift = person.key === overdue ? 30 : 0;
  for (let year = 0; year < 9; year += 1) {
    const day = anniversary(plan, person, year, shift);
    if (day >= lastRenewal || membershipOn(person, day) === undefined) break;
    const random = streamOf(plan, 'certificate', person.key, year);
    const hasFailed = random.chance(0.06);
    const row = (startDay: LocalDay, state: string, score: number, until: string | null) => {
      const days = [isoDate(startDay), state === 'completed' ? isoDate(startDay) : null, until];
      const minutes = random.integer(50, 80);
      return [random.uuid(), person.email, certificate, state, true, minutes, score, ...days];
    };
    if (hasFailed && day > person.hiredDay + 40) rows.push(row(day - 9, 'failed', 55, null));
    rows.push(row(day, 'completed', random.integer(80, 101), isoDate(yearsLater(day, 1))));
  }
  return rows;
}

/** A month after the hire, and the same day every year; the overdue one's ran out a month ago. */
function anniversary(plan: WorkPlan, person: Person, year: number, shift: number): LocalDay {
  if (shift === 0) return yearsLater(person.hiredDay + 30, year);
  return yearsLater(plan.horizon.asOfDay - shift, year - 3);
}
