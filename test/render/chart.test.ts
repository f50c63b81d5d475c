import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createChart } from '../../pipelines/render/chart.ts';

const path = 'reports/call-team/trend.vl.json';
const text = { id: 'trend', title: 'Calls <offered>', description: 'From 1 to 3.', width: 960 };

function rowsOf(values: readonly (number | null)[]) {
  return values.map((value, index) => ({
    series_order: 1,
    series_label: 'Calls offered',
    period_start_date: `2026-11-0${index + 1}`,
    value,
  }));
}

describe('createChart', () => {
  it('draws an image with a title and a description for those who do not see it', async () => {
    const chart = await createChart(await readFile(path, 'utf8'), path);
    const svg = await chart.draw(rowsOf([1, 2, 3]), text);
    expect(svg.startsWith('<svg role="img" aria-labelledby="trend-title trend-description" ')).toBe(
      true,
    );
    expect(svg).toContain('<title id="trend-title">Calls &lt;offered&gt;</title>');
    expect(svg).toContain('<desc id="trend-description">From 1 to 3.</desc>');
    expect(svg).not.toContain('opacity="0"');
    expect(svg).not.toContain('graphics-');
  });

  it('puts a point on its own day, whatever the zone of the machine', async () => {
    const chart = await createChart(await readFile(path, 'utf8'), path);
    const svg = await chart.draw(rowsOf([1, 2, 3]), text);
    expect(svg).toContain('>Nov 1<');
    expect(svg).toContain('>Nov 3<');
    expect(svg).not.toContain('Oct 31');
  });

  it('draws again with other rows and leaves the rows as they were', async () => {
    const chart = await createChart(await readFile(path, 'utf8'), path);
    const rows = rowsOf([5, null, 7]);
    const first = await chart.draw(rows, text);
    await chart.draw(rowsOf([100, 200, 300]), { ...text, width: 290 });
    expect(await chart.draw(rows, text)).toBe(first);
    expect(rows).toEqual(rowsOf([5, null, 7]));
  });

  it('refuses a drawing that loads data from a url', async () => {
    const spec = '{"data": {"url": "https://example.org/rows.json"}, "mark": "line"}';
    await expect(createChart(spec, 'reports/x/trend.vl.json')).rejects.toMatchObject({
      exitCode: 2,
      text:
        'reports/x/trend.vl.json: a chart may not load data from a url\n' +
        'Correct the chart, or remove it to use the built-in one. Nothing was written.',
    });
  });

  it('refuses a drawing that is no JSON', async () => {
    await expect(createChart('{', 'reports/x/trend.vl.json')).rejects.toThrow(
      /^reports\/x\/trend\.vl\.json: Expected property name/,
    );
  });
});
