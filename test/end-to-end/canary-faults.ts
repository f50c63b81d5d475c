import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import * as formats from './canary-lines.ts';
import { write } from './canary-workspace.ts';

const program = join(import.meta.dirname, '../..');

/** Something that a workspace does wrong, so that an error is told: what to call, and how it ends. */
export interface Fault {
  readonly name: string;
  readonly argv: readonly string[];
  readonly exitCode: number;
  /** Brings it about; gives what takes it away again. */
  readonly make: (folder: string) => Promise<() => Promise<void>>;
}

/** Lays a mapping with another expression over the program's own. */
function mapping(entity: string, from: string, to: string, exitCode = 3): Fault {
  const path = `sql/sources/${entity}.sql`;
  return {
    name: `${entity}: ${to}`,
    argv: ['extract', entity, '--full', '--debug'],
    exitCode,
    async make(folder) {
      const text = await readFile(join(program, path), 'utf8');
      if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
      await write(folder, path, text.replace(from, to));
      return () => rm(join(folder, path));
    },
  };
}

/** Changes a file of the workspace. */
function changed(name: string, path: string, from: string, to: string, entity: string): Fault {
  return {
    name,
    argv: ['extract', entity, '--debug'],
    exitCode: 3,
    async make(folder) {
      const text = await readFile(join(folder, path), 'utf8');
      if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
      await writeFile(join(folder, path), text.replace(from, to));
      return () => writeFile(join(folder, path), text);
    },
  };
}

const callsPath = 'sql/sources/files/calls.sql';

/** Mistakes whose errors a database or a reader tells with the value that it stumbled over. */
export const faults: readonly Fault[] = [
  mapping(
    'journals',
    'call_journals.review_score',
    'call_journals.call_summary::integer as review_score',
  ),
  mapping('tasks', 'tasks.due_date', 'tasks.title::date as due_date'),
  mapping('tasks', 'null::text as title', "(tasks.title::json ->> 'a') as title"),
  mapping('tasks', 'tasks.due_date', "to_date(tasks.title, 'YYYY-MM-DD') as due_date"),
  mapping('tasks', 'null::text as title', 'refuse(tasks.title) as title'),
  mapping('tasks', 'null::text as title', "array_to_string(tasks.title::text[], ',') as title"),
  mapping('tasks', 'tasks.due_date', 'tasks.title as due_date'),
  mapping(
    'stakeholders',
    'stakeholders.relationship_strength',
    "right(regexp_replace(stakeholders.phone, '[^0-9]', '', 'g'), 10)::bigint as relationship_strength",
    // Its rows are rejected, which this workspace lets pass.
    0,
  ),
  changed(
    'a telephone as a time',
    callsPath,
    "'phone': 'varchar'",
    "'phone': 'timestamp'",
    'calls',
  ),
  changed('a note cast', callsPath, '60 as talk_seconds', 'note::integer as talk_seconds', 'calls'),
  changed(
    'a phone cast',
    callsPath,
    '60 as talk_seconds',
    "left(regexp_replace(phone, '[^0-9]', '', 'g'), 10)::bigint::integer as talk_seconds",
    'calls',
  ),
  {
    name: 'too many rejected lines',
    argv: ['extract', '--source', 'switchboard', '--source', 'asterisk', '--debug'],
    exitCode: 3,
    async make(folder) {
      const path = join(folder, 'muster.yaml');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace('max_rejected_share: 1', 'max_rejected_share: 0.01'));
      const more = formats.markedFile(formats.threeCx).replaceAll('_7', '_8');
      await write(folder, 'inbox/switchboard/cdr-more.log', more);
      const log = formats.markedFile(formats.asteriskQueueLog).replaceAll('.5', '.6');
      await write(folder, 'inbox/asterisk/queue_log.1', log);
      return () => writeFile(path, text);
    },
  },
];

/** A function of the source that puts what it is given into its error. */
export async function makeRefusal(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create function refuse(given text) returns text language plpgsql as
    $$ begin raise exception 'no place for % here', given using detail = given, hint = given; end $$`);
  await client.end();
}
