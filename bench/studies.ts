/**
 * What a study of many trials costs: the next suggestion of each sampler, and, in a file by SQLite, telling a trial and
 * `atelier study show`: `npm run bench:studies -- --trials 10000`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomStream } from '../src/core/random.ts';
import { openStudy, sqliteStorage, type StudyStorage } from '../src/index.ts';
import { quantile } from '../src/metrics/quantile.ts';
import { chooseParams } from '../src/tune/choose-params.ts';
import type { SamplerSpec } from '../src/tune/sampler.ts';
import { randomValue } from '../src/tune/samplers/random.ts';
import { fillParams, parseSpace, type Space, type SpaceInput } from '../src/tune/space/space.ts';
import type { Trial } from '../src/tune/trial.ts';

const { values } = parseArgs({
  options: { trials: { type: 'string', default: '10000' }, repeats: { type: 'string', default: '5' } },
});
const TRIALS = Number(values.trials);
const REPEATS = Number(values.repeats);

const numbers: SpaceInput = {
  rate: { type: 'float', low: 1e-5, high: 1, log: true },
  decay: { type: 'float', low: 0, high: 0.5 },
  batch: { type: 'integer', low: 16, high: 512, log: true },
  depth: { type: 'integer', low: 1, high: 5 },
};
const withChoices: SpaceInput = {
  ...numbers,
  optimizer: { type: 'choice', values: ['sgd', 'adam', 'rmsprop'] },
  momentum: { type: 'float', low: 0, high: 0.99, when: { optimizer: 'sgd' } },
};

const cases: readonly {
  readonly sampler: SamplerSpec;
  readonly space: SpaceInput;
  readonly objectives?: number;
}[] = [
  { sampler: { type: 'random' }, space: withChoices },
  { sampler: { type: 'sobol' }, space: withChoices },
  { sampler: { type: 'tpe' }, space: withChoices },
  { sampler: { type: 'cmaEs' }, space: numbers },
  { sampler: { type: 'gp' }, space: numbers },
  { sampler: { type: 'nsga2' }, space: withChoices, objectives: 2 },
];

/** Values that depend on the parameters, so that samplers have something to learn. */
function valueOf(params: Readonly<Record<string, unknown>>): number {
  const { rate, decay, batch, depth } = params as Record<string, number>;
  return (Math.log10(rate!) + 3) ** 2 + decay! + Math.log2(batch!) / 10 + (depth! - 3) ** 2 / 4;
}

/** So many complete trials, drawn at random. */
function drawnTrials(space: Space, objectives: number): Trial[] {
  return Array.from({ length: TRIALS }, (_, number) => {
    const random = randomStream(0, 'bench-studies', number);
    const params = fillParams(space, (parameter) => randomValue(parameter, random));
    const value = valueOf(params);
    return {
      number,
      state: 'complete',
      params,
      fixed: {},
      values: objectives === 1 ? [value] : [value, Number(params['depth'])],
      reports: [{ step: 1, value: value + 1 }],
      attempts: 1,
      losses: 0,
      queuedAt: number,
      startedAt: number,
      endedAt: number + 1,
      facts: {},
    };
  });
}

/** Puts as many trials into a storage as a worker would; gives the time of each. */
async function tellTrials(storage: StudyStorage): Promise<number> {
  const study = await openStudy(storage, { name: 'many', space: withChoices, budget: { trials: TRIALS } });
  const startMs = performance.now();
  for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) {
    const value = valueOf(trial.params);
    await trial.report(1, value + 1);
    await trial.tell(value);
  }
  return (performance.now() - startMs) / TRIALS;
}

function suggestionMs({ sampler, space, objectives = 1 }: (typeof cases)[number]): number[] {
  const parsed = parseSpace(space);
  const view = {
    space: parsed,
    directions: Array.from({ length: objectives }, () => 'minimize' as const),
    trials: drawnTrials(parsed, objectives),
    definition: { sampler, seed: 0 },
  };
  return Array.from({ length: REPEATS + 1 }, (_, repeat) => {
    const startMs = performance.now();
    chooseParams(view, { number: TRIALS + repeat, fixed: {} });
    return performance.now() - startMs;
  }).slice(1);
}

function median(times: readonly number[]): number {
  return quantile(
    [...times].sort((a, b) => a - b),
    0.5,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-studies-'));
try {
  const path = join(folder, 'studies.db');
  const storage = await sqliteStorage(path);
  console.log(`${TRIALS} trials; medians of ${REPEATS}, and the largest`);
  for (const one of cases) {
    const times = suggestionMs(one);
    const [middle, most] = [median(times), Math.max(...times)].map((ms) => ms.toFixed(1).padStart(7));
    console.log(`next suggestion, ${one.sampler.type.padEnd(7)} ${middle} ms  ${most} ms`);
  }
  const eachMs = await tellTrials(storage);
  console.log(`a trial in SQLite, asked, told a report and its value: ${eachMs.toFixed(2)} ms`);
  await storage.close();
  const shown = Array.from({ length: REPEATS }, () => {
    const beginMs = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../bin/atelier.js'), 'study', 'show', 'many', '--storage', path],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return performance.now() - beginMs;
  });
  console.log(
    `atelier study show: ${median(shown).toFixed(0)} ms, ${Math.max(...shown).toFixed(0)} ms, from start to end of the process`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
