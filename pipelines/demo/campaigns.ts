import type { NumberedCall } from './call-week.ts';
import type { CopyValue, TableContent } from './copy-text.ts';
import type { Horizon } from './horizon.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import { Random } from './random.ts';
import { membershipOn, type Person } from './roster.ts';
import type { WorkPlan } from './work-plan.ts';

/** A campaign of one call centre, from one week before the as-of to another; both can lie ahead. */
interface Campaign {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly teamId: string;
  readonly fromWeeksAgo: number;
  readonly toWeeksAgo: number;
  readonly status: string;
  readonly targetCalls: number;
  readonly targetPercent: number;
  /** Share of the team's outbound calls in those weeks. */
  readonly share: number;
}

/** The campaigns: one runs since ten weeks, two are over, one is planned, one was called off. */
export const campaigns: readonly Campaign[] = [
  campaign('recall', 'Annual visit recall', 'outbound_appointments', 'call-center-ann-arbor', {
    ...{ fromWeeksAgo: 10, toWeeksAgo: -4, status: 'active', targetCalls: 900 },
    ...{ targetPercent: 30, share: 0.8 },
  }),
  campaign('spring', 'Spring check-up', 'outbound_appointments', 'call-center-wixom', {
    ...{ fromWeeksAgo: 34, toWeeksAgo: 26, status: 'completed', targetCalls: 400 },
    ...{ targetPercent: 25, share: 0.7 },
  }),
  campaign('after-visit', 'After-visit survey', 'satisfaction_survey', 'call-center-plymouth', {
    ...{ fromWeeksAgo: 7, toWeeksAgo: 0, status: 'completed', targetCalls: 350 },
    ...{ targetPercent: 20, share: 0.75 },
  }),
  campaign('no-shows', 'Missed appointments', 'follow_up', 'call-center-wixom', {
    ...{ fromWeeksAgo: -2, toWeeksAgo: -8, status: 'planned', targetCalls: 500 },
    ...{ targetPercent: 40, share: 0 },
  }),
  campaign('come-back', 'Come back', 'retention', 'call-center-plymouth', {
    ...{ fromWeeksAgo: 20, toWeeksAgo: 16, status: 'cancelled', targetCalls: 200 },
    ...{ targetPercent: 15, share: 0 },
  }),
];

/** The campaign of a call that a call centre makes; null for a call-back. */
export function campaignOf(
  { call, day }: NumberedCall,
  seed: number,
  horizon: Horizon,
): string | null {
  if (call.service?.direction !== 'outbound') return null;
  const { teamId } = call.service;
  const running = campaigns.find((one) => {
    const { fromDay, toDay } = daysOf(one, horizon);
    return one.teamId === teamId && day >= fromDay && day < toDay && one.share > 0;
  });
  if (running === undefined) return null;
  const random = new Random(seed, `campaign-call/${call.startMs}/${call.from.number}`);
  return random.chance(running.share) ? campaignId(seed, running) : null;
}

/** The table of campaigns; its own counts stay empty, because the calls tell. */
export function campaignRows(plan: WorkPlan): TableContent {
  const columns = [
    ...['id', 'campaign_name', 'campaign_type', 'start_date', 'end_date', 'campaign_status'],
    ...['target_audience', 'target_call_count', 'target_conversion_rate', 'assigned_agents'],
    ...['priority_level', 'call_script', 'campaign_notes', 'created_by', 'managed_by'],
    ...['created_at', 'updated_at'],
  ];
  const rows = campaigns.map((one): CopyValue[] => {
    const { fromDay, toDay } = daysOf(one, plan.horizon);
    const team = (role: 'lead' | 'member') => emailsOf(plan.people, one.teamId, role, plan.horizon);
    const [lead] = team('lead');
    const createdDay = Math.min(fromDay - 14, plan.horizon.asOfDay - 1);
    return [
      campaignId(plan.seed, one),
      one.name,
      one.kind,
      isoDate(fromDay),
      isoDate(toDay - 1),
      one.status,
      'Patients who have not been here for a year',
      one.targetCalls,
      one.targetPercent.toFixed(2),
      `{${team('member').join(',')}}`,
      one.status === 'active' ? 'high' : 'normal',
      'Good morning, this is your clinic.',
      null,
      'operations@example.com',
      lead ?? null,
      `${isoDate(createdDay)} 13:00:00+00`,
      `${isoDate(createdDay)} 13:30:00+00`,
    ];
  });
  return { table: 'call_campaigns', columns, rows };
}

function daysOf(one: Campaign, horizon: Horizon): { fromDay: LocalDay; toDay: LocalDay } {
  const monday = (weeksAgo: number) => horizon.thisWeekDay - 7 * weeksAgo;
  return { fromDay: monday(one.fromWeeksAgo), toDay: monday(one.toWeeksAgo) };
}

function emailsOf(
  people: readonly Person[],
  teamId: string,
  role: 'lead' | 'member',
  horizon: Horizon,
): string[] {
  return people
    .filter((person) => {
      const membership = membershipOn(person, horizon.asOfDay);
      return membership?.teamId === teamId && membership.role === role;
    })
    .map(({ email }) => email);
}

function campaignId(seed: number, { key }: Campaign): string {
  return new Random(seed, `campaign/${key}`).uuid();
}

function campaign(
  key: string,
  name: string,
  kind: string,
  teamId: string,
  rest: Omit<Campaign, 'key' | 'name' | 'kind' | 'teamId'>,
): Campaign {
  return { key, name, kind, teamId, ...rest };
}
