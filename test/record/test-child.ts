import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A script of the tests that runs in a process of its own, so that it can be killed. */
export interface TestChild {
  readonly processId: number;
  /** The next line it prints; rejects when it ends without one. */
  nextLine(): Promise<string>;
  /** Ends it as `kill -9` does and waits until it is gone. */
  kill(): Promise<void>;
  /** Its exit code, once it has ended by itself. */
  readonly ended: Promise<number | null>;
}

/** Starts a script beside the calling test, with one JSON argument. */
export function startChild(script: string, from: string, argument: unknown): TestChild {
  const path = fileURLToPath(new URL(script, from));
  const child = spawn(process.execPath, [path, JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    processId: child.pid ?? -1,
    ended,
    nextLine: async () => {
      const line = await lines.next();
      if (line.done === true) throw new Error(`${script} ended without a line`);
      return line.value;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
