import { describe, expect, it } from 'vitest';
import { listOf, parseHeader } from '../../pipelines/run/header.ts';

const keys = { required: ['Grain'], optional: ['Answers'] };
const parse = (text: string) => parseHeader(text, 'sql/core/x.sql', keys);

describe('parseHeader', () => {
  it('reads keys, and joins the lines that continue one', () => {
    const header = parse(
      '-- Grain:   a, b\n-- Answers: how many\n--          of what?\n\n-- Grain: c\nselect 1',
    );
    expect([...header]).toEqual([
      ['Grain', 'a, b'],
      ['Answers', 'how many of what?'],
    ]);
    expect(listOf(header.get('Grain'))).toEqual(['a', 'b']);
  });

  it.each([
    ['select 1', 'sql/core/x.sql:1: header key "Grain" is missing'],
    ['-- Grain: a\n-- Grain: b\n', 'sql/core/x.sql:2: header key "Grain" stands twice'],
    ['-- Grain: a\n-- Grian: b\n', 'sql/core/x.sql:2: unknown header key "Grian"'],
    ['-- some words\n', 'sql/core/x.sql:1: the file starts with a comment that is no header key'],
  ])('refuses %j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('names the keys it knows', () => {
    try {
      parse('-- Grian: b\n');
    } catch (error) {
      expect(error).toMatchObject({
        advice: 'Known keys: Grain, Answers. Nothing was run.',
        exitCode: 2,
      });
    }
    expect.assertions(1);
  });
});
