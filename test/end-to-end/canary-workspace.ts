import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  makeCompany,
  makeOlderTelephoneTables,
  plantInCompany,
  plantInSegments,
} from './canary-company.ts';
import * as formats from './canary-lines.ts';
import { canaryNumber, canaryText, writtenForms } from './canary-markers.ts';

export const asOf = '2026-11-16T07:00:00-05:00';

/** The databases that a canary workspace reads and writes. */
export interface CanaryDatabases {
  readonly company: string;
  readonly plymouth: string;
  readonly older: string;
  readonly record: string;
}

const inboxes: Readonly<Record<string, readonly formats.MarkedFormat[]>> = {
  switchboard: [formats.threeCx],
  asterisk: [formats.asteriskCdr, formats.asteriskQueueLog],
  freeswitch: [formats.freeSwitch],
  cucm: [formats.cucm],
  console: [formats.callLog],
  hotline: [formats.declared],
};

function configOf({ company, plymouth, older, record }: CanaryDatabases): string {
  const also = 'time_zone: America/Detroit, required: false, max_age_hours: 9999';
  return `company: Canary
time_zone: America/Detroit
as_of: ${asOf}
sources:
  app: { kind: postgres, url: '${company}' }
  plymouth: { kind: postgres, url: '${plymouth}', profile: 3cx-cdroutput }
  older: { kind: postgres, url: '${older}', profile: 3cx-cl, required: false, max_age_hours: 9999 }
  3cx: { kind: cdr, format: 3cx, folder: inbox/3cx, time_zone: UTC }
  desk: { kind: files, folder: desk, required: false, max_age_hours: 9999 }
  switchboard: { kind: cdr, format: 3cx, folder: inbox/switchboard, time_zone: UTC, required: false,
    max_age_hours: 9999, profile: { older_time_zone: America/Detroit } }
  asterisk: { kind: cdr, format: asterisk, folder: inbox/asterisk, required: false,
    max_age_hours: 9999, profile: { queue_log: true } }
  freeswitch: { kind: cdr, format: freeswitch, folder: inbox/freeswitch, ${also} }
  cucm: { kind: cdr, format: cucm, folder: inbox/cucm, required: false, max_age_hours: 9999 }
  console: { kind: cdr, format: 3cx-call-log, folder: inbox/console, ${also} }
  hotline:
    kind: cdr
    format: declared
    folder: inbox/hotline
    time_zone: America/Detroit
    required: false
    max_age_hours: 9999
    profile:
      columns:
        call_id: Id
        started_at: Start
        status: { column: State, values: { OK: answered, LOST: abandoned } }
        from_number: Caller
        to_number: Called
        agent: Agent
        queue: Queue
        wait: Wait
        talk: { column: Talk, format: 'H:MM:SS' }
record: { url: '${record}' }
extract: { max_rejected_share: 1 }
deliver: { transport: file, unsubscribe: reports@example.com }
`;
}

const callsMapping = `-- Entity:  calls
-- Answers: which calls does the desk's list know?

select getvariable('source') as source, id as call_id, 'inbound' as direction,
  null::varchar as queue_id, 'extension' as agent_kind, '121' as agent_value,
  muster_private_hash(phone) as party_hash, muster_masked(phone) as party_masked,
  started_at, started_at as answered_at, started_at + interval 1 minute as ended_at,
  true as is_answered, null::integer as wait_seconds, 60 as talk_seconds,
  null::integer as hold_seconds, null::integer as wrap_up_seconds, false as is_transferred
from read_csv(getvariable('folder') || '/calls.csv', header = true,
  columns = {'id': 'varchar', 'phone': 'varchar', 'name': 'varchar', 'note': 'varchar',
    'started_at': 'timestamp'})
`;

function deskCalls(): string {
  const rows = writtenForms(canaryNumber(90)).map(
    (form, at) =>
      `d${at},"${form}","${canaryText('name').replaceAll('"', '')}","${canaryText('desk').replaceAll('"', '""')}",2026-11-10 1${at}:00:00`,
  );
  return ['id,phone,name,note,started_at', ...rows].join('\n');
}

/** Writes a file of the workspace. */
export async function write(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Makes a workspace with every kind of source, markers in all of them; gives the planted columns. */
export async function makeCanaryWorkspace(
  folder: string,
  databases: CanaryDatabases,
): Promise<string[]> {
  await mkdir(join(folder, 'inbox/3cx'), { recursive: true });
  await write(folder, 'muster.yaml', configOf(databases));
  await write(folder, 'sql/sources/files/calls.sql', callsMapping);
  await write(folder, 'desk/calls.csv', deskCalls());
  for (const [inbox, files] of Object.entries(inboxes)) {
    for (const file of files) {
      await write(folder, `inbox/${inbox}/${file.fileName}`, formats.markedFile(file));
    }
  }
  await makeCompany({
    databaseUrl: databases.company,
    telephoneUrl: databases.plymouth,
    inboxFolder: join(folder, 'inbox/3cx'),
    asOf,
  });
  await makeOlderTelephoneTables(databases.older);
  await plantInSegments(databases.plymouth);
  return plantInCompany(databases.company);
}
