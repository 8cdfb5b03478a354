import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/boundaries/fixture/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Loading modules anew for each file would take half a second of it. So a test leaves nothing behind in its process.
    isolate: false,
    // So long that only what hangs comes to it: how fast the machine is must not matter, nor what else it does.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
