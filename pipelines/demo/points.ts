import { BusinessClock } from './business-clock.ts';
import { teamById } from './company.ts';
import type { CopyValue, TableRows } from './copy-text.ts';
import type { Lead } from './leads.ts';
import { isoDate } from './local-day.ts';
import { membershipOn } from './roster.ts';
import { instantText } from './utc-text.ts';
import { streamOf, type WorkPlan, worksOn } from './work-plan.ts';

const conversionPoints = 100;
const secondRulesWeeksAgo = 40;

/** The points of the sales teams' game: for every day of calls, for conversions, and what was taken back. */
export function pointRows(plan: WorkPlan, leads: readonly Lead[]): TableRows {
  const columns = ['id', 'user_id', 'xp', 'reason', 'rule_version', 'reverses_id', 'created_at'];
  return { table: 'xp_ledger', columns, rows: allRows(plan, leads) };
}

function* allRows(plan: WorkPlan, leads: readonly Lead[]): Generator<CopyValue[]> {
  yield* dailyPoints(plan);
  for (const lead of leads) yield* conversionOf(plan, lead);
}

function* dailyPoints(plan: WorkPlan): Generator<CopyValue[]> {
  const clock = new BusinessClock(plan.horizon.timeZone);
  for (const person of plan.people) {
    for (let day = plan.firstDay; day < plan.horizon.asOfDay; day += 1) {
      const teamId = membershipOn(person, day)?.teamId;
      if (teamId === undefined || teamById(teamId).kind !== 'sales') continue;
      if (!worksOn(plan, person, day)) continue;
      const random = streamOf(plan, 'points', person.key, isoDate(day));
      const at = clock.at(day, 17.5 * 3600 + random.integer(0, 900));
      const earned = 10 + Math.round(30 * person.skill.pace * random.between(0.5, 1.5));
      yield entry(plan, [random.uuid(), person.id, earned, 'calls'], null, at);
    }
  }
}

function* conversionOf(plan: WorkPlan, lead: Lead): Generator<CopyValue[]> {
  const converted = lead.steps.find(({ stage }) => stage === 'converted');
  if (converted === undefined) return;
  const random = streamOf(plan, 'conversion-points', lead.id);
  const id = random.uuid();
  const { owner, atMs } = converted;
  yield entry(plan, [id, owner.id, conversionPoints, 'conversion'], null, atMs + 1000);
  const reversed = lead.steps.find((step) => step.stage === 'qualified' && step.atMs > atMs);
  if (reversed === undefined) return;
  const back = [random.uuid(), owner.id, -conversionPoints, 'correction'];
  yield entry(plan, back, id, reversed.atMs + 1000);
}

function entry(
  plan: WorkPlan,
  facts: readonly CopyValue[],
  reversesId: string | null,
  atMs: number,
): CopyValue[] {
  const changeMs = plan.horizon.asOfMs - secondRulesWeeksAgo * 7 * 86_400_000;
  return [...facts, atMs < changeMs ? 'rules-1' : 'rules-2', reversesId, instantText(atMs)];
}
