import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runProgram } from '../../pipelines/commands/program.ts';

/** What one call of the command line gave. */
export interface Called {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the command line in this process, with both streams caught. */
export async function muster(
  argv: readonly string[],
  options: { folder?: string; environment?: Record<string, string>; now?: string } = {},
): Promise<Called> {
  const out: string[] = [];
  const err: string[] = [];
  const now = options.now === undefined ? undefined : Temporal.Instant.from(options.now);
  const exitCode = await runProgram(argv, {
    effects: {
      now: () => now ?? Temporal.Now.instant(),
      print: (text) => void out.push(text),
      log: {
        info: (line) => void err.push(line),
        warn: (line) => void err.push(`warning: ${line}`),
      },
    },
    environment: options.environment ?? {},
    currentFolder: options.folder ?? process.cwd(),
    isTerminal: false,
  });
  return { exitCode, stdout: out.join(''), stderr: err.join('\n') };
}

/** A folder for workspaces, through which the server of a root's workspace may pass. */
export async function makeParentFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-company-'));
  await chmod(folder, 0o711);
  return folder;
}

const program = join(import.meta.dirname, '../../bin/muster.ts');

/**
 * Starts the program as a process of its own and ends it with SIGKILL when a line of its story
 * matches, after a pause. Gives its exit code when it ended by itself before.
 */
export async function musterKilledAt(
  argv: readonly string[],
  line: RegExp,
  pauseMs: number,
): Promise<{ wasKilled: boolean; exitCode: number | null; stderr: string }> {
  const child = spawn(process.execPath, [program, ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  let timer: NodeJS.Timeout | undefined;
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (timer === undefined && line.test(stderr)) {
      timer = setTimeout(() => child.kill('SIGKILL'), pauseMs);
    }
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { wasKilled: exitCode === null, exitCode, stderr };
}

/** Copies a workspace whose server is stopped, owners and modes included. */
export function copyWorkspace(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

/** Another process that has a workspace's raw database open, until it is ended. */
export async function holdRaw(path: string): Promise<{ pid: number | undefined; end: () => void }> {
  const database = join(import.meta.dirname, '../../pipelines/warehouse/database.ts');
  const script = `import { Database } from ${JSON.stringify(database)};
    await Database.open(${JSON.stringify(path)});
    process.stdout.write('open');
    setInterval(() => undefined, 1000);`;
  const argv = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { pid: child.pid, end: () => void child.kill('SIGKILL') };
}

/** SHA-256 of every file below a folder, by path; the server's own files and logs are left out. */
export async function hashFolder(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const shown = relative(folder, path);
    if (!entry.isFile() || /^postgres\b/.test(shown) || shown.endsWith('.log')) continue;
    hashes.set(
      shown,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  }
  return new Map([...hashes].sort());
}
