import { activityRows } from './activity-log.ts';
import { stateRows } from './agent-states.ts';
import { campaignRows } from './campaigns.ts';
import type { TableRows } from './copy-text.ts';
import { messageRows } from './customer-messages.ts';
import { coachingRows, trainingRows } from './development.ts';
import type { FloorLog } from './floor-log.ts';
import { auditRows, followUpRows } from './follow-ups.ts';
import { healthRows } from './health-history.ts';
import { journalRows } from './journals.ts';
import { leadRows } from './lead-rows.ts';
import { makeLeads } from './leads.ts';
import { opportunityRows } from './opportunities.ts';
import { pointRows } from './points.ts';
import { makeReviews, reviewRows } from './quality-reviews.ts';
import { shiftRows } from './shift-rows.ts';
import { makeShifts } from './shifts.ts';
import { stakeholderRows } from './stakeholders.ts';
import { riskSignalRows, taskRows } from './success-work.ts';
import { makeTimeOff, timeOffRows } from './time-off.ts';
import { usageRows } from './usage.ts';
import type { WorkPlan } from './work-plan.ts';

/** The tables of customer success and sales, in an order in which keys can refer. */
export function* deskTables(plan: WorkPlan): Generator<TableRows> {
  yield stakeholderRows(plan);
  yield healthRows(plan);
  yield activityRows(plan);
  yield usageRows(plan);
  yield taskRows(plan);
  yield riskSignalRows(plan);
  const leads = makeLeads(plan);
  yield* leadRows(plan, leads);
  yield opportunityRows(plan, leads);
  yield pointRows(plan, leads);
  yield messageRows(plan, leads);
}

/** The call centres' tables beside the calls, which must have been written before. */
export function* floorTablesOf(plan: WorkPlan, log: FloorLog): Generator<TableRows> {
  const timeOff = makeTimeOff(plan);
  yield timeOffRows(timeOff);
  yield campaignRows(plan);
  const shifts = makeShifts(plan, timeOff);
  yield shiftRows(plan, shifts, log);
  yield stateRows(plan, shifts);
  yield journalRows(plan, log);
  yield followUpRows(plan, log);
  yield auditRows(plan, log);
  const reviews = makeReviews(plan, log);
  yield reviewRows(reviews);
  yield coachingRows(plan, reviews);
  yield trainingRows(plan);
}
