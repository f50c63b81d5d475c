import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    globalSetup: ['test/suite-folder.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Files of one worker share its modules: to load DuckDB and every model anew for each took two minutes.
    isolate: false,
    env: { TZ: 'America/Detroit' },
  },
});
