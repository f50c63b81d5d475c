import { describe, expect, it } from 'vitest';
import { Random } from '../../pipelines/demo/random.ts';

function draw(seed: number, stream: string, count: number): number[] {
  const random = new Random(seed, stream);
  return Array.from({ length: count }, () => random.bits());
}

describe('random.ts', () => {
  it('gives the same numbers for the same seed and stream', () => {
    expect(draw(1, 'calls', 50)).toEqual(draw(1, 'calls', 50));
  });

  it('gives other numbers for another seed or another stream', () => {
    expect(draw(1, 'calls', 5)).not.toEqual(draw(2, 'calls', 5));
    expect(draw(1, 'calls', 5)).not.toEqual(draw(1, 'users', 5));
  });

  it('does not mix up a seed with the head of a stream name', () => {
    expect(draw(1, '2/calls', 5)).not.toEqual(draw(12, '/calls', 5));
  });

  it('draws from one stream without changing another', () => {
    const alone = new Random(1, 'users');
    const beside = new Random(1, 'users');
    const other = new Random(1, 'calls');
    const mixed = Array.from({ length: 20 }, () => {
      other.bits();
      return beside.bits();
    });
    expect(mixed).toEqual(Array.from({ length: 20 }, () => alone.bits()));
  });

  it('spreads evenly, and keeps the means that are asked for', () => {
    const random = new Random(7, 'means');
    const mean = (next: () => number) =>
      Array.from({ length: 20_000 }, next).reduce((sum, value) => sum + value, 0) / 20_000;
    expect(mean(() => random.unit())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.poisson(3)) / 3).toBeCloseTo(1, 1);
    expect(mean(() => random.poisson(70)) / 70).toBeCloseTo(1, 1);
    expect(mean(() => random.weighted([1, 0, 3])) / 1.5).toBeCloseTo(1, 1);
  });

  it('writes version 4 UUIDs', () => {
    const random = new Random(7, 'ids');
    const ids = Array.from({ length: 1000 }, () => random.uuid());
    const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(ids.filter((id) => !pattern.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(1000);
  });
});
