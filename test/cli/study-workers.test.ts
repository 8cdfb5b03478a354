import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPostgres, postgresServer, type PostgresServer } from '../../src/testing/postgres-server.node.ts';
import { atelier, ended, startAtelier } from './run-cli.ts';
import { smallStudy, someEpochs } from './small-study.ts';
import { putSmallSet } from './small-training.ts';

const skipped = noPostgres === undefined ? '' : ` (${noPostgres})`;

interface ToldTrial {
  readonly state: string;
  readonly attempts: number;
  readonly values: readonly number[];
  readonly facts: { readonly runs: readonly string[] };
}

// Both wait for most of their time: for a worker that has fallen silent, and for a server that is not there.
describe.skipIf(noPostgres).concurrent(`workers of a queue${skipped}`, () => {
  let root = '';
  let postgres: PostgresServer;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'atelier-workers-'));
    await putSmallSet(join(root, 'corners'));
    const recipe = { ...(smallStudy.recipe as Record<string, never>), epochs: 30 };
    await writeFile(join(root, 'small.json'), JSON.stringify({ ...smallStudy, recipe }));
    postgres = await postgresServer();
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(root, { recursive: true, force: true });
  });

  function work(url: string, studies: string): ChildProcess {
    const args = ['--storage', url, '--studies', studies, '--data', 'corners', '--threads', '1'];
    return startAtelier(['study', 'work', ...args, '--leave-when-done', '--json'], { cwd: root });
  }

  async function show(url: string): Promise<readonly ToldTrial[]> {
    const { stdout } = await atelier(['study', 'show', 'small', '--storage', url, '--json'], { cwd: root });
    return (JSON.parse(stdout) as { studies: { trials: readonly ToldTrial[] }[] }).studies[0]!.trials;
  }

  it('do every trial once, and go on with that of one that was killed', async () => {
    const url = await postgres.newDatabase();
    const started = await atelier(
      ['study', 'start', 'small.json', '--data', 'corners', '--storage', url, '--queue', '--json'],
      { cwd: root },
    );
    expect(JSON.parse(started.stdout)).toMatchObject({ study: 'small', queued: 4 });
    const runs = join(root, 'killed', 'small');
    const first = work(url, 'killed');
    const end = ended(first);
    await someEpochs(runs);
    first.kill('SIGKILL');
    await end;
    const others = await Promise.all([ended(work(url, 'killed')), ended(work(url, 'killed'))]);
    for (const { code, stderr } of others) expect(code, stderr).toBe(0);
    const trials = await show(url);
    expect(trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete', 'complete']);
    expect(trials.map(({ attempts }) => attempts).sort()).toEqual([1, 1, 1, 2]);
    expect(await readdir(runs)).toHaveLength(4);
  });

  it('are refused where there is no such database, without its password', async () => {
    const url = 'postgres://me:secret@127.0.0.1:1/none';
    const { code, stderr } = await atelier(['study', 'work', '--storage', url], { cwd: root });
    expect([code, stderr]).toEqual([1, expect.stringContaining('127.0.0.1:1')]);
    expect(stderr).not.toContain('secret');
    const file = await atelier(['study', 'start', 'small.json', '--queue'], { cwd: root });
    expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('--queue is for a PostgreSQL')]);
  });
});
