import { type AccountStory, accountStories } from './account-stories.ts';
import { BusinessClock } from './business-clock.ts';
import type { CopyValue, TableRows } from './copy-text.ts';
import { isoDate, type LocalDay } from './local-day.ts';
import type { Random } from './random.ts';
import type { Person } from './roster.ts';
import { stakeholdersOf } from './stakeholders.ts';
import type { Segment, Tenant } from './tenant.ts';
import { instantText } from './utc-text.ts';
import { isCustomerOn, streamOf, type WorkPlan, worksOn } from './work-plan.ts';

/** Touches of a tenant on a working day. */
const touchesPerDay: Readonly<Record<Segment, number>> = {
  enterprise: 0.45,
  mid_market: 0.22,
  small_business: 0.09,
};

interface Kind {
  readonly name: string;
  readonly weight: number;
  /** Probability that the customer took part. */
  readonly twoWay: number;
  readonly minutes: readonly [from: number, to: number];
}

const kinds: readonly Kind[] = [
  { name: 'email', weight: 44, twoWay: 0.35, minutes: [3, 15] },
  { name: 'call', weight: 24, twoWay: 0.6, minutes: [5, 30] },
  { name: 'check_in', weight: 10, twoWay: 0.9, minutes: [10, 30] },
  { name: 'meeting', weight: 9, twoWay: 1, minutes: [25, 60] },
  { name: 'training', weight: 3, twoWay: 1, minutes: [30, 90] },
  { name: 'business_review', weight: 2, twoWay: 1, minutes: [45, 90] },
  { name: 'note', weight: 8, twoWay: 0, minutes: [2, 10] },
];

const surveyEveryDays = 91;
const untouchedDays = 41;

/** What success managers did with their tenants, what the application logged by itself, and surveys. */
export function activityRows(plan: WorkPlan): TableRows {
  const columns = [
    ...['id', 'customer_id', 'user_id', 'stakeholder_id', 'activity_type', 'actor'],
    ...['customer_took_part', 'survey_score', 'duration_minutes', 'notes', 'occurred_at'],
    'updated_at',
  ];
  return { table: 'agent_activity_log', columns, rows: allRows(plan) };
}

function* allRows(plan: WorkPlan): Generator<CopyValue[]> {
  const clock = new BusinessClock(plan.horizon.timeZone);
  const stories = accountStories(plan.tenants, plan.horizon);
  for (const tenant of plan.tenants) {
    const contacts = stakeholdersOf(plan, tenant).map(({ id }) => id);
    for (let day = plan.firstDay; day < plan.horizon.asOfDay; day += 1) {
      if (!isCustomerOn(tenant, day)) continue;
      const random = streamOf(plan, 'activities', tenant.index, isoDate(day));
      const draw = { clock, random, tenant, day, contacts };
      const owner = plan.ownerOf(tenant, day);
      if (owner !== undefined && !isUntouched(plan, stories.get(tenant), day)) {
        yield* touches(plan, draw, owner);
      }
      if (random.chance(0.05)) yield logged(draw);
      if ((day + 13 * tenant.index) % surveyEveryDays === 0) yield* survey(draw, stories);
    }
  }
}

interface Draw {
  readonly clock: BusinessClock;
  readonly random: Random;
  readonly tenant: Tenant;
  readonly day: LocalDay;
  readonly contacts: readonly string[];
}

function* touches(plan: WorkPlan, draw: Draw, owner: Person): Generator<CopyValue[]> {
  const { random, tenant, day, contacts } = draw;
  if (!worksOn(plan, owner, day)) return;
  const count = random.poisson(touchesPerDay[tenant.segment] * owner.skill.pace ** 3);
  for (let index = 0; index < count; index += 1) {
    const kind = kinds[random.weighted(kinds.map(({ weight }) => weight))] ?? kinds[0];
    if (kind === undefined) return;
    const isTwoWay = kind.name === 'note' ? null : random.chance(kind.twoWay);
    const minutes = random.integer(...kind.minutes);
    const facts = [random.pick(contacts), kind.name, 'human', isTwoWay, null, minutes];
    const note = `${kind.name} with ${random.pick(['the clinic', 'the front desk', 'the owner'])}`;
    yield row(draw, owner.id, facts, note);
  }
}

/** Nobody's touch: a reminder that the application sent. */
function logged(draw: Draw): CopyValue[] {
  return row(draw, null, [null, 'email', 'automation', false, null, null], 'Renewal reminder sent');
}

/** One of two customers answers the quarterly survey. */
function* survey(draw: Draw, stories: ReadonlyMap<Tenant, AccountStory>): Generator<CopyValue[]> {
  const { random, tenant, contacts } = draw;
  if (!random.chance(0.5)) return;
  const isUnhappy = stories.get(tenant) === 'slides' || stories.get(tenant) === 'lost its sponsor';
  const mean = isUnhappy ? 5 : 8.2;
  const score = Math.round(Math.min(10, Math.max(0, mean + 1.6 * random.normal())));
  const facts = [contacts[1] ?? null, 'survey', 'automation', true, score, null];
  yield row(draw, null, facts, 'Quarterly survey');
}

function row(
  { clock, random, tenant, day }: Draw,
  userId: string | null,
  facts: readonly CopyValue[],
  note: string,
): CopyValue[] {
  const at = clock.at(day, random.between(8, 17.5) * 3600);
  const writtenMs = at + random.integer(30, 5400) * 1000;
  const id = random.uuid();
  return [id, tenant.id, userId, ...facts, note, instantText(at), instantText(writtenMs)];
}

/** Whoever lost its sponsor has heard nothing from us for six weeks, either. */
function isUntouched(plan: WorkPlan, story: AccountStory | undefined, day: LocalDay): boolean {
  return story === 'lost its sponsor' && day > plan.horizon.asOfDay - untouchedDays;
}
