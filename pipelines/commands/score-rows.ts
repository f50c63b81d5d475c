import { formatScope, parseScope, type ScopeRow, visibleScopes } from '../access/scope.ts';
import { parsePeriod } from '../run/period.ts';
import { usageError } from '../run/user-error.ts';
import type { Database } from '../warehouse/database.ts';
import { openPublished, openScoped } from '../warehouse/scoped.ts';
import { requirePeriod } from './kpi-empty.ts';
import { requireScope } from './kpi-open.ts';
import { readScores, type Score } from './score-read.ts';
import type { Session } from './session.ts';

/** What `muster score` was asked for. */
export interface ScoreOptions {
  readonly for: string;
  readonly period: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** The scores that a scope sees, with the rule that keeps a score of little from being given. */
export interface FoundScores {
  readonly scope: string;
  readonly scores: readonly Score[];
  readonly minimum_components: number;
  readonly minimum_coverage: number;
}

const grains = ['week', 'month', 'quarter'];
const tables = ['performance_scores', 'performance_points', 'performance_minimum'];

/** The scores of whom a scope sees in a period: people, then teams. Throws UserErrors (exit 2). */
export async function findScores(session: Session, options: ScoreOptions): Promise<FoundScores> {
  const scope = parseScope(options.for);
  if (scope.kind === 'tenant') {
    throw usageError(
      'a performance score is of those who look after customers, not of a customer',
      'Ask --for organization, location:ID, team:ID or member:ID.',
    );
  }
  const period = parsePeriod(options.period, session.effects.now(), session.calendar);
  if (!grains.includes(period.grain)) {
    throw usageError(
      `a performance score is given by week, month and quarter, and ${options.period} is none`,
      'Ask --period last-month, 2026-W46, 2026-10 or 2026-Q3.',
    );
  }
  const place = { grain: period.grain, start: period.startDate.toString() };
  const buildFile = await session.publishedBuildFile();
  const { visible, metrics } = await lookUp(buildFile, async (build) => {
    const all = await build.rows<ScopeRow>('select * from scopes');
    requireScope(scope, all);
    const end = period.endDate.toString();
    await requirePeriod(build, { ...place, period: options.period, end });
    const weighted = await build.rows<{ metric_id: string }>(
      'select metric_id from performance_weights',
    );
    return {
      visible: visibleScopes(scope, all),
      metrics: weighted.map(({ metric_id }) => metric_id),
    };
  });
  const database = await openScoped(
    buildFile,
    [...tables, 'scopes', 'metrics', 'periods'],
    visible,
    {
      metrics,
    },
  );
  try {
    // A person's work as a whole; within a team or location what was done there.
    const personKind = ['organization', 'member'].includes(scope.kind) ? 'member' : 'team_member';
    const scores = await readScores(database, place, personKind);
    if (scores.length === 0) {
      const nobody = `nobody whom ${formatScope(scope)} sees has a number in ${options.period}`;
      session.effects.log.warn(`${nobody} that counts for a score: ${metrics.join(', ')}.`);
    }
    const minimum = await database.one<Omit<FoundScores, 'scope' | 'scores'>>(
      'select minimum_components, minimum_coverage::double as minimum_coverage from performance_minimum',
    );
    return { scope: formatScope(scope), scores, ...minimum };
  } finally {
    database.close();
  }
}

async function lookUp<T>(buildFile: string, work: (build: Database) => Promise<T>): Promise<T> {
  const build = await openPublished(buildFile, [...tables, 'performance_weights']);
  try {
    return await work(build);
  } finally {
    build.close();
  }
}
