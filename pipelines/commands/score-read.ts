import type { Database } from '../warehouse/database.ts';

/** One component of a score; `points` from 0 to 100, `added_points` what it brings to the score. */
export interface ScoreComponent {
  readonly metric_id: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly sample_count: number | null;
  readonly minimum_sample: number;
  /** The values that give 0 and 100 points. */
  readonly poor: number;
  readonly good: number;
  readonly points: number | null;
  readonly weight: number;
  readonly added_points: number | null;
  readonly reason: string | null;
}

/** The score of one member or team with its components, the heaviest first, as `--json` prints it. */
export interface Score {
  readonly scope_kind: string;
  readonly scope_id: string;
  readonly scope_name: string;
  readonly team_id: string | null;
  readonly period_label: string;
  readonly is_closed: boolean;
  readonly score: number | null;
  readonly coverage: number;
  readonly component_count: number;
  readonly reason: string | null;
  readonly weights_version: string;
  readonly components: readonly ScoreComponent[];
}

const scoresSql = `
  select scores.scope_kind::varchar as scope_kind, scores.scope_id, scopes.scope_name, scopes.team_id,
    periods.period_label, periods.is_closed, scores.score, scores.coverage, scores.component_count,
    scores.reason, scores.weights_version
  from performance_scores as scores
  inner join scopes using (scope_kind, scope_id)
  inner join periods on periods.grain = scores.grain
    and periods.period_start_date = scores.period_start_date
  where scores.grain = $grain and scores.period_start_date = $start::date
    and scores.scope_kind in ($person_kind, 'team')
  order by scores.scope_kind = 'team', scopes.scope_name, scores.scope_id`;

const componentsSql = `
  select scope_kind::varchar as scope_kind, scope_id, metric_id, metrics.name, metrics.unit, value,
    sample_count, minimum_sample, poor::double as poor, good::double as good, points, weight,
    added_points, reason
  from performance_points
  inner join metrics using (metric_id)
  where grain = $grain and period_start_date = $start::date
  order by weight desc, metric_id`;

type ComponentRow = ScoreComponent & Pick<Score, 'scope_kind' | 'scope_id'>;

/** The scores of one period in a scoped database: people of a kind of scope, then teams. */
export async function readScores(
  database: Database,
  place: { readonly grain: string; readonly start: string },
  personKind: string,
): Promise<Score[]> {
  const scores = await database.rows<Omit<Score, 'components'>>(scoresSql, {
    ...place,
    person_kind: personKind,
  });
  const keyOf = (row: Pick<Score, 'scope_kind' | 'scope_id'>) =>
    `${row.scope_kind}:${row.scope_id}`;
  const components = Map.groupBy(await database.rows<ComponentRow>(componentsSql, place), keyOf);
  return scores.map((score) => ({
    ...score,
    components: (components.get(keyOf(score)) ?? []).map(
      ({ scope_kind: _kind, scope_id: _id, ...component }) => component,
    ),
  }));
}
