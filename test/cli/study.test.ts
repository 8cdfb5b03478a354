import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../../src/runs/store.node.ts';
import { findTrialRun, type OwnRun } from '../../src/studies/trial-runs.node.ts';
import { parseRecipe } from '../../src/train/recipe.ts';
import { atelier, ended, startAtelier } from './run-cli.ts';
import { smallStudy as spec, someEpochs } from './small-study.ts';
import { putSmallSet } from './small-training.ts';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-study-'));
  await putSmallSet(join(root, 'corners'));
  await writeFile(join(root, 'small.json'), JSON.stringify(spec));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

interface ToldTrial {
  readonly number: number;
  readonly state: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly values?: readonly number[];
  readonly attempts: number;
  readonly failure?: { readonly kind: string; readonly message: string };
  readonly reports: readonly { readonly step: number }[];
  readonly facts: { readonly runs?: readonly string[]; readonly epochs?: number };
}

interface Told {
  readonly studies: readonly {
    readonly name: string;
    readonly done: boolean;
    readonly best: number | null;
    readonly trials: readonly ToldTrial[];
  }[];
}

function study(
  command: string,
  ...args: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return atelier(['study', command, ...args], { cwd: root });
}

function run(studies: string, ...args: readonly string[]): ChildProcess {
  const common = ['--data', 'corners', '--threads', '1', '--studies', studies];
  const page = studies === 'whole' ? ['--out', 'whole.html'] : ['--no-page', '--out', 'nowhere/page.html'];
  return startAtelier(['study', 'run', ...args, ...common, ...page, '--json'], { cwd: root });
}

async function toldBy(child: ChildProcess): Promise<Told['studies']> {
  const { code, stdout, stderr } = await ended(child);
  expect(stderr, stderr).not.toMatch(/defect/);
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as Told).studies;
}

