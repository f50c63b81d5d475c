import type { Database } from '../../pipelines/warehouse/database.ts';
import { openEmptyBuild } from './build-tables.ts';

/**
 * Three people in one call-centre team over two weeks, small enough to reckon by hand. Cleo left after
 * the first week; nobody's waiting time is known; Ben's four scores are too few. All calls of the second
 * week came on its Monday and Tuesday.
 */
export async function openSmallBuild(): Promise<Database> {
  const db = await openEmptyBuild();
  await db.run(`
    insert into periods (grain, period_start_date, period_end_date, period_label, is_closed,
        trailing_start_date) values
      ('week', '2026-11-02', '2026-11-09', '2026-W45', true, null),
      ('week', '2026-11-09', '2026-11-16', '2026-W46', true, null),
      ('month', '2026-11-01', '2026-12-01', '2026-11', false, null);
    insert into scopes values
      ('team', 't1', 'Wixom agents', 't1', 'call_center', 'wixom', null, null),
      ('team_member', 't1/ana', 'Ana Ruiz', 't1', 'call_center', 'wixom', 'ana', null),
      ('team_member', 't1/ben', 'Ben <Okafor>', 't1', 'call_center', 'wixom', 'ben', null),
      ('team_member', 't1/cleo', '=Cleo', 't1', 'call_center', 'wixom', 'cleo', null);
    insert into report_scope values
      ('team', 't1', 'Wixom agents', 'call_center', 'week', '2026-11-09', '2026-11-16', '2026-W46');
    ${calls('2026-11-02', 'team_member', 't1/ana', 50, 45)}
    ${calls('2026-11-02', 'team_member', 't1/ben', 30, 27)}
    ${calls('2026-11-02', 'team_member', 't1/cleo', 10, 8)}
    ${calls('2026-11-02', 'team', 't1', 90, 80)}
    ${calls('2026-11-09', 'team_member', 't1/ana', 60, 54)}
    ${calls('2026-11-09', 'team_member', 't1/ben', 40, 28)}
    ${calls('2026-11-09', 'team', 't1', 100, 82)}
    ${calls('2026-11-09', 'team', 't1', 55, 50, 'day')}
    ${calls('2026-11-10', 'team', 't1', 45, 32, 'day')}
    ${calls('2026-11-08', 'team', 't1', 9, 9, 'day')}
    insert into metric_values values
      ('talk_seconds', 'team_member', 't1/ana', 'week', '2026-11-09', 7200, null, 7200, 54, null),
      ('talk_seconds', 'team_member', 't1/ben', 'week', '2026-11-09', 1800, null, 1800, 28, null),
      ('talk_seconds', 'team', 't1', 'week', '2026-11-09', 9000, null, 9000, 82, null),
      ('csat', 'team_member', 't1/ana', 'week', '2026-11-09', 0, 0, null, 0, 'no scored calls'),
      ('csat', 'team_member', 't1/ben', 'week', '2026-11-09', 15, 4, 3.75, 4, null),
      ('csat', 'team', 't1', 'week', '2026-11-09', 15, 4, 3.75, 4, null);
  `);
  return db;
}

function calls(
  start: string,
  kind: string,
  id: string,
  offered: number,
  answered: number,
  grain = 'week',
): string {
  const place = `'${kind}', '${id}', '${grain}', '${start}'`;
  return `insert into metric_values values
    ('offered_count', ${place}, ${offered}, null, ${offered}, ${offered}, null),
    ('answered_count', ${place}, ${answered}, null, ${answered}, ${offered}, null),
    ('agent_answer_rate', ${place}, ${answered}, ${offered}, ${answered} / ${offered}, ${offered}, null),
    ('average_speed_of_answer_seconds', ${place}, null, null, null, null,
      'the 3CX file does not record waiting time');`;
}
