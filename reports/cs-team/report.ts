import type { ReportDeclaration } from '../../pipelines/render/report.ts';

const report: ReportDeclaration = {
  name: 'cs-team',
  title: 'Customer success team',
  scopeKind: 'team',
  teamKinds: ['success'],
  grain: 'week',
  otherGrains: ['month'],
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
      note: 'The team row is computed from all of its accounts together, not as a mean of the rows above it. n counts the accounts that were there twelve months before; of health those with a score.',
    },
    {
      name: 'renewals',
      kind: 'table',
      title: 'Renewals in the next 90 days',
      sql: 'cs-team/renewals.sql',
      rowHead: 'Customer',
      note: 'Contracts whose term ends in the 90 days after the period and of which no renewal is signed, and those overdue within the days of grace. ARR is the share that the team answers for.',
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
      title: 'Contact and answers',
      sql: 'team/section-by-member.sql',
      note: 'Coverage is the share of accounts with a contact both ways in the 30 days before the period ended. Answers are timed in the business hours of the team that was asked, from the first message that waited; who had the account then answers for it.',
    },
    {
      name: 'retention',
      kind: 'table',
      title: 'Behind retention',
      sql: 'team/section-by-member.sql',
      note: 'The renewal rate is that of terms that ended in the period. Interrupted accounts count as kept in twelve months, those of early churn are in no retention.',
    },
    {
      name: 'revenue',
      kind: 'table',
      title: 'Recurring revenue from start to end',
      sql: 'team/section-by-member.sql',
      note: 'What the accounts brought at the start, what was added and lost in the period, what came from others and went to others, and what they bring at the end. Each row adds up. What changes hands within the team is in the rows of its members and not in its own.',
    },
    {
      name: 'performance',
      kind: 'table',
      title: 'Performance score',
      sql: 'cs-team/performance.sql',
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