describe('atelier study run', () => {
  it('tries what the space has, keeps it, and goes on with the same seed as if it had not ended', async () => {
    const [whole] = await toldBy(run('whole', 'small.json'));
    expect(whole!.trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete', 'complete']);
    const begun = await toldBy(run('parts', 'small.json', '--trials', '2'));
    expect(begun[0]!.trials).toHaveLength(2);
    const [resumed] = await toldBy(run('parts', 'small.json'));
    const what = ({ params, values }: ToldTrial) => ({ params, values });
    expect(resumed!.trials.map(what)).toEqual(whole!.trials.map(what));
    for (const { params } of whole!.trials) {
      expect(Object.hasOwn(params, 'momentum')).toBe(params['optimizer'] === 'sgd');
      expect(Object.hasOwn(params, 'units[1]')).toBe(params['depth'] === 2);
    }
    expect(await readFile(join(root, 'whole.html'), 'utf8')).toContain('small');
    const shown = await study('show', 'small', '--studies', 'whole');
    expect(shown.stdout).toContain('4 trials: 4 complete');
    const listed = await study('list', '--studies', 'whole');
    expect(listed.stdout).toMatch(/^small\s+0\s+0\s+4\s+0\s+0\s+0/m);
  });

  it('takes up what a killed process left, from its checkpoint', async () => {
    const child = run('killed', 'small.json', '--epochs', '40', '--trials', '2');
    const end = ended(child);
    await someEpochs(join(root, 'killed', 'small'));
    child.kill('SIGKILL');
    await end;
    const [told] = await toldBy(run('killed', 'small.json', '--epochs', '40', '--trials', '2'));
    const [first] = told!.trials;
    expect(told!.trials.map(({ state }) => state)).toEqual(['complete', 'complete']);
    // As a rule the first; the second one where this process was slow to kill.
    expect(told!.trials.map(({ attempts }) => attempts).sort()).toEqual([1, 2]);
    // One folder: the run was gone on with, not begun again.
    expect(await readdir(join(root, 'killed', 'small'))).toHaveLength(2);
    const [whole] = await toldBy(run('not-killed', 'small.json', '--epochs', '40', '--trials', '1'));
    expect(first!.values).toEqual(whole!.trials[0]!.values);
  });

  it('goes on with a run of a trial only where recipe and data are the same', async () => {
    const runs = join(root, 'killed', 'small');
    const [id] = await readdir(runs);
    const { record } = await readRun(join(runs, id!));
    const recipe = parseRecipe(record.recipe);
    const data = { ...record.data };
    const found = (change: Partial<OwnRun>) =>
      findTrialRun(runs, { name: record.name, recipe, data, ...change });
    expect((await found({}))?.id).toBe(id);
    expect(await found({ recipe: { ...recipe, epochs: 7 } })).toBeUndefined();
    expect(await found({ recipe: { ...recipe, seed: 7 } })).toBeUndefined();
    expect(await found({ data: { ...data, digest: '0' } })).toBeUndefined();
    expect(await found({ name: 'trial-0009' })).toBeUndefined();
  });

  let attempts = 0;

  // A process that is held up for longer than it may take to end is ended by the signal.
  it('ends on Ctrl-C with its trial given back', { retry: 2 }, async () => {
    const studies = `stopped-${++attempts}`;
    const child = run(studies, 'small.json', '--epochs', '500');
    const end = ended(child);
    while ((await readdir(join(root, studies, 'small')).catch(() => [])).length === 0) await sleep(20);
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
    const shown = await study('show', 'small', '--studies', studies, '--json');
    const [told] = (JSON.parse(shown.stdout) as Told).studies;
    expect(told!.trials.map(({ state }) => state)).toEqual(['queued']);
  });

  it('says which trials are infeasible and which diverged', async () => {
    const wrong = {
      ...spec,
      name: 'wrong',
      recipe: {
        model: {
          layers: [
            { $repeat: 'pools', of: [{ type: 'maxPool2d', poolSize: 2 }] },
            { type: 'flatten' },
            { type: 'dense', units: 8, activation: 'relu' },
            { type: 'dense', units: { $data: 'classes' } },
          ],
        },
        optimizer: { type: 'sgd', learningRate: { $param: 'rate' } },
        epochs: 1,
        batchSize: 32,
      },
      cases: {},
      sampler: { type: 'grid' },
      space: {
        pools: { type: 'choice', values: [1, 9] },
        rate: { type: 'choice', values: [0.01, 1e30] },
      },
    };
    await writeFile(join(root, 'wrong.json'), JSON.stringify(wrong));
    const [told] = await toldBy(run('wrong', 'wrong.json'));
    const outcome = told!.trials.map(({ params, state, failure }) => [
      params['pools'],
      params['rate'],
      failure?.kind ?? state,
    ]);
    expect(outcome.sort()).toEqual([
      [1, 0.01, 'complete'],
      [1, 1e30, 'diverged'],
      [9, 0.01, 'infeasible'],
      [9, 1e30, 'infeasible'],
    ]);
  });

  it('prunes trials, and continues one of them to its end', async () => {
    const args = [
      'small.json',
      '--trials',
      '3',
      '--epochs',
      '4',
      '--set',
      'pruner={"type":"threshold","lower":0.999}',
    ];
    const { code, stdout } = await ended(run('pruned', ...args));
    expect(code).toBe(1);
    const [told] = (JSON.parse(stdout) as Told).studies;
    expect(told!.trials.map(({ state, reports }) => [state, reports.length])).toEqual([
      ['pruned', 1],
      ['pruned', 1],
      ['pruned', 1],
    ]);
    const continued = await study(
      'continue',
      'small',
      '1',
      '--data',
      'corners',
      '--threads',
      '1',
      '--studies',
      'pruned',
      '--json',
    );
    expect(continued.code, continued.stderr).toBe(0);
    const { trial } = JSON.parse(continued.stdout) as { trial: ToldTrial };
    expect([trial.state, trial.reports.length, trial.facts.epochs]).toEqual(['complete', 4, 4]);
    const again = await study('continue', 'small', '1', '--studies', 'pruned');
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('trial 1 is complete')]);
  });

  it.each<[string, readonly string[], string]>([
    ['an unknown study', ['no-such'], 'there is no study "no-such"'],
    ['a file that is not there', ['none.json'], 'none.json'],
    ['--quick with a file', ['small.json', '--quick'], '--quick is for built-in studies'],
    ['a sampler that there is not', ['small.json', '--set', 'sampler.type=magic'], 'sampler'],
    ['an objective on the test images', ['small.json', '--set', 'objective=test.accuracy'], 'objective'],
    ['a path that there is not', ['small.json', '--set', 'recipes=1'], '--set recipes: unknown option'],
    [
      'a pruner without a monitor',
      ['small.json', '--set', 'objective=parameters', '--set', 'pruner={"type":"median"}'],
      'is not known before the end',
    ],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await study('run', ...args, '--data', 'corners', '--studies', 'refused');
    expect(stderr).toContain(message);
    expect(code).toBe(args[0] === 'none.json' ? 1 : 2);
    expect(await readdir(root)).not.toContain('refused');
  });

  it('refuses to go on with other data', async () => {
    await putSmallSet(join(root, 'others'), 200);
    await toldBy(run('other', 'small.json', '--trials', '1'));
    const { code, stderr } = await atelier(
      ['study', 'run', 'small.json', '--data', 'others', '--studies', 'other', '--trials', '2'],
      { cwd: root },
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining('was begun on')]);
  });

  it('is reported like runs are', async () => {
    const args = ['report', 'small', '--studies', 'whole', '--format', 'csv', '--out', '-'];
    const { code, stdout } = await atelier(args, { cwd: root });
    expect([code, stdout.trim().split(/\r?\n/).length]).toEqual([0, 5]);
    const runs = await atelier(['report', 'no-such', '--studies', 'whole'], { cwd: root });
    expect(runs.code).not.toBe(0);
  });

  it('stops and forgets studies', async () => {
    const stopped = await study('stop', 'small', '--studies', 'whole');
    expect(stopped.code).toBe(0);
    const unsure = await study('delete', 'small', '--studies', 'whole');
    expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    expect((await study('delete', 'small', '--studies', 'whole', '--yes')).code).toBe(0);
    expect((await study('list', '--studies', 'whole')).stdout).toContain('There are no studies');
    expect((await study('list', '--studies', 'nowhere')).stderr).toContain('there are no studies in');
    expect(await readdir(root)).not.toContain('nowhere');
    const gone = await study('show', 'small', '--studies', 'whole');
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('there is no study "small"')]);
  });
});
