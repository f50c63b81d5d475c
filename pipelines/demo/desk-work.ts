import type { Call, Desk, Party } from './call.ts';
import { teamById } from './company.ts';
import { weekday } from './local-day.ts';
import type { OutsideParty } from './outside-parties.ts';
import type { Random } from './random.ts';
import { salesTrend } from './trends.ts';
import type { Workday } from './workday.ts';

/** How many calls a desk makes and gets in a day, and how many of its own somebody picks up. */
export interface DeskWork {
  readonly outbound: number;
  readonly inbound: number;
  readonly reach: number;
}

const sellingWeekdays = [0.9, 1.1, 1.1, 1.05, 0.8, 0, 0];

/** What a desk is expected to do on a day, by the kind of its team. */
export function deskWork(workday: Workday, desk: Desk): DeskWork {
  const { kind } = teamById(desk.teamId);
  if (kind === 'success') return { outbound: 3 * desk.weight, inbound: 1.5, reach: 0.6 };
  if (kind === 'call_center') return { outbound: 2 * desk.weight, inbound: 0, reach: 0.55 };
  const trend = salesTrend(desk.teamId, workday.day, workday.plan.horizon);
  const factor = sellingWeekdays[weekday(workday.day)] ?? 0;
  return {
    outbound: trend.calls * factor * desk.weight,
    inbound: 3 * desk.weight,
    reach: trend.reach + (desk.person?.skill.reach ?? 0),
  };
}

/**
 * Whom a desk talks to: a success manager to the own tenants, others to prospects. It takes two draws
 * in either case, so that the rest of the day does not depend on the tenants.
 */
export function outsideFor(workday: Workday, random: Random, desk: Desk): OutsideParty {
  const { plan, day } = workday;
  const choice = random.unit();
  const isSuccess = teamById(desk.teamId).kind === 'success';
  const tenants = isSuccess && desk.person !== null ? plan.tenantsOf(desk.person, day) : [];
  const tenant = tenants[Math.floor(choice * tenants.length)];
  return tenant === undefined
    ? plan.outside.prospect(random)
    : plan.outside.contact(random, tenant);
}

/** The beginning of a call that goes to one party and changes no more. */
export type CallStart = Pick<Call, 'startMs' | 'from' | 'dialled'>;

/** A call that its first party answers. */
export function answeredCall(start: CallStart, to: Party, answerMs: number, endMs: number): Call {
  return {
    ...start,
    to,
    answerMs,
    endMs,
    endReason: 'TerminatedBySrc',
    changeReason: '',
    final: null,
    chain: [start.from, to],
    missedBy: '',
    service: null,
  };
}

/** A call that nobody answers; the export knows no chain of it. */
export function unansweredCall(
  start: CallStart,
  to: Party,
  endMs: number,
  endReason: string,
): Call {
  const call = answeredCall(start, to, endMs, endMs);
  return { ...call, answerMs: null, endReason, chain: [] };
}
