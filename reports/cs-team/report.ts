import type { ReportDeclaration } from '../../pipelines/render/report.ts';

const report: ReportDeclaration = {
  name: 'cs-team',
  title: 'Customer success team',
  scopeKind: 'team',
  teamKinds: ['success'],
  grain: 'week',
  tables: [
    ...['metric_values', 'metric_changes', 'metric_bands', 'metrics', 'scopes', 'periods'],
    ...['team_metrics', 'section_metrics', 'run_settings', 'renewals_by_contract'],
    ...['health_validation', 'performance_scores', 'performance_points', 'performance_minimum'],
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
      name: 'health',
      kind: 'table',
      title: 'Health of the accounts',
      sql: 'team/section-by-member.sql',
    },
    {
      name: 'usage',
      kind: 'table',
      title: 'Use of the product',
      sql: 'team/section-by-member.sql',
      note: 'Users, seats, stickiness and features are those of the 28 days before the period ended, depth is that of the period. Shared accounts count by the share of each owner.',
    },
    {
      name: 'contact',
      kind: 'table',
      title: 'Contact with the accounts',
      sql: 'team/section-by-member.sql',
      note: 'Touch coverage looks at the 30 days before the period ended, the rest at the period. Answers are judged by the business hours of the team.',
    },
    {
      name: 'performance',
      kind: 'table',
      title: 'Performance score',
      sql: 'cs-team/performance.sql',
    },
    {
      name: 'renewals',
      kind: 'table',
      title: 'Renewals in the next 90 days',
      sql: 'cs-team/renewals.sql',
      rowHead: 'Customer',
      note: 'Contracts whose term ends in the 90 days after the period, and those overdue within the days of grace. ARR is the share that the team answers for.',
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
