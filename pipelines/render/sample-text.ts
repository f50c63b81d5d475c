import { formatNumber } from './format.ts';

/** The parts behind a value, as every query for cards or tables gives them. */
export interface SampledValue {
  readonly unit: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly sample_count: number | null;
  readonly is_small_sample: boolean;
}

/**
 * What a value rests on: `1,204 of 1,377` for a share of counted things, `n = 60` for another ratio or
 * a mean, undefined for a plain amount.
 */
export function describeSample(sampled: SampledValue): string | undefined {
  const { value, sample_count: count } = sampled;
  if (value === null || count === null) return undefined;
  if (isShareOfCounted(sampled)) return sharePart(sampled);
  return sampled.denominator === null ? undefined : `n = ${formatNumber(count)}`;
}

/** The counts that stand in place of a percentage when too few things were counted to rate. */
export function countsInsteadOfRate(sampled: SampledValue): string | undefined {
  if (!sampled.is_small_sample || sampled.value === null) return undefined;
  return isShareOfCounted(sampled) ? sharePart(sampled) : undefined;
}

/** True when numerator and denominator count the same things, so that `3 of 12` is a sentence. */
export function isShareOfCounted(sampled: SampledValue): boolean {
  return (
    sampled.unit === 'ratio' &&
    sampled.denominator !== null &&
    sampled.denominator === sampled.sample_count &&
    Number.isInteger(sampled.numerator)
  );
}

function sharePart(sampled: SampledValue): string {
  return `${formatNumber(sampled.numerator ?? 0)} of ${formatNumber(sampled.denominator ?? 0)}`;
}
