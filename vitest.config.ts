import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/boundaries/fixture/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Loading modules anew for each file would take half a second of it. So a test leaves nothing behind in its process.
    isolate: false,
    testTimeout: 60_000,
    // Some start a PostgreSQL server.
    hookTimeout: 60_000,
  },
});
