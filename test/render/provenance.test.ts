import { describe, expect, it } from 'vitest';
import { completeThrough, countAudits, viewProvenance } from '../../pipelines/render/provenance.ts';
import { provenance } from './large-build.ts';

const scope = {
  scope_kind: 'team',
  scope_id: 't1',
  scope_name: 'Wixom agents',
  team_kind: 'call_center',
  grain: 'week',
  period_start_date: '2026-11-09',
  period_end_date: '2026-11-16',
  period_label: '2026-W46',
};

describe('completeThrough', () => {
  it('is the newest record of the source that is furthest behind', () => {
    expect(completeThrough(provenance)).toBe('Nov 15, 2026, 5:58 PM EST');
  });

  it('says so when no source has a dated record', () => {
    const [source] = provenance.source_state;
    if (source === undefined) throw new Error('the sample has sources');
    const undated = { ...provenance, source_state: [{ ...source, reached_at: null }] };
    expect(completeThrough(undated)).toBe('no dated record was read');
  });
});

describe('countAudits', () => {
  it('counts what passed, what is held and what was warned of', () => {
    const failed = { audit: 'a', is_passed: false, failed_row_count: 1, message: null };
    const audits = [
      { ...failed, on_failure: 'stop', is_passed: true },
      { ...failed, on_failure: 'hold' },
      { ...failed, on_failure: 'warn' },
      { ...failed, on_failure: 'warn' },
    ];
    expect(countAudits({ ...provenance, audit_results: audits })).toBe(
      '1 audit passed, 1 held, 2 warned',
    );
  });
});

describe('viewProvenance', () => {
  it('prints each setting that shaped the numbers, one that is new included', () => {
    const run_settings = { ...provenance.run_settings, short_abandon_seconds: 5 };
    const { settings } = viewProvenance({ ...provenance, run_settings }, scope, []);
    expect(settings).toContainEqual({ name: 'Short abandon seconds', text: '5' });
    expect(settings).toContainEqual({ name: 'Time zone', text: 'America/Detroit' });
  });

  it('says when the period is still open', () => {
    expect(viewProvenance(provenance, scope, []).isOpen).toBe(false);
    const run_settings = { ...provenance.run_settings, as_of_date: '2026-11-15' };
    expect(viewProvenance({ ...provenance, run_settings }, scope, []).isOpen).toBe(true);
  });

  it('names what a source does not record, failed audits, and metrics with an own definition', () => {
    const view = viewProvenance(provenance, scope, ['NRR', 'GRR']);
    expect(view.sources.map((source) => source.remarks)).toEqual([
      '',
      'does not record waiting time; 44 lines tell of no caller; 7,959 of 8,000 annotations belong to a call of it; 1 of its files: exactly 20000 rows, probably some are missing',
    ]);
    expect(view.failedAudits).toEqual([
      {
        name: 'assert_annotations_match_calls',
        text: 'annotations without a call (41 rows, warn)',
      },
    ]);
    expect(view.overlaid).toBe('NRR, GRR');
  });
});
