import type { ReportDeclaration } from '../../pipelines/render/report.ts';

const report: ReportDeclaration = {
  name: 'cs-team',
  title: 'Customer success team',
  scopeKind: 'team',
  teamKinds: ['success'],
  grain: 'week',
  tables: ['metric_values', 'metrics', 'scopes', 'periods', 'team_metrics'],
  sections: [
    { name: 'cards', kind: 'cards', title: 'At a glance', sql: 'team/cards.sql' },
    {
      name: 'members',
      kind: 'table',
      title: 'Members and team',
      sql: 'team/members.sql',
      note: 'The team row is computed from all of its accounts together, not as a mean of the rows above it. Rates of fewer than 20 are printed as counts.',
    },
    {
      name: 'trend',
      kind: 'trend',
      title: 'Trend',
      sql: 'team/trend.sql',
      chart: 'cs-team/trend.vl.json',
    },
  ],
};

export default report;
