import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../counts.ts';
import { cdrSample, directCall, queueLogSample } from './asterisk-lines.ts';
import { makeWorkspace } from './workspace.ts';

const seed = 20261123;

const freeSwitchLine =
  '"Dana Frey","7345550142","121","public","2026-11-02 09:00:01","2026-11-02 09:00:06","2026-11-02 09:04:51","290","285","NORMAL_CLEARING","6a1d0c1e-b7f2-4c55-9a51-0d8f3c1e7a01","","","PCMU","PCMU"';

const inboxes = [
  { format: 'asterisk', file: 'Master.csv', samples: [...cdrSample, directCall(',"17936316.1"')] },
  { format: 'asterisk', file: 'queue_log', samples: queueLogSample },
  { format: 'freeswitch', file: 'Master.csv', samples: [freeSwitchLine] },
];

// Each sample names one of these; no line that is broken may carry them into raw.
const secrets = /Dana|Frey|7345550142|2485550117|17345550173/;

describe.each(inboxes)(
  'whatever the lines of $format hold in $file',
  ({ format, file, samples }) => {
    const mangled = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.nat({ max: 240 }),
        fc.nat({ max: 6 }),
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 3 }),
          fc.string({
            unit: fc.constantFrom(',', '"', '|', '\r', ';', '\u0001', '0'),
            maxLength: 3,
          }),
        ),
      )
      .map(([line, at, length, junk]) =>
        (line.slice(0, at) + junk + line.slice(at + length)).replaceAll('\n', ' '),
      );

    it('each is loaded or rejected, and no name and number of a caller is kept (CC-1, CC-12)', async () => {
      const contents = fc.array(mangled, { minLength: 1, maxLength: 120 });
      await fc.assert(
        fc.asyncProperty(contents, fc.boolean(), async (lines, isEnded) => {
          const workspace = await makeWorkspace();
          try {
            await workspace.write(`inbox/${file}`, lines.join('\n') + (isEnded ? '\n' : ''));
            const folder = `${workspace.folder}/inbox`;
            const source = { kind: 'cdr', name: 'pbx', format, folder, timeZone: 'UTC' } as const;
            const { units } = await workspace.extract([source], { maxRejectedShare: 1 });
            const [unit] = units;
            const parts = [unit?.loadedCount, unit?.rejectedCount, unit?.skippedCount];
            expect(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBe(unit?.readCount);
            const kept = await workspace.rows(
              `select to_json(call_lines)::varchar as text from raw.call_lines
             union all select to_json(rejects)::varchar from raw.rejects`,
            );
            expect(JSON.stringify(kept)).not.toMatch(secrets);
          } finally {
            await workspace.remove();
          }
        }),
        { seed, numRuns: tries(3, 200) },
      );
    });
  },
);
