import type { Damage } from './call.ts';
import type { NumberedCall } from './call-week.ts';
import type { CallWeek } from './horizon.ts';
import { damageLine, threeCxLine } from './three-cx-line.ts';

const repeatedLineCount = 25;
const linesWorthDamaging = 50;

/** One file of the telephone export, and what was done to it on purpose. */
export interface ExportFile {
  readonly name: string;
  readonly text: string;
  readonly lineCount: number;
  /** Lines at its head that stand at the end of the file before it, too. */
  readonly repeatedLineCount: number;
  readonly damage: Damage | null;
  /** The good lines at its end, for the next file to repeat. */
  readonly lastLines: readonly string[];
}

/** The name of a week's file. */
export function exportFileName(week: CallWeek): string {
  return `cdr-${week.name}.log`;
}

/**
 * The damage that a week's file gets: one bad line in each of the three latest closed weeks, and again
 * every twelve weeks before.
 */
function damageOf(week: CallWeek): Damage | null {
  const damages: Record<number, Damage> = {
    1: 'comma in a name',
    2: 'cut line',
    3: 'impossible date',
  };
  return damages[week.weeksAgo % 12] ?? null;
}

/**
 * The file of a week. Lines stand in the order in which calls end, roughly, as the telephone system
 * writes them; every sixth file begins with lines of the file before it.
 */
export function exportFile(
  week: CallWeek,
  calls: readonly NumberedCall[],
  previousLines: readonly string[],
): ExportFile {
  const spoilt = spoiltCall(week, calls);
  const good: string[] = [];
  const all: string[] = [];
  for (const numbered of [...calls].sort((a, b) => writtenMs(a) - writtenMs(b))) {
    const line = threeCxLine(numbered.call, numbered.historyNumber);
    if (numbered === spoilt?.numbered) all.push(damageLine(line, spoilt.damage));
    else {
      all.push(line);
      good.push(line);
    }
  }
  const repeated = week.weeksAgo % 6 === 1 ? previousLines : [];
  const lines = [...repeated, ...all];
  return {
    name: exportFileName(week),
    text: lines.map((line) => `${line}\n`).join(''),
    lineCount: lines.length,
    repeatedLineCount: repeated.length,
    damage: spoilt?.damage ?? null,
    lastLines: good.slice(-repeatedLineCount),
  };
}

/** An inbound call without an annotation, so that the loss of its line shows up once only. */
function spoiltCall(week: CallWeek, calls: readonly NumberedCall[]) {
  const damage = damageOf(week);
  if (damage === null || calls.length < linesWorthDamaging) return undefined;
  const numbered = calls.find(
    ({ call }) => call.service === null && call.from.type === 'Line' && call.from.name !== '',
  );
  return numbered === undefined ? undefined : { numbered, damage };
}

/** A line is written up to four seconds after the end of its call. */
function writtenMs({ call, historyNumber }: NumberedCall): number {
  return call.endMs + ((historyNumber * 2654435761) % 4000);
}
