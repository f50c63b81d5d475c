import pg from 'pg';
import { createSampleCompany } from '../../pipelines/demo/sample-company.ts';
import { canaryName, canaryNumber, canaryText, writtenForms } from './canary-markers.ts';

/**
 * The columns of the sample company that its mappings are meant to read, by table, taken from the
 * contracts by hand: names and addresses of one's own people, names of customers, codes and ids. Every
 * other column that can hold text gets a marker.
 */
const readColumns: Readonly<Record<string, string>> = {
  users: 'email full_name',
  locations: 'id name time_zone',
  location_staff: 'location_name',
  teams: 'id name kind location_id',
  team_members: 'team_id role',
  user_extensions: 'extension',
  call_queues: 'extension name team_id',
  plans: 'name key_features',
  telephone_systems: 'name team_id',
  customers: 'name segment industry status time_zone plan',
  customer_assignments: 'role handoff_kind',
  subscriptions: 'billing_interval currency status charge_kind end_reason',
  call_center_records:
    'call_id location agent_email call_direction call_type call_status call_outcome appointment_type campaign_id call_priority',
  time_off: 'kind',
  // Whom a customer's people are is read for reviews; their telephones and notes are not.
  stakeholders: 'name email role',
  health_score_history: 'band model_version',
  agent_activity_log: 'activity_type actor',
  messages: 'channel direction',
  usage_daily: 'user_kind features',
  tasks: 'task_type status priority',
  risk_signals: 'type category severity status',
  leads: 'lead_type stage lost_reason',
  lead_stage_changes: 'stage objection',
  opportunities: 'lead_type stage lost_reason currency',
  xp_ledger: 'reason rule_version',
  call_campaigns: 'campaign_name campaign_type campaign_status priority_level assigned_agents',
  agent_shifts: 'agent_email location shift_status',
  agent_states: 'agent_email state reason_code queue_extension',
  call_journals:
    'agent_email call_tags department_involved referral_type follow_up_type journal_status reviewed_by',
  call_outcome_audits: 'audited_outcome',
  quality_assurance_reviews: 'agent_email reviewer_email review_type review_status',
  coaching_sessions: 'agent_email coach_email topic session_status',
  training_records: 'agent_email course_name training_status',
};

/** Columns whose text is a telephone number: a marker number in one of its written forms. */
const numberColumns = /phone|_number$/;

/** Writes the smallest sample company, with its call export in the inbox and Plymouth's segments. */
export async function makeCompany(options: {
  databaseUrl: string;
  telephoneUrl: string;
  inboxFolder: string;
  asOf: string;
}): Promise<void> {
  await createSampleCompany(
    {
      ...options,
      asOf: Temporal.Instant.from(options.asOf),
      ...{ seed: 2, tenantCount: 20, monthCount: 1, callScale: 0.1, timeZone: 'America/Detroit' },
    },
    () => undefined,
  );
}

/** Puts markers into every text column of a database that is not read; gives `table.column` of each. */
export async function plantInCompany(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ table: string; column: string; type: string }>(
      `select table_name as table, column_name as column, data_type as type
       from information_schema.columns
       where table_schema = 'public' and is_generated = 'NEVER'
         and data_type in ('text', 'character varying', 'ARRAY', 'json', 'jsonb')
       order by table_name, ordinal_position`,
    );
    const planted: string[] = [];
    for (const { table, column, type } of rows) {
      if (readColumns[table]?.split(' ').includes(column)) continue;
      const value = numberColumns.test(column)
        ? numberSql()
        : `${pg.escapeLiteral(`${canaryText(`${table}.${column}`)}\n${canaryName}`)}`;
      const wrapped = type === 'ARRAY' ? `array[${value}]` : value;
      await client.query(`update ${table} set ${column} = ${wrapped}`);
      planted.push(`${table}.${column}`);
    }
    return planted;
  } finally {
    await client.end();
  }
}

/** A number that differs from row to row, in all the ways of writing it. */
function numberSql(): string {
  const numbers = Array.from({ length: 10 }, (_, place) =>
    writtenForms(canaryNumber(place)),
  ).flat();
  const list = numbers.map((number) => pg.escapeLiteral(number)).join(', ');
  return `(array[${list}])[1 + abs(hashtext(ctid::text)) % ${numbers.length}]`;
}

