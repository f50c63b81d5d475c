import type { CopyValue, TableContent } from './copy-text.ts';
import type { AnsweredCall, FloorLog } from './floor-log.ts';
import { reviewerOf } from './journals.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import type { Random } from './random.ts';
import { queueTrend } from './trends.ts';
import { streamOf, type WorkPlan } from './work-plan.ts';

/** The eight items of a review, in the order of the form. */
export const reviewItems = [
  'greeting_professionalism',
  'active_listening',
  'problem_resolution',
  'product_knowledge',
  'communication_clarity',
  'empathy_patience',
  'call_control',
  'closing_effectiveness',
] as const;

/** A review, with what coaching needs of it. */
export interface Review {
  readonly id: string;
  readonly call: AnsweredCall;
  readonly reviewer: string;
  readonly day: LocalDay;
  /** The item with the lowest score. */
  readonly weakest: (typeof reviewItems)[number];
  readonly row: readonly CopyValue[];
}

/** How many random reviews an agent gets in a month, as a rule. */
const quota = 5;
/** Whose reviews are forgotten: two in a month instead of five. */
const forgotten = 'call-center-plymouth/2';

/** Reviews of every agent and month: five random ones, and now and then one with a reason. */
export function makeReviews(plan: WorkPlan, log: FloorLog): Review[] {
  return [...log.callsByMonth()].flatMap(({ month, calls }) => {
    const count = calls[0]?.person.key === forgotten ? 2 : quota;
    return calls
      .map((call, index) => makeReview(plan, call, month, index >= count))
      .filter((review): review is Review => review !== undefined);
  });
}

function makeReview(
  plan: WorkPlan,
  call: AnsweredCall,
  month: string,
  isExtra: boolean,
): Review | undefined {
  const random = streamOf(plan, 'review', month, call.recordId);
  const id = random.uuid();
  const day = call.day + random.integer(1, 9);
  const isWanted = random.chance(0.2);
  if (day >= plan.horizon.asOfDay || (isExtra && !isWanted)) return undefined;
  const isNew = call.day - call.person.hiredDay < 90;
  const reason = call.isComplaint ? 'complaint_follow_up' : random.pick(['targeted', 'coaching']);
  const type = isExtra ? (isNew ? 'new_agent' : reason) : 'random';
  const scores = drawScores(plan, random, call, type);
  const lowest = Math.min(...scores.filter((score) => score !== null));
  const weakest = reviewItems[scores.indexOf(lowest)] ?? 'active_listening';
  const reviewer = reviewerOf(plan, call);
  const row = [
    ...[id, call.recordId, call.person.email, reviewer, 'Reviewer', isoDate(day), type],
    ...[...scores, `Kind to ${call.secret}`, `Work on ${weakest}`],
    ...status(plan, random, day, lowest),
  ];
  return { id, call, reviewer, day, weakest, row };
}

/** Scores from 1 to 5 around the agent's own level; where an item did not come up, none. */
function drawScores(plan: WorkPlan, random: Random, call: AnsweredCall, type: string) {
  const level = queueTrend(call.teamId, call.day, plan.horizon).satisfaction;
  const bias = type === 'random' || type === 'new_agent' ? 0 : -0.5;
  const mean = level + 0.35 + 1.2 * call.person.skill.satisfaction + bias;
  return reviewItems.map((item, index): number | null => {
    const score = Math.round(Math.min(5, Math.max(1, mean + 0.75 * random.normal())));
    const isAbsent = random.chance(item === 'closing_effectiveness' ? 0.05 : 0.01) && index > 0;
    return isAbsent ? null : score;
  });
}

function status(plan: WorkPlan, random: Random, day: LocalDay, lowest: number): CopyValue[] {
  const isDraft = random.chance(plan.horizon.asOfDay - day < 4 ? 0.4 : 0.02);
  const talkedDay = day + random.integer(1, 8);
  const isTalked = !isDraft && random.chance(0.85) && talkedDay < plan.horizon.asOfDay;
  const followUp = lowest <= 2 ? isoDate(day + 30) : null;
  const state = isDraft ? 'draft' : isTalked ? 'discussed_with_agent' : 'completed';
  const talkedOn = isTalked ? isoDate(talkedDay) : null;
  return [
    lowest >= 5,
    followUp !== null,
    followUp,
    state,
    talkedOn,
    isTalked && random.chance(0.9),
  ];
}

/** The table of reviews. */
export function reviewRows(reviews: readonly Review[]): TableContent {
  const columns = [
    ...['id', 'call_record_id', 'agent_email', 'reviewer_email', 'reviewer_name', 'review_date'],
    ...['review_type', ...reviewItems, 'strengths_observed', 'improvement_areas'],
    ...['recognition_worthy', 'follow_up_review_needed', 'follow_up_date', 'review_status'],
    ...['agent_discussion_date', 'agent_acknowledgment'],
    ...['created_at', 'updated_at'],
  ];
  const rows = reviews.map(({ row, day }) => {
    const writtenAt = `${isoDate(day)} 18:00:00+00`;
    return [...row, writtenAt, writtenAt];
  });
  return { table: 'quality_assurance_reviews', columns, rows };
}
