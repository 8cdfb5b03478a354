import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What waits for most of its time, for a minute in which a killed worker is silent, begins first: others fill that time. */
const WAITING = 'test/cli/study-workers.test.ts';

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => (moduleId.endsWith(WAITING) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/boundaries/fixture/**'],
    pool: 'forks',
    // One more than the cores of the smallest machine: some tests wait for databases, browsers and other processes.
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirst },
    // Loading modules anew for each file would take half a second of it. So a test leaves nothing behind in its process.
    isolate: false,
    // Threads of training and processes load the same modules again and again: what was compiled once is kept, as by bin/atelier.js.
    env: { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'node-compile-cache') },
    // So long that only what hangs comes to it: how fast the machine is must not matter, nor what else it does.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
