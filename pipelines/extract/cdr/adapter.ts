import type { CallCapabilities } from '../sources.ts';
import { threeCx } from './3cx/adapter.ts';
import { threeCxCallLog } from './3cx-call-log/adapter.ts';
import { asterisk } from './asterisk/adapter.ts';
import { cucm } from './cucm/adapter.ts';
import { declared } from './declared/adapter.ts';
import { freeSwitch } from './freeswitch/adapter.ts';

/** What an adapter is told about the source whose lines it reads. */
export interface LineContext<P extends object = object> {
  /** IANA zone of the times in the lines. */
  readonly timeZone: string;
  /** The format's own settings: its defaults, and over them what `muster.yaml` says. */
  readonly profile: P;
}

/** One kind of file of a format. Most formats have one. */
export interface CdrShape<P extends object = object> {
  /** Such as `queue-log`; unique within the format. */
  readonly name: string;
  /** Whether a file of this name in the inbox has this shape; the first shape that says so reads it. */
  isExport(fileName: string): boolean;
  /**
   * `lines`: a line is a record. `quoted`: CSV whose quoted fields may hold line ends; the lines of one
   * record are joined, and its line number is that of the first. A quote that never closes spoils its
   * own line only.
   */
  readonly records: 'lines' | 'quoted';
  /** Between the fields of quoted records; absent: a comma. */
  readonly delimiter?: string;
  /**
   * The first record of each file is a header: not in `cdr_lines` and not counted, but in the temporary
   * table `cdr_headers` (file_number, line_number, line).
   */
  readonly hasHeader: boolean;
  /**
   * Lines are only ever appended, and each can be read without the others: a file that grew is read
   * from where it ended before.
   */
  readonly isGrowing: boolean;
  /** Names are kept of these lines: UTF-8 stays, and only what is none becomes `?`. Absent: ASCII. */
  readonly keepsText?: boolean;
  /** Row counts at which such an export stops: a file that has exactly so many is probably not whole. */
  readonly rowCaps?: readonly number[];
  /**
   * SQL that reads the temporary view `cdr_lines` (file_number, line_number, line, is_cut: the last
   * line of a file, without its line end) into the temporary table `cdr_read`, one row a line:
   *
   * - file_number, line_number;
   * - reason: null for a good line, else why it is rejected; column_name and entity_key as far as they
   *   can be told; kept_text: times, ids, internal extensions and status, every other field as
   *   `<n chars>`;
   * - zone_difference_ms, where the format can tell: times of the line contradict the zone by so much;
   * - is_structure, where the format has such lines: true for a line that is no record, such as a row
   *   of totals. It is counted as skipped, and its reason is null;
   * - the columns of the entity call_lines that the format knows; never `source` and `file_hash`. The
   *   others may be left out and are null.
   */
  parseSql(context: LineContext<P>): string;
}

/**
 * One format of telephone exports. A new format is a new folder beside this file, with an adapter
 * that stands in the list below; docs/guides/adding-a-telephone-format.md goes through it.
 */
export interface CdrAdapter<P extends object = object> {
  /** Its name in `muster.yaml`. */
  readonly format: string;
  /** Settings of a source that says nothing about them. */
  readonly defaultProfile: P;
  /** What the calls of this format can tell. */
  capabilities(profile: P): CallCapabilities;
  readonly shapes: readonly CdrShape<P>[];
  /** Its shapes where the settings decide them; `shapes` is then empty. */
  shapesFor?(profile: P): readonly CdrShape<P>[];
}

const adapters: readonly CdrAdapter[] = [
  threeCx,
  threeCxCallLog,
  asterisk,
  freeSwitch,
  cucm,
  declared,
];

/** The adapter of a format; undefined when there is none. */
export function findAdapter(format: string): CdrAdapter | undefined {
  return adapters.find((adapter) => adapter.format === format);
}

/** The formats that can be read. */
export function knownFormats(): string[] {
  return adapters.map((adapter) => adapter.format);
}

/** The shapes that the files of a source may have. */
export function shapesOf<P extends object>(
  adapter: CdrAdapter<P>,
  source: { readonly profile?: object },
): readonly CdrShape<P>[] {
  return adapter.shapesFor?.(profileOf(adapter, source)) ?? adapter.shapes;
}

/** The settings that a source's lines are read with. */
export function profileOf<P extends object>(
  adapter: CdrAdapter<P>,
  source: { readonly profile?: object },
): P {
  return { ...adapter.defaultProfile, ...source.profile };
}