/**
 * Puts markers into Plymouth's segments: numbers of outside parties, names, and what a trunk shows.
 * Some outside parties are told by what a telephone system that is set up oddly gives.
 */
export async function plantInSegments(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const side of ['source', 'destination']) {
      const name = pg.escapeLiteral(canaryText(`cdroutput.${side}`));
      await client.query(
        `update cdroutput set ${side}_participant_phone_number = ${numberSql()},
           ${side}_participant_trunk_did = ${numberSql()}, ${side}_participant_name = ${name},
           ${side}_dn_name = ${name}, ${side}_participant_group_name = ${name},
           ${side}_participant_billing_suffix = ${name}
         where ${side}_entity_type = 'external_line'`,
      );
      await client.query(
        `update cdroutput set ${side}_dn_number = ${numberSql()}
         where ${side}_entity_type = 'external_line' and hashtext(cdr_id::text) % 2 = 0`,
      );
    }
    await client.query(
      `update cdroutput set source_presentation = ${pg.escapeLiteral(canaryText('presentation'))}`,
    );
  } finally {
    await client.end();
  }
}

/** The older tables of a 3CX database, with one queue call, one call in and one out. */
export async function makeOlderTelephoneTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(olderTables);
  await client.end();
}

const [plain, , plus, spaced, bracketed] = writtenForms(canaryNumber(60));
const oldName = canaryText('cl').replaceAll("'", "''");
const olderTables = `
  create table cl_party_info (id integer, dn_type integer, dn varchar, caller_number varchar,
    display_name varchar, did_number varchar);
  create table cl_participants (id integer, call_id integer, info_id integer,
    start_time timestamptz, answer_time timestamptz, end_time timestamptz);
  create table cl_segments (id integer, call_id integer, seq_order integer, src_part_id integer,
    dst_part_id integer, start_time timestamptz, end_time timestamptz, action_id integer);
  create table callcent_queuecalls (idcallcent_queuecalls integer, q_num varchar,
    time_start timestamp, time_end timestamp, ts_waiting interval, ts_polling interval,
    ts_servicing interval, call_history_id varchar, from_userpart varchar,
    from_displayname varchar, to_dn varchar);
  create table callcent_ag_dropped_calls (idcallcent_ag_dropped_calls integer, ag_num varchar,
    time_start timestamp, time_end timestamp, ts_polling interval, reason_noanswerdesc varchar,
    q_call_history_id varchar);
  insert into callcent_queuecalls values
    (1, '800', '2026-11-10 14:00:00', '2026-11-10 14:04:37', '00:00:37', '00:00:37', '00:04:00',
     '0000017EDAE4E87B_120', '${plain}', '${oldName}', '121');
  insert into callcent_ag_dropped_calls values
    (1, '122', '2026-11-10 14:00:01', '2026-11-10 14:00:16', '00:00:15', 'No Answer',
     '0000017EDAE4E87B_120');
  insert into cl_party_info values
    (1, 1, '${spaced}', '${bracketed}', '${oldName}', '${plus}'),
    (2, 0, '121', '', '${oldName}', ''), (3, 13, '10001', '${spaced}', '${oldName}', ''),
    (4, 77, '${bracketed}', '${plain}', '${oldName}', '');
  insert into cl_participants values
    (11, 500, 1, '2026-11-10 15:00:00+00', null, '2026-11-10 15:00:50+00'),
    (12, 500, 2, '2026-11-10 15:00:00+00', '2026-11-10 15:00:09+00', '2026-11-10 15:00:50+00'),
    (21, 501, 2, '2026-11-10 16:10:00+00', null, '2026-11-10 16:12:10+00'),
    (22, 501, 3, '2026-11-10 16:10:00+00', '2026-11-10 16:10:10+00', '2026-11-10 16:12:10+00'),
    (31, 502, 4, '2026-11-10 17:10:00+00', null, '2026-11-10 17:12:10+00'),
    (32, 502, 2, '2026-11-10 17:10:00+00', '2026-11-10 17:10:10+00', '2026-11-10 17:12:10+00');
  insert into cl_segments values
    (1, 500, 1, 11, 12, '2026-11-10 15:00:00+00', '2026-11-10 15:00:50+00', 1),
    (2, 501, 1, 21, 22, '2026-11-10 16:10:00+00', '2026-11-10 16:12:10+00', 1),
    (3, 502, 1, 31, 32, '2026-11-10 17:10:00+00', '2026-11-10 17:12:10+00', 1);`;
