import type { RowsOfMetric } from './metric-rows.ts';
import { type Place, partsSql } from './parts-sql.ts';

/**
 * What each part contributed to the change of a number from one period to another. A sum's change is the
 * sum of its parts'. A ratio's is told apart by midpoints, with w the part's share of the denominator, r
 * its own ratio and R the whole's: rate effect (r1 - r0) (w0 + w1) / 2, mix effect
 * (w1 - w0) ((r0 + r1) / 2 - (R0 + R1) / 2); together they give the change exactly. A part that is there in
 * one period only has no rate to change: all of its effect is mix. Parts that share one denominator, such as
 * days, are a sum's; those of a quantile are no parts of its change, and each has its own.
 */
export function contributionSql(
  rows: RowsOfMetric,
  now: Place,
  before: Place,
  split: string,
): string {
  return `with now_parts as (${partsSql(rows, now, split)}),
    before_parts as (${partsSql(rows, before, split)}),
    paired as (
      select
        coalesce(now_parts.part_id, before_parts.part_id) as part_id,
        coalesce(before_parts.numerator, 0) as base_numerator,
        coalesce(before_parts.denominator, 0) as base_denominator,
        coalesce(now_parts.numerator, 0) as numerator,
        coalesce(now_parts.denominator, 0) as denominator
      from now_parts
      full join before_parts on now_parts.part_id is not distinct from before_parts.part_id
    ),
    whole as (
      select
        *,
        sum(numerator) over () / nullif(sum(denominator) over (), 0) as whole_value,
        sum(base_numerator) over () / nullif(sum(base_denominator) over (), 0) as base_whole_value,
        denominator / nullif(sum(denominator) over (), 0) as weight,
        base_denominator / nullif(sum(base_denominator) over (), 0) as base_weight,
        numerator / nullif(sum(denominator) over (), 0) as given,
        base_numerator / nullif(sum(base_denominator) over (), 0) as base_given,
        coalesce(numerator / nullif(denominator, 0), base_numerator / nullif(base_denominator, 0))
          as rate,
        coalesce(base_numerator / nullif(base_denominator, 0), numerator / nullif(denominator, 0))
          as base_rate
      from paired
    ),
    effects as (
      select
        *,
        given - base_given - (weight - base_weight) * (whole_value + base_whole_value) / 2
          as both_effects,
        (weight - base_weight)
          * (coalesce(rate + base_rate, 0) / 2 - (whole_value + base_whole_value) / 2) as mix_effect
      from whole
    )
    select part_id, base_numerator, numerator, ${effectColumns(rows)}
    from effects
    order by abs(change) desc nulls last, part_id`;
}

/** The columns base_denominator, denominator, change, rate_effect and mix_effect. */
function effectColumns(rows: RowsOfMetric): string {
  const noEffects = 'null::double as rate_effect, null::double as mix_effect';
  if (rows.adds_denominator === null) {
    return `null::double as base_denominator, null::double as denominator,
      numerator - base_numerator as change, ${noEffects}`;
  }
  if (rows.part_sums !== 'both') {
    return `base_denominator, denominator, coalesce(numerator / nullif(denominator, 0), 0)
      - coalesce(base_numerator / nullif(base_denominator, 0), 0) as change, ${noEffects}`;
  }
  return `base_denominator, denominator, both_effects as change,
    both_effects - mix_effect as rate_effect, mix_effect`;
}
