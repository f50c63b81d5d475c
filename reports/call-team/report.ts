import type { ReportDeclaration } from '../../pipelines/render/report.ts';

const report: ReportDeclaration = {
  name: 'call-team',
  title: 'Call team',
  scopeKind: 'team',
  teamKinds: ['call_center', 'sales'],
  grain: 'week',
  tables: [
    ...['metric_values', 'metric_changes', 'metric_bands', 'metrics', 'scopes', 'periods'],
    ...['team_metrics', 'section_metrics', 'run_settings', 'health_validation'],
  ],
  sections: [
    { name: 'cards', kind: 'cards', title: 'At a glance', sql: 'team/cards.sql' },
    {
      name: 'members',
      kind: 'table',
      title: 'Members and team',
      sql: 'team/members.sql',
      note: 'The team row is computed from all of its calls together, not as a mean of the rows above it. Rates of fewer than 20 are printed as counts.',
    },
    {
      name: 'outcomes',
      kind: 'table',
      title: 'Quality and outcomes',
      sql: 'team/section-by-member.sql',
      teamKinds: ['call_center'],
      note: 'Random reviews only; a person with fewer reviews than the quota has no percent to go by.',
    },
    {
      name: 'time',
      kind: 'table',
      title: 'Time and shifts',
      sql: 'team/section-by-member.sql',
      teamKinds: ['call_center'],
    },
    {
      name: 'deals',
      kind: 'table',
      title: 'Deals and messages',
      sql: 'team/section-by-member.sql',
      teamKinds: ['sales'],
      note: 'The pipeline is that at the end of the period. Points are those booked in it, less those taken back.',
    },
    {
      name: 'days',
      kind: 'table',
      title: 'Day by day',
      sql: 'team/days.sql',
      rowHead: 'Date',
      note: 'The last row is the whole period, computed from all of its calls together.',
    },
    {
      name: 'trend',
      kind: 'trend',
      title: 'Trend',
      sql: 'team/trend.sql',
      chart: 'call-team/trend.vl.json',
    },
  ],
};

export default report;
