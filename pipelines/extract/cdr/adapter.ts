import type { CallCapabilities } from '../sources.ts';
import { threeCxV20 } from './3cx-v20/adapter.ts';

/** What an adapter is told about the source whose lines it reads. */
export interface LineContext {
  /** IANA zone of the times in the lines. */
  readonly timeZone: string;
}

/**
 * One format of telephone exports. A new format is a new folder beside this file, with an adapter
 * that stands in the list below.
 */
export interface CdrAdapter {
  readonly format: string;
  /** What the calls of this format can tell. */
  readonly capabilities: CallCapabilities;
  /** Whether a file of this name in the inbox is an export. */
  isExport(fileName: string): boolean;
  /**
   * SQL that reads the temporary view `cdr_lines` (file_number, line_number, line, is_cut: the last
   * line of a file, without its line end) into the temporary table `cdr_read`, one row a line:
   * file_number, line_number, the columns of the entity call_lines but `source` and `file_hash`, and
   * for a line that is rejected reason, column_name, entity_key, kept_text, and zone_difference_ms
   * where its times contradict the zone. A row is good when its reason is null.
   */
  parseSql(context: LineContext): string;
}

const adapters: readonly CdrAdapter[] = [threeCxV20];

/** The adapter of a format; undefined when there is none. */
export function findAdapter(format: string): CdrAdapter | undefined {
  return adapters.find((adapter) => adapter.format === format);
}

/** The formats that can be read. */
export function knownFormats(): string[] {
  return adapters.map((adapter) => adapter.format);
}
