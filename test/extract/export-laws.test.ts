import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CdrSource } from '../../pipelines/extract/sources.ts';
import { tries } from '../counts.ts';
import { inboxOf, makeWorkspace, type TestWorkspace } from './workspace.ts';

const seed = 20261123;

interface Format {
  readonly fileName: (index: number) => string;
  readonly header: string;
  readonly options: Partial<CdrSource>;
  readonly line: (index: number) => string;
}

const minute = (index: number) => String(index).padStart(2, '0');
const formats: Record<string, Format> = {
  '3cx-call-log': {
    fileName: (index) => `${index}.csv`,
    header: 'Call Time,Caller ID,Destination,Trunk,Did,Status,Ringing,Talking,Total Duration',
    options: { format: '3cx-call-log', timeZone: 'America/Detroit' },
    line: (index) =>
      `2026-11-01T03:${minute(index)}:00,73455501${minute(index)},Queue (800),T,1,Unanswered,0:00:00,0:00:${minute(index)},0:00:${minute(index)}`,
  },
  cucm: {
    fileName: (index) => `cdr_a_01_20261102_${index}`,
    header:
      'globalCallID_callManagerId,globalCallID_callId,pkid,dateTimeOrigination,dateTimeConnect,dateTimeDisconnect,duration,callingPartyNumber,originalCalledPartyNumber,finalCalledPartyNumber,origCause_value,destCause_value',
    options: { format: 'cucm' },
    line: (index) =>
      `1,${index},8b1f0000-0000-4000-8000-${String(index).padStart(12, '0')},1793628001,1793628002,17936281${minute(index)},9,73455501${minute(index)},2001,2001,0,16`,
  },
  declared: {
    fileName: (index) => `${index}.csv`,
    header: 'Start;End;Seconds;Caller;Agent;State',
    options: {
      format: 'declared',
      timeZone: 'America/Detroit',
      profile: {
        delimiter: ';',
        columns: {
          started_at: 'Start',
          ended_at: 'End',
          talk: 'Seconds',
          from_number: 'Caller',
          agent: 'Agent',
          status: 'State',
        },
      },
    },
    line: (index) =>
      `2026-11-01 03:${minute(index)}:00;2026-11-01 03:${minute(index)}:30;5;73455501${minute(index)};121;answered`,
  },
};

async function inNewWorkspace<T>(work: (workspace: TestWorkspace) => Promise<T>): Promise<T> {
  const workspace = await makeWorkspace();
  try {
    return await work(workspace);
  } finally {
    await workspace.remove();
  }
}

describe.each(Object.entries(formats))('lines of the format %s', (_name, format) => {
  it('are each loaded, rejected or skipped, whatever they hold', async () => {
    const junk = fc.string({
      unit: fc.constantFrom(',', '"', ';', '\r', '\n', '\u0000', '\u001f', 'é', '(', ')', ':', '1'),
      maxLength: 12,
    });
    const spoiled = fc
      .tuple(fc.nat({ max: 59 }), fc.nat({ max: 90 }), fc.nat({ max: 9 }), junk)
      .map(([index, at, length, text]) => {
        const line = format.line(index);
        return line.slice(0, at) + text + line.slice(at + length);
      });
    const lines = fc.array(fc.oneof(spoiled, junk, fc.nat({ max: 59 }).map(format.line)), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), async (rows, isEnded) => {
        await inNewWorkspace(async (workspace) => {
          const text = [format.header, ...rows].join('\n') + (isEnded ? '\n' : '');
          await workspace.write(`inbox/${format.fileName(0)}`, text);
          const { units } = await workspace.extract([inboxOf(workspace, format.options)], {
            maxRejectedShare: 1,
          });
          expect(units).toHaveLength(1);
          const [unit] = units;
          const { loadedCount = 0, rejectedCount = 0, skippedCount = 0 } = unit ?? {};
          expect(loadedCount + rejectedCount + skippedCount).toBe(unit?.readCount);
          const clean = rows.filter((row) => /^[0-9]/.test(row) && formatKnows(format, row));
          expect(loadedCount).toBeGreaterThanOrEqual(text.includes('"') ? 0 : new Set(clean).size);
          expect(
            await workspace.rows(`select
              (select count(*) from raw.rejects) as rejects,
              (select count(*) from raw.rejects where kept_text like '%5550%') as numbers`),
          ).toEqual([{ rejects: rejectedCount, numbers: 0 }]);
        });
      }),
      { seed, numRuns: tries(5, 150) },
    );
  });
});

/** Whether a row is one that the format's own generator makes. */
function formatKnows(format: Format, row: string): boolean {
  return Array.from({ length: 60 }, (_, index) => format.line(index)).includes(row);
}
