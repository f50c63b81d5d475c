import { type BlueprintOptions, makeBlueprint } from '../../pipelines/demo/blueprint.ts';
import { makeWorkPlan, type WorkPlan } from '../../pipelines/demo/work-plan.ts';

/** The plan of a company at a fixed as-of, a Monday morning in Detroit. */
export function sampleWorkPlan(options: Omit<BlueprintOptions, 'asOf' | 'timeZone'>): WorkPlan {
  const asOf = Temporal.Instant.from('2026-11-16T07:00-05:00');
  const blueprint = makeBlueprint({ ...options, asOf, timeZone: 'America/Detroit' });
  return makeWorkPlan(options.seed, blueprint);
}

/** Milliseconds of an instant as the tables are given it. */
export function msOfText(text: unknown): number {
  return Date.parse(String(text).replace(' ', 'T').replace('+00', 'Z'));
}
