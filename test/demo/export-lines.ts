import { type BlueprintOptions, makeBlueprint } from '../../pipelines/demo/blueprint.ts';
import type { Call } from '../../pipelines/demo/call.ts';
import { callsOfWeek, type NumberedCall } from '../../pipelines/demo/call-week.ts';
import { type ExportFile, exportFile } from '../../pipelines/demo/export-file.ts';

/** Two months with a night on which the clocks go back, at a third of the calls. */
export const smallCompany: BlueprintOptions = {
  seed: 7,
  tenantCount: 24,
  asOf: Temporal.Instant.from('2026-11-16T07:00-05:00'),
  timeZone: 'America/Detroit',
  monthCount: 2,
  callScale: 0.3,
};

/** The calls and the files of a company, made in memory. */
export function makeExports(options: BlueprintOptions) {
  const blueprint = makeBlueprint(options);
  const calls: NumberedCall[] = [];
  const files: ExportFile[] = [];
  let firstNumber = 1;
  for (const week of blueprint.weeks) {
    const exported = callsOfWeek(blueprint.callPlan, week, firstNumber);
    firstNumber = exported.nextNumber;
    files.push(exportFile(week, exported.calls, files.at(-1)?.lastLines ?? []));
    calls.push(...exported.calls);
  }
  return { ...blueprint, calls, files };
}

/** The lines of a file. */
export function linesOf(file: ExportFile): string[] {
  return file.text.trimEnd().split('\n');
}

/** True for a call that came in to a queue. */
export function isQueueCall(call: Call): boolean {
  return call.to.type === 'Queue';
}
