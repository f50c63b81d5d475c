import type { DigestDeclaration } from '../../pipelines/render/report.ts';

const digest: DigestDeclaration = {
  name: 'weekly-team',
  title: 'Weekly team summary',
  scopeKind: 'team',
  grain: 'week',
  tables: [
    ...['metric_values', 'metric_changes', 'metric_bands', 'metrics', 'scopes', 'periods'],
    'team_metrics',
  ],
  cards: 'team/cards.sql',
  changes: 'weekly-team/changes.sql',
  reports: { success: 'cs-team', sales: 'call-team', call_center: 'call-team' },
};

export default digest;
