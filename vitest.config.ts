import { defineConfig } from 'vitest/config';
import sequencer from './test/sequence.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    globalSetup: ['test/suite-folder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than the two cores of the smallest machine: end-to-end tests wait for servers and a browser.
    maxWorkers: 3,
    sequence: { sequencer },
    // Files of one worker share its modules: to load DuckDB and every model anew for each took two minutes.
    isolate: false,
    env: { TZ: 'America/Detroit' },
  },
});
