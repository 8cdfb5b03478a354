import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { atelier, ended, startAtelier } from './run-cli.ts';
import { adam, conv2d, dense, flatten, mixup, oneCycle, rotate, sequential, shift } from '../../src/index.ts';
import { bitsOf, onlyRun, putSmallSet, smallRecipe } from './small-training.ts';

let root = '';
let reference: unknown;
let trainingMs = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-resume-'));
  await putSmallSet(join(root, 'corners'));
  // With all that remembers or draws something: averages, slow weights, changed and mixed images from a thread of their own.
  const optimizer = adam({
    learningRate: oneCycle({ peak: 3e-3 }),
    average: { type: 'ema', decay: 0.9 },
    lookahead: { steps: 3, alpha: 0.5 },
  });
  const recipe = smallRecipe({
    optimizer,
    augment: [shift(), rotate({ degrees: 20 })],
    mix: mixup(),
    checkpoints: { top: 2, every: { steps: 5 } },
  });
  await writeFile(join(root, 'small.json'), JSON.stringify(recipe));
  const child = train('reference');
  const end = ended(child);
  await beginning('reference');
  const startMs = performance.now();
  expect(await end).toMatchObject({ code: 0 });
  trainingMs = performance.now() - startMs;
  reference = await bitsOf(await onlyRun(join(root, 'reference')));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

function train(runs: string): ChildProcess {
  const args = ['train', 'small.json', '--data', 'corners', '--threads', '1', '--runs', runs];
  return startAtelier(args, { cwd: root });
}

function resume(runs: string): ChildProcess {
  return startAtelier(['resume', 'latest', '--runs', runs], { cwd: root });
}

/** Waits until a run has its folder and record. */
async function beginning(runs: string): Promise<string> {
  for (;;) {
    const names = await readdir(join(root, runs)).catch(() => []);
    if (names.length > 0 && existsSync(join(root, runs, names[0]!, 'run.json')))
      return join(root, runs, names[0]!);
    await sleep(5);
  }
}

/** Waits until a run's worker has taken the run up: a killed owner's lock stays until then. */
async function takenUp(folder: string, child: ChildProcess): Promise<void> {
  const owner = (): Promise<unknown> => readFile(join(folder, 'owner.lock'), 'utf8').catch(() => undefined);
  const before = await owner();
  while (child.exitCode === null && (await owner()) === before) await sleep(5);
}

describe('a run that is killed', () => {
  const stream = randomStream(20, 'kill');
  const instants = Array.from({ length: 5 }, () => [stream.float64(), stream.float64()] as const);

  it.each(instants)('at %f and again at %d of its time resumes to the same bits', async (first, second) => {
    const runs = `killed-${first}`;
    const begun = train(runs);
    const folder = await beginning(runs);
    for (const [child, share] of [
      [begun, first],
      [undefined, second],
    ] as const) {
      const process = child ?? resume(runs);
      const end = ended(process);
      if (child === undefined) await takenUp(folder, process);
      await sleep(share * trainingMs * 0.9);
      process.kill('SIGKILL');
      await end;
    }
    const { code, stderr } = await ended(resume(runs));
    // Where the machine was quick, the run was complete before it could be killed.
    if (code !== 0)
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('is complete') as string,
      });
    expect(await bitsOf(folder)).toEqual(reference);
  });
});

