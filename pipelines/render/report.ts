import type { Grain } from '../run/period.ts';

/** What a number or a report is about. */
export type ScopeKind = 'organization' | 'location' | 'team' | 'member' | 'tenant';
export type TeamKind = 'success' | 'sales' | 'call_center';

/** One part of a report: a query on the scoped build, and the way its rows are shown. */
export interface SectionDeclaration {
  /** Names the section's file of exact values and its place on the page, such as `members`. */
  readonly name: string;
  readonly kind: 'cards' | 'table' | 'trend';
  readonly title: string;
  /** Path below `reports/`, such as `team/cards.sql`. */
  readonly sql: string;
  /** Path below `reports/` of the Vega-Lite drawing of a trend. */
  readonly chart?: string;
  /** What a row of a table is, such as `Date`; `Member` where it is not said. */
  readonly rowHead?: string;
  /** The kinds of team whose page has it; absent: all that the report is made for. */
  readonly teamKinds?: readonly TeamKind[];
  /** A sentence under the title for every reader. */
  readonly note?: string;
}

/** What a report contains; each one is the default export of `reports/<name>/report.ts`. */
export interface ReportDeclaration {
  readonly name: string;
  readonly title: string;
  readonly scopeKind: ScopeKind;
  /** The kinds of team it is made for. */
  readonly teamKinds: readonly TeamKind[];
  /** Grain of its default period. */
  readonly grain: Grain;
  /** Tables of the build that its queries read, `report_scope` aside. */
  readonly tables: readonly string[];
  /** Grains of which it reads numbers beside those of its period's grain and of the days in the period. */
  readonly otherGrains?: readonly Grain[];
  readonly sections: readonly SectionDeclaration[];
}

/** The sections that the page of a team of some kind has; a scope that is no team has those for all. */
export function sectionsFor(
  { sections }: ReportDeclaration,
  teamKind: string | null,
): SectionDeclaration[] {
  return sections.filter(({ teamKinds }) => teamKinds?.some((kind) => kind === teamKind) ?? true);
}

/** What the mail to one person contains; each one is the default export of `reports/<name>/digest.ts`. */
export interface DigestDeclaration {
  readonly name: string;
  readonly title: string;
  readonly scopeKind: ScopeKind;
  readonly grain: Grain;
  readonly tables: readonly string[];
  /** Grains of which it reads numbers beside those of its period's grain and of the days in the period. */
  readonly otherGrains?: readonly Grain[];
  /** Path below `reports/` of the query for the numbers of one team. */
  readonly cards: string;
  /** Path below `reports/` of the query for the largest changes of one team. */
  readonly changes: string;
  /** The report that is attached for a team of each kind. */
  readonly reports: Readonly<Record<TeamKind, string>>;
}

/** The one row of `report_scope`: whom and which period a render is about. */
export interface ReportScope {
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly scope_name: string;
  readonly team_kind: string | null;
  readonly grain: string;
  readonly period_start_date: string;
  /** The first day after the period. */
  readonly period_end_date: string;
  readonly period_label: string;
}
