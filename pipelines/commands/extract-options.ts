import type { Moment, ReadRequest } from '../extract/read-plan.ts';
import type { Calendar } from '../run/period.ts';
import { exitCodes, UserError } from '../run/user-error.ts';

/** The flags of `muster extract`, as they were typed. */
export interface ExtractOptions {
  readonly entity: readonly string[];
  readonly source: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly full?: boolean;
  readonly reconcile?: boolean;
  readonly rebuildRaw?: boolean;
  readonly json?: boolean;
}

/** What is to be read, and how. */
export interface ExtractRequest {
  readonly onlyEntities?: readonly string[];
  readonly onlySources?: readonly string[];
  readonly reading: ReadRequest;
  readonly isRebuild: boolean;
}

/** Reads the flags. Throws a UserError (exit 2) for those that contradict each other. */
export function readExtractOptions(
  names: readonly string[],
  options: ExtractOptions,
  calendar: Calendar,
): ExtractRequest {
  const onlyEntities = [...names, ...options.entity];
  refuseContradictions(onlyEntities, options);
  const since = readMoment('--since', options.since, calendar);
  const until = readMoment('--until', options.until, calendar);
  if (since !== undefined && until !== undefined && since.at >= until.at) {
    throw refuse('--until is not after --since', 'Name the begin first.');
  }
  return {
    ...(onlyEntities.length === 0 ? {} : { onlyEntities }),
    ...(options.source.length === 0 ? {} : { onlySources: options.source }),
    reading: {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      isFull: options.full === true,
      isReconciling: options.reconcile === true,
    },
    isRebuild: options.rebuildRaw === true,
  };
}

function refuseContradictions(entities: readonly string[], options: ExtractOptions): void {
  const isPart = options.since !== undefined || options.until !== undefined;
  if (isPart && options.full === true) {
    throw refuse('--full reads all rows, --since and --until a part', 'Leave one of them out.');
  }
  if (isPart && options.reconcile === true) {
    throw refuse(
      '--reconcile compares all keys, --since and --until read a part',
      'Run them one after the other.',
    );
  }
  const narrows = entities.length > 0 || options.source.length > 0 || isPart;
  if (options.rebuildRaw === true && (narrows || options.full === true || options.reconcile)) {
    throw refuse('--rebuild-raw makes all of raw.duckdb anew', 'Name nothing beside it.');
  }
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

function readMoment(
  flag: string,
  text: string | undefined,
  calendar: Calendar,
): Moment | undefined {
  if (text === undefined) return undefined;
  try {
    const zoned = dayPattern.test(text)
      ? Temporal.PlainDate.from(text).toZonedDateTime(calendar.timeZone)
      : Temporal.Instant.from(text).toZonedDateTimeISO(calendar.timeZone);
    const utc = zoned.withTimeZone('UTC').toPlainDateTime();
    const at = utc.toString({ smallestUnit: 'microsecond' }).replace('T', ' ');
    return { at, date: zoned.toPlainDate().toString() };
  } catch {
    throw refuse(
      `${flag} is "${text}", which is no day and no instant`,
      'Write 2026-10-01, or 2026-10-01T08:00:00-04:00.',
    );
  }
}

function refuse(what: string, advice: string): UserError {
  return new UserError({ what, advice: `${advice} Nothing was read.`, exitCode: exitCodes.usage });
}
