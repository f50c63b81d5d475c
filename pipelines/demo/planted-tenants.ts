import type { Horizon } from './horizon.ts';
import type { LocalDay } from './local-day.ts';
import type { Segment, Term } from './tenant.ts';

/** A tenant whose history is planted: its place in the numbering is its place in the list. */
export interface PlantedTenant {
  readonly story: string;
  readonly teamId: string;
  readonly segment: Segment;
  readonly terms: readonly Term[];
  readonly parentIndex?: number;
}

/** The planted accounts of the company, each with one thing that a metric must get right. */
export function plantedTenants(horizon: Horizon): readonly PlantedTenant[] {
  const ago = (days: number) => horizon.asOfDay - days;
  return [
    ...changedInLatestWeek(horizon.lastWeekDay),
    ...cameBack(ago),
    ...ownedOrPaidOddly(ago),
    ...family(ago),
    planted('new and churned within the latest year', 'success-superior', 'small_business', [
      active(8_400, ago(275), ago(62)),
    ]),
  ];
}

type Ago = (days: number) => LocalDay;

function changedInLatestWeek(monday: LocalDay): PlantedTenant[] {
  return [
    planted('expanded in the latest closed week', 'success-huron', 'enterprise', [
      active(96_000, monday + 2 - 731, monday + 2 - 365),
      active(108_000, monday + 2 - 365, monday + 2),
      active(145_200, monday + 2, null),
    ]),
    planted('churned in the latest closed week', 'success-erie', 'mid_market', [
      active(42_000, monday + 3 - 730, monday + 3),
    ]),
    planted('new in the latest closed week', 'success-superior', 'mid_market', [
      active(50_400, monday + 1, null),
    ]),
  ];
}

function cameBack(ago: Ago): PlantedTenant[] {
  return [
    planted('churned and returned within the latest year', 'success-superior', 'small_business', [
      active(19_200, ago(610), ago(245)),
      active(14_400, ago(91), null),
    ]),
    planted('returned after more than a year without', 'success-huron', 'mid_market', [
      active(36_000, ago(975), ago(610)),
      active(30_000, ago(122), null),
    ]),
  ];
}

function ownedOrPaidOddly(ago: Ago): PlantedTenant[] {
  return [
    planted('shared by two people since 21 weeks, 60 to 40', 'success-superior', 'enterprise', [
      active(180_000, ago(880), ago(515)),
      active(192_000, ago(515), ago(150)),
      active(201_600, ago(150), null),
    ]),
    planted('paused since two months', 'success-erie', 'small_business', [
      active(12_000, ago(420), ago(61)),
      { ...active(12_000, ago(61), null), status: 'paused' },
    ]),
    planted('on trial since three weeks', 'success-huron', 'small_business', [
      { ...active(9_600, ago(21), null), status: 'trial' },
    ]),
    planted('has given notice for six weeks after the as-of', 'success-erie', 'mid_market', [
      active(38_400, ago(685), ago(-45)),
    ]),
    planted(
      'churned half a year ago, and nobody looks after it',
      'success-erie',
      'small_business',
      [active(15_600, ago(548), ago(183))],
    ),
  ];
}

function family(ago: Ago): PlantedTenant[] {
  const child = planted('belongs to the one before', 'success-huron', 'mid_market', [
    active(28_800, ago(500), ago(135)),
    active(30_000, ago(135), null),
  ]);
  return [
    planted('pays for the next one, too', 'success-huron', 'enterprise', [
      active(132_000, ago(800), ago(435)),
      active(139_200, ago(435), ago(70)),
      active(144_000, ago(70), null),
    ]),
    { ...child, parentIndex: plantedIndex.parent },
  ];
}

/** Places in the list that other stories and tests need. */
export const plantedIndex = { shared: 5, unowned: 9, parent: 10, pendingRenewal: 11 } as const;

function planted(
  story: string,
  teamId: string,
  segment: Segment,
  terms: readonly Term[],
): PlantedTenant {
  return { story, teamId, segment, terms };
}

function active(annualAmount: number, startDay: LocalDay, endDay: LocalDay | null): Term {
  return { annualAmount, startDay, endDay, status: 'active' };
}
