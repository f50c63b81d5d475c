import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { CommandContext } from './context.ts';

/** One step of a longer piece of work. */
export interface Step {
  readonly title: string;
  /** Does the work; `tell` shows what it is at. Gives the line that says what came of it. */
  run(tell: (line: string) => void): Promise<string>;
}

/**
 * Runs steps one after the other and shows them on stderr: drawn anew on a terminal, a line each
 * elsewhere. The first step that throws ends it.
 */
export async function runSteps(steps: readonly Step[], context: CommandContext): Promise<void> {
  if (context.isTerminal) await drawSteps(steps);
  else for (const step of steps) await writeStep(step, context);
}

async function writeStep(step: Step, context: CommandContext): Promise<void> {
  const { log } = context.effects;
  log.info(`${step.title} …`);
  const startedAt = performance.now();
  const result = await step.run(() => undefined);
  log.info(`${step.title} → ${result}  ${elapsedSince(startedAt)}`);
}

async function drawSteps(steps: readonly Step[]): Promise<void> {
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (_context: unknown, task: { title: string; output: string }) => {
      const startedAt = performance.now();
      const result = await step.run((line) => {
        task.output = line;
      });
      task.title = `${step.title} → ${result}  ${elapsedSince(startedAt)}`;
    },
  }));
  const processOutput = new ProcessOutput(process.stderr, process.stderr);
  await new Listr(tasks, {
    renderer: DefaultRenderer,
    rendererOptions: { logger: new ListrLogger({ processOutput }), showErrorMessage: false },
    exitOnError: true,
  }).run();
}

function elapsedSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
