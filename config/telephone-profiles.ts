import { z } from 'zod';
import { isWholeTime, readTimeFormat } from '../pipelines/run/time-format.ts';
import { declaredColumns } from './declared-columns.ts';

/** The numbers of the company itself, in the profile of a format. */
export const ownNumbers = z
  .string()
  .refine(isPattern, 'Write a regular expression such as [0-9]{3}')
  .optional()
  .describe("Regular expression of one's own numbers and phones; absent: [0-9]{2,6}");

const timeFormat = z
  .string()
  .refine(isTimeFormat, 'Write a pattern such as dd/MM/yyyy HH:mm:ss, with day, hour and minute');

const destinations = z
  .array(z.string().regex(/[^*\s]/, 'Write 800, 800-809 or a name such as *Queue'))
  .optional();

/** `profile` of a 3CX call log. */
export const callLogProfile = z
  .strictObject({
    extensions: ownNumbers,
    date_format: timeFormat
      .optional()
      .describe('How the call time is written; absent: yyyy-MM-ddTHH:mm:ss'),
    queues: destinations.describe('What is a queue, by number, range or name (* for any text)'),
    ring_groups: destinations.describe('What is a ring group'),
    menus: destinations.describe('What is a menu or an announcement (digital receptionist)'),
    voicemail: destinations.describe('What is the voicemail'),
    has_wait: z
      .boolean()
      .optional()
      .describe('true: show the waits that are reckoned from the rows; absent: they are null'),
  })
  .prefault({});

/** `profile` of Cisco's records. */
export const cucmProfile = z
  .strictObject({
    extensions: ownNumbers,
    voicemail_pilots: z
      .array(z.string().regex(/^[0-9*#+]{1,20}$/, 'Write numbers such as 7000'))
      .optional()
      .describe('Numbers of the voicemail'),
    zero_duration_calls: z
      .boolean()
      .optional()
      .describe('true: the cluster also writes calls that were never connected'),
  })
  .prefault({});

/** `profile` of an export with declared columns; `capabilities` is what such a source may know. */
export function declaredProfile<T extends z.ZodType>(capabilities: T) {
  return z
    .strictObject({
      files: z.string().min(1).optional().describe('Name pattern of the files; absent: *.csv'),
      delimiter: z
        .string()
        .transform((text) => (text === 'tab' ? '\t' : text))
        .pipe(z.string().regex(/^[^"\r\n]$/, 'Write one character, or tab'))
        .optional()
        .describe('Between the fields; absent: a comma'),
      header: z.boolean().optional().describe('false: the first line is a record like the others'),
      rows: z
        .enum(['calls', 'legs'])
        .optional()
        .describe('legs: a call may have several lines; absent: calls'),
      skip_lines: z
        .array(z.string().refine(isPattern, 'Not a regular expression, such as ^Total'))
        .optional()
        .describe('Regular expressions of lines that are no record'),
      extensions: ownNumbers,
      agent_kind: z
        .enum(['extension', 'display_name', 'user_id', 'email'])
        .optional()
        .describe('What the column agent holds; absent: extension'),
      columns: declaredColumns.describe('Which column is what'),
      capabilities,
    })
    .refine(
      ({ header, columns }) => header !== false || !hasNamedColumn(columns),
      'Without a header columns are places from 1 on, not names',
    );
}

function hasNamedColumn(columns: object): boolean {
  return Object.values(columns).some((rule: unknown) => {
    const isFull = typeof rule === 'object' && rule !== null && 'column' in rule;
    return typeof (isFull ? rule.column : rule) === 'string';
  });
}

function isTimeFormat(text: string): boolean {
  const format = readTimeFormat(text);
  return format !== undefined && !format.hasOffset && isWholeTime(format);
}

/** What DuckDB's expressions know: neither looking around nor references back. */
function isPattern(text: string): boolean {
  if (text.length > 300 || /\(\?[=!<]|\\[1-9]/.test(text)) return false;
  try {
    return new RegExp(text, 'u').source !== '(?:)';
  } catch {
    return false;
  }
}
