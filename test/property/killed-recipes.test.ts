import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { readRun } from '../../src/index.ts';
import { bitsOf, onlyRun } from '../cli/small-training.ts';
import type { Job, JobNews } from './train-jobs.ts';

/** How many recipes are drawn; more in a longer search, as `ATELIER_KILLED_RECIPES=50 npx vitest run …`. */
const COUNT = Number(process.env['ATELIER_KILLED_RECIPES'] ?? 4);
/** Every second run is killed once more after it has been gone on with. */
const kills = (index: number) => 1 + (index % 2);

const stream = randomStream(21, 'killed-recipes');
// Not those of `resume.test.ts`.
const recipes = Array.from({ length: COUNT }, (_, index) => 100 + 10 * index + stream.integer(10));

let root = '';
/** What each recipe's run was when it was killed last. */
const atTheKill = new Map<number, Awaited<ReturnType<typeof readRun>>>();
const runsOf = (recipe: number, kind: 'whole' | 'killed') => join(root, `${kind}-${recipe}`);

/** Starts a process that does jobs, one after another. */
async function start(jobs: readonly Job[]): Promise<ChildProcess> {
  const file = join(root, `jobs-${process.hrtime.bigint()}.json`);
  await writeFile(file, JSON.stringify(jobs));
  const script = join(import.meta.dirname, 'train-jobs.ts');
  return spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function* newsOf(child: ChildProcess): AsyncGenerator<JobNews> {
  for await (const line of createInterface({ input: child.stdout! })) yield JSON.parse(line) as JobNews;
}

const exitOf = (child: ChildProcess) =>
  new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('exit', (code, signal) => {
      resolve(code ?? signal);
    }),
  );

/** Does jobs to their end; gives how many epochs and steps each took. */
async function finish(jobs: readonly Job[]) {
  const child = await start(jobs);
  const exit = exitOf(child);
  const ends: { readonly epochs: number; readonly steps: number }[] = [];
  for await (const { epochs, step } of newsOf(child)) if (epochs) ends.push({ epochs, steps: step });
  expect(await exit).toBe(0);
  return ends;
}

/** Does a job until a step is done and a moment is over, and kills it. */
async function kill(job: Job, atStep: number, delayMs: number): Promise<void> {
  const child = await start([job]);
  const exit = exitOf(child);
  for await (const { step, held } of newsOf(child)) {
    if (held !== true && step < atStep) continue;
    await sleep(delayMs);
    break;
  }
  child.kill('SIGKILL');
  expect(await exit).toBe('SIGKILL');
}

beforeAll(
  async () => {
    root = await mkdtemp(join(tmpdir(), 'atelier-killed-'));
    const ends = await finish(recipes.map((recipe) => ({ recipe, runsDir: runsOf(recipe, 'whole') })));
    const left: Job[] = [];
    for (const [index, recipe] of recipes.entries()) {
      const { epochs, steps } = ends[index]!;
      let job: Job = { recipe, runsDir: runsOf(recipe, 'killed') };
      for (let times = 0; times < kills(index); times++) {
        await kill({ ...job, holdAtEpoch: epochs }, stream.integer(steps + 1), stream.integer(30));
        job = { ...job, folder: await onlyRun(job.runsDir) };
      }
      atTheKill.set(recipe, await readRun(job.folder!));
      left.push(job);
    }
    await finish(left);
  },
  600_000 + 60_000 * COUNT,
);
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('training by any recipe, as a process that is killed at random steps', () => {
  it.each(recipes)('goes on to the same bits: recipe %i', async (recipe) => {
    const [whole, killed] = [await onlyRun(runsOf(recipe, 'whole')), await onlyRun(runsOf(recipe, 'killed'))];
    const { record, history } = atTheKill.get(recipe)!;
    expect(record.status).toBe('interrupted');
    expect(history.length).toBeLessThan((await readRun(whole)).history.length);
    expect(await bitsOf(killed)).toEqual(await bitsOf(whole));
  });
});
