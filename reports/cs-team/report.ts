import type { ReportDeclaration } from '../../pipelines/render/report.ts';

const report: ReportDeclaration = {
  name: 'cs-team',
  title: 'Customer success team',
  scopeKind: 'team',
  teamKinds: ['success'],
  grain: 'week',
  tables: [
    ...['metric_values', 'metric_changes', 'metric_bands', 'metrics', 'scopes', 'periods'],
    'team_metrics',
  ],
  sections: [
    { name: 'cards', kind: 'cards', title: 'At a glance', sql: 'team/cards.sql' },
    {
      name: 'members',
      kind: 'table',
      title: 'Members and team',
      sql: 'team/members.sql',
      note: 'The team row is computed from all of its accounts together, not as a mean of the rows above it. n counts the accounts that were there twelve months before.',
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
