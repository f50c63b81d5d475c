import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../pipelines/commands/program.ts';
import { exitCodes } from '../pipelines/run/user-error.ts';

const root = join(import.meta.dirname, '..');
const program = await createProgram({
  effects: {
    now: () => Temporal.Instant.from('2026-11-16T12:00:00Z'),
    print: () => undefined,
    log: { info: () => undefined, warn: () => undefined },
  },
  environment: {},
  currentFolder: root,
  isTerminal: false,
  setExitCode: () => undefined,
});

function helpOf(command: (typeof program.commands)[number]): string {
  let text = '';
  command.configureOutput({
    writeOut: (chunk) => {
      text += chunk;
    },
  });
  command.outputHelp();
  return text;
}

describe.each(program.commands.map((command) => [command.name(), command] as const))(
  'muster %s --help',
  (name, command) => {
    it('has a sentence, an example and the exit codes', () => {
      const help = helpOf(command);
      expect(command.description()).toMatch(/^[A-Z].*\.$/s);
      expect(help).toMatch(/Example:\n {2}(npm run demo|muster |npx muster )/);
      expect(help).toContain('Exit codes: 0 ');
      expect(help).toContain(`muster ${name}`);
    });

    it('is on the page of commands', () => {
      expect(readFileSync(join(root, 'docs/cli.md'), 'utf8')).toContain(`## muster ${name}\n`);
    });
  },
);

describe('docs', () => {
  it('explain every exit code in the runbook', () => {
    const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
    for (const code of Object.values(exitCodes)) expect(runbook).toContain(`\n| ${code} |`);
  });

  it('link only to files that exist', () => {
    const pages = [
      'README.md',
      ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => join('docs', name)),
    ];
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:\s]+)\)/g)]
        .map((match) => join(dirname(page), match[1] ?? ''))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${page}: ${relative('.', target)}`),
    );
    expect(broken).toEqual([]);
  });
});