describe.skipIf(process.platform === 'win32')('a run that is stopped by Ctrl-C', () => {
  let attempts = 0;

  // What is not saved within 0.8 s is not waited for. A machine that is held up for so long may try again.
  it('ends soon with 130, says how to go on, and goes on to the same bits', { retry: 2 }, async () => {
    const runs = `stopped-${++attempts}`;
    const child = train(runs);
    const end = ended(child);
    const folder = await beginning(runs);
    // In the midst of an epoch, whatever the machine's speed.
    while (!existsSync(join(folder, 'history.jsonl'))) await sleep(5);
    const startMs = performance.now();
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    const stoppedMs = performance.now() - startMs;
    console.log(`Ctrl-C took ${Math.round(stoppedMs)} ms`);
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(
      /\nerror: interrupted by SIGINT\nhint: "atelier resume stopped-\d\/\S+-small" goes on/,
    );
    expect(stderr).not.toContain('    at ');
    // A second is the promise; a machine that trains slowly may take longer, though not as long as for the training.
    expect(stoppedMs).toBeLessThan(Math.max(5000, trainingMs));
    expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({
      status: 'interrupted',
    });
    expect(await readdir(folder)).not.toContain('owner.lock');

    const resumed = await ended(resume(runs));
    expect(resumed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^small on corners\n/) as string,
    });
    // Not by beginning anew, which would give the same bits.
    expect(resumed.stderr).toMatch(/\ngoing on after epoch \d of 8\n/);
    expect(await bitsOf(folder)).toEqual(reference);
  });
});

describe.skipIf(process.platform === 'win32')('a run that is stopped within a step of many seconds', () => {
  it('ends all the same, by the signal, and can be resumed', async () => {
    const wide = conv2d({ filters: 64, kernelSize: 5, padding: 'same', activation: 'relu' });
    const layers = [...Array.from({ length: 4 }, () => wide), flatten(), dense({ units: 4 })];
    const model = sequential({ input: [16, 16, 1], classes: 4 }, layers);
    const recipe = smallRecipe({ model, batchSize: 396, epochs: 50 });
    await writeFile(join(root, 'slow.json'), JSON.stringify(recipe));
    const child = startAtelier(['train', 'slow.json', '--data', 'corners', '--runs', 'slow'], {
      cwd: root,
    });
    const end = ended(child);
    // A first step is done, and another one has just begun.
    while (!existsSync(join(await beginning('slow'), 'history.jsonl'))) await sleep(5);
    await sleep(500);
    child.kill('SIGINT');
    const { code, signal, stderr } = await end;
    // An exit with a code would have waited for the step.
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
    expect(stderr).toMatch(/\nerror: interrupted by SIGINT\nhint: "atelier resume slow\/\S+-small" goes on/);
    const { stdout } = await atelier(['runs', '--runs', 'slow'], { cwd: root });
    expect(stdout).toContain('interrupted');
  });
});

describe('atelier resume', () => {
  it('answers a complete run with 2', async () => {
    const { code, stdout, stderr } = await atelier(['resume', 'latest', '--runs', 'reference'], {
      cwd: root,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: reference\/\S+ is complete; there is nothing to resume\n/);
  });

  it('goes on with a run that its budget has ended', async () => {
    const args = ['train', 'small.json', '--data', 'corners', '--threads', '1', '--runs', 'budget'];
    const first = await atelier([...args, '--set', 'budget.minutes=1e-9'], { cwd: root });
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('1e-9 minutes') as string });
    const { code, stderr } = await ended(resume('budget'));
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('after epoch 1') as string,
    });
  });

  it('does not begin again where the state is lost', async () => {
    const args = ['train', 'small.json', '--data', 'corners', '--threads', '1', '--runs', 'lost'];
    await atelier([...args, '--set', 'budget.minutes=1e-9'], { cwd: root });
    const folder = await onlyRun(join(root, 'lost'));
    const history = await readFile(join(folder, 'history.jsonl'), 'utf8');
    await rm(join(folder, 'checkpoints'), { recursive: true });
    const { code, stderr } = await atelier(['resume', 'latest', '--runs', 'lost'], { cwd: root });
    expect(code).toBe(1);
    expect(stderr).toContain('last.safetensors is not there, although one epoch is done');
    expect(await readFile(join(folder, 'history.jsonl'), 'utf8')).toBe(history);
  });

  it('answers other data than the run’s with 2', async () => {
    const child = train('other');
    const end = ended(child);
    const folder = await beginning('other');
    child.kill('SIGKILL');
    await end;
    await putSmallSet(join(root, 'fewer'), 400);
    const args = ['resume', folder, '--data', 'fewer'];
    const { code, stderr } = await atelier(args, { cwd: root });
    expect(code).toBe(2);
    expect(stderr).toContain('was trained on other data than corners');
  });
});
