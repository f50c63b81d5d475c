/** What the calls of a source can tell; a metric that needs what is false here is null. */
export interface CallCapabilities {
  readonly wait: boolean;
  readonly offers: boolean;
  readonly hold: boolean;
  readonly wrapUp: boolean;
  readonly talkInQueueCalls: boolean;
  /** Calls that nobody answered are in the data. */
  readonly unanswered: boolean;
  /** It can be told who handed a call over, and to whom. */
  readonly transfers: boolean;
  /** Ids of calls come from the source; false: calls were put together from times and parties. */
  readonly callIds: boolean;
  /** The talk that a record tells contains the time on hold; absent: it does not. */
  readonly holdInTalk?: boolean;
}

export interface PostgresSource {
  readonly kind: 'postgres';
  readonly name: string;
  readonly url: string;
  /** Whose mappings are read: those in `sql/sources/<profile>/`; absent: those in `sql/sources/`. */
  readonly profile?: string;
  /** The only ones that are read from here; absent: all that are mapped. */
  readonly entities?: readonly string[];
  /** Zone of its times without one, for its mappings to use. */
  readonly timeZone?: string;
  readonly statementTimeoutSeconds: number;
}

export interface FilesSource {
  readonly kind: 'files';
  readonly name: string;
  readonly folder: string;
  /** Whose mappings are read: those in `sql/sources/files/<profile>/`. */
  readonly profile?: string;
  readonly entities?: readonly string[];
  readonly timeZone?: string;
  readonly capabilities?: CallCapabilities;
}

export interface CdrSource {
  readonly kind: 'cdr';
  readonly name: string;
  readonly format: string;
  readonly folder: string;
  /** Zone in which the export writes its times. */
  readonly timeZone: string;
  /** The settings of the format that differ from its defaults. */
  readonly profile?: object;
  /** Where loaded files are moved to; absent: they stay. */
  readonly archiveFolder?: string;
}

/** A place that records come from, as the configuration names it; read only. */
export type Source = PostgresSource | FilesSource | CdrSource;

/** What one read of an entity or of one file came to. */
export interface ExtractedUnit {
  readonly source: string;
  readonly entity: string;
  /** The telephone export that was read; absent for an entity read by a mapping. */
  readonly fileName?: string;
  readonly fileHash?: string;
  /** `known`: its content was loaded before; `waiting`: it is still being written. */
  readonly state: 'read' | 'known' | 'waiting';
  readonly readCount: number;
  /** Rows that were accepted, those that were known already included. */
  readonly loadedCount: number;
  readonly rejectedCount: number;
  /** Lines that are no records, such as totals: read = loaded + rejected + skipped. */
  readonly skippedCount?: number;
  /** Of the lines loaded, those about a leg that another line tells already. */
  readonly mergedCount?: number;
  /** What a reader must know about the file, such as that it is probably not complete. */
  readonly note?: string;
  /** Keys that are new or differ from what raw held. */
  readonly changedCount: number;
  /** Keys that the source no longer has. */
  readonly deletedCount: number;
  /** The newest instant in the rows, in UTC; null where the entity has none. */
  readonly newestAt: string | null;
}

/** One line for the story of a run: `people → 47 rows, 2 changed`. */
export function formatUnit(unit: ExtractedUnit): string {
  const name = unit.fileName === undefined ? unit.entity : `${unit.source}/${unit.fileName}`;
  if (unit.state === 'known') return `${name} → loaded before`;
  if (unit.state === 'waiting') return `${name} → still being written, waits for the next run`;
  const parts = [
    `${unit.readCount.toLocaleString('en-US')} ${unit.fileName === undefined ? 'rows' : 'lines'}`,
    unit.changedCount === 0 ? '' : `${unit.changedCount.toLocaleString('en-US')} changed`,
    unit.deletedCount === 0 ? '' : `${unit.deletedCount.toLocaleString('en-US')} deleted`,
    unit.rejectedCount === 0 ? '' : `${unit.rejectedCount.toLocaleString('en-US')} rejected`,
    (unit.skippedCount ?? 0) === 0 ? '' : `${unit.skippedCount?.toLocaleString('en-US')} skipped`,
    (unit.mergedCount ?? 0) === 0 ? '' : `${unit.mergedCount?.toLocaleString('en-US')} merged`,
  ];
  const note = unit.note === undefined ? '' : ` (${unit.note})`;
  const nothing = unit.changedCount + unit.deletedCount === 0 ? ', nothing new' : '';
  return `${name} → ${parts.filter((part) => part !== '').join(', ')}${nothing}${note}`;
}
