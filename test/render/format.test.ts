import { describe, expect, it } from 'vitest';
import { formatRatio, formatValue } from '../../pipelines/render/format.ts';

const card = { currencyCode: 'USD', isCompact: true };
const table = { currencyCode: 'USD', isCompact: false };

describe('formatValue', () => {
  it.each([
    [0, '0'],
    [4054, '4,054'],
    [1_234_567, '1,234,567'],
  ])('writes the count %d as %s', (value, text) => {
    expect(formatValue(value, 'count', table)).toBe(text);
  });

  it.each([
    [0, '0:00'],
    [9.4, '0:09'],
    [67.52, '1:08'],
    [59.5, '1:00'],
    [3599.4, '59:59'],
    [3600, '1.0 h'],
    [266_586, '74.1 h'],
    [4_500_000, '1,250.0 h'],
  ])('writes %d seconds as %s', (value, text) => {
    expect(formatValue(value, 'seconds', table)).toBe(text);
  });

  it('writes short seconds as hours in a column of hours', () => {
    expect(formatValue(540, 'seconds', { ...table, isInHours: true })).toBe('0.2 h');
  });

  it.each([
    [2_534_100, '$2.5M', '$2,534,100'],
    [2_550_000, '$2.6M', '$2,550,000'],
    [999_500, '$1.0M', '$999,500'],
    [999_499, '$999K', '$999,499'],
    [1_250_000_000, '$1,250.0M', '$1,250,000,000'],
    [9_999, '$9,999', '$9,999'],
    [0, '$0', '$0'],
    [-40_000, '−$40K', '−$40,000'],
    [1_234.5, '$1,235', '$1,235'],
  ])('writes %d in money as %s on a card and %s in a table', (value, onCard, inTable) => {
    expect(formatValue(value, 'currency', card)).toBe(onCard);
    expect(formatValue(value, 'currency', table)).toBe(inTable);
  });

  it.each([
    [3.4, '3.40'],
    [4.125, '4.13'],
    [1.005, '1.01'],
  ])('writes the score %d as %s, rounded half away from zero', (value, text) => {
    expect(formatValue(value, 'score', table)).toBe(text);
  });

  it.each(['count', 'ratio', 'seconds', 'currency', 'score'])(
    'writes a missing %s as a dash and never as 0',
    (unit) => {
      expect(formatValue(null, unit, card)).toBe('–');
    },
  );

  it('writes no minus before a value that rounds to zero', () => {
    expect(formatValue(-0.001, 'score', table)).toBe('0.00');
  });
});

describe('formatRatio', () => {
  it.each([
    [0, '0.0%'],
    [1, '100.0%'],
    [0.8108, '81.1%'],
    [0.00125, '0.1%'],
    [0.9495, '95.0%'],
    [1.124, '112.4%'],
    [-0.0345, '−3.5%'],
  ])('writes %d as %s', (value, text) => {
    expect(formatRatio(value)).toBe(text);
  });

  it('prints 94.96 against a target of 95 with one more decimal, so that it does not look met', () => {
    expect(formatRatio(0.9496, [0.95])).toBe('94.96%');
    expect(formatRatio(0.94996, [0.95])).toBe('94.996%');
    expect(formatRatio(0.95, [0.95])).toBe('95.0%');
    expect(formatRatio(0.9496)).toBe('95.0%');
  });

  it('prints neither all nor nothing for what only comes near', () => {
    expect(formatRatio(0.9997)).toBe('99.97%');
    expect(formatRatio(0.0003)).toBe('0.03%');
  });
});
