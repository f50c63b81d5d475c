#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

// Beside what it was compiled from, which nobody else may write either; a folder that refuses it costs 0.4 s a start.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/muster'));

// What the environment says already counts more.
const { allocatorSettings } = await import('../pipelines/run/allocator.ts');
Object.assign(process.env, { ...allocatorSettings, ...process.env });

const { runProgram } = await import('../pipelines/commands/program.ts');
const { endWithReader, realEffects } = await import('../pipelines/run/effects.ts');

endWithReader();

process.exitCode = await runProgram(process.argv.slice(2), {
  effects: realEffects(),
  environment: process.env,
  currentFolder: process.cwd(),
  // A terminal without a width, as some schedulers give one, is no place to draw on.
  isTerminal: process.stderr.isTTY === true && process.stderr.columns > 20,
});
