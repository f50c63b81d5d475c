/** Where a column is and how to read it: a header name, a place from 1 on, or more than that. */
export type ColumnRule =
  | string
  | number
  | {
      readonly column?: string | number | undefined;
      /** The same text for every line, in place of a column. */
      readonly value?: string | undefined;
      /** How a time or a duration is written. */
      readonly format?: string | undefined;
      /** What the words of the file mean. */
      readonly values?: Readonly<Record<string, string | boolean>> | undefined;
    };

export const textColumns = [
  'leg_id',
  'call_id',
  'direction',
  'kind',
  'status',
  'queue',
  'agent',
  'from_number',
  'to_number',
  'dialled_number',
  'transferred',
] as const;
export const timeColumns = ['started_at', 'answered_at', 'ended_at', 'updated_at'] as const;
export const startParts = ['started_date', 'started_time'] as const;
export const durationColumns = ['wait', 'ring', 'talk', 'hold', 'wrap_up', 'duration'] as const;

export type DurationColumn = (typeof durationColumns)[number];
export type TimeColumn = (typeof timeColumns)[number];
/** What a line can tell. */
export type Column =
  | (typeof textColumns)[number]
  | TimeColumn
  | (typeof startParts)[number]
  | DurationColumn;

/** What muster.yaml says about the lines of a source (`profile:`). */
export interface DeclaredProfile {
  /** Name pattern of the files: `*.csv`. */
  readonly files: string;
  readonly delimiter: string;
  /** The first line that is not skipped holds the names. */
  readonly header: boolean;
  /** `calls`: a line is a call, and its id the line's; `legs`: a call may have several lines. */
  readonly rows: 'calls' | 'legs';
  /** Regular expressions of lines that are no record. */
  readonly skipLines: readonly string[];
  /** Regular expression of one's own numbers. */
  readonly extensions: string;
  readonly agentKind: 'extension' | 'display_name' | 'user_id' | 'email';
  readonly columns: Readonly<Partial<Record<Column, ColumnRule | undefined>>>;
  readonly capabilities: Readonly<Record<string, boolean>>;
}

export const defaultProfile: DeclaredProfile = {
  files: '*.csv',
  delimiter: ',',
  header: true,
  rows: 'calls',
  skipLines: [],
  extensions: '[0-9]{2,6}',
  agentKind: 'extension',
  columns: {},
  capabilities: {},
};

/** A rule in full. */
export interface FullRule {
  readonly name: Column;
  readonly column?: string | number;
  readonly value?: string;
  readonly format?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** The columns that are declared, each in full. */
export function rulesOf(profile: DeclaredProfile): FullRule[] {
  return Object.entries(profile.columns).flatMap(([name, rule]) => {
    if (rule === undefined) return [];
    const given = typeof rule === 'object' ? rule : { column: rule };
    const values = given.values === undefined ? undefined : Object.entries(given.values);
    return [
      {
        name: name as Column,
        ...(given.column === undefined ? {} : { column: given.column }),
        ...(given.value === undefined ? {} : { value: given.value }),
        ...(given.format === undefined ? {} : { format: given.format }),
        ...(values === undefined
          ? {}
          : { values: Object.fromEntries(values.map(([word, means]) => [word, String(means)])) }),
      },
    ];
  });
}
