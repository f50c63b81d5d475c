#!/usr/bin/env node
import process from 'node:process';
import { runProgram } from '../pipelines/commands/program.ts';
import { endWithReader, realEffects } from '../pipelines/run/effects.ts';

endWithReader();

process.exitCode = await runProgram(process.argv.slice(2), {
  effects: realEffects(),
  environment: process.env,
  currentFolder: process.cwd(),
  // A terminal without a width, as some schedulers give one, is no place to draw on.
  isTerminal: process.stderr.isTTY === true && process.stderr.columns > 20,
});
