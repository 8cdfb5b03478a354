/**
 * What a study of many trials costs, in a file by SQLite: opening it, the next suggestion of each sampler, and
 * `atelier study show`: `npm run bench:studies -- --trials 10000`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStudy, sqliteStorage, type StudyStorage } from '../src/index.ts';
import { quantile } from '../src/metrics/quantile.ts';
import type { SamplerSpec } from '../src/tune/sampler.ts';
import type { SpaceInput } from '../src/tune/space/space.ts';
import type { Study } from '../src/tune/study.ts';

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

/** A study with so many trials, all but the last few drawn at random, which is quick, and told by the sampler after that. */
async function filled(
  storage: StudyStorage,
  { sampler, space, objectives = 1 }: (typeof cases)[number],
): Promise<Study> {
  const definition = {
    name: sampler.type.toLowerCase(),
    space,
    objectives: Array.from({ length: objectives }, (_, index) => ({
      metric: `value ${index}`,
      direction: 'minimize' as const,
    })),
  };
  const study = await openStudy(storage, { ...definition, sampler: { type: 'random' } });
  for (let number = 0; number < TRIALS; number++) {
    const trial = await study.ask();
    const value = valueOf(trial!.params);
    await trial!.report(1, value + 1);
    await trial!.tell(objectives === 1 ? value : [value, Number(trial!.params['depth'])]);
  }
  return study;
}

async function suggestionMs(study: Study, sampler: SamplerSpec): Promise<number[]> {
  const { chooseParams } = await import('../src/tune/choose-params.ts');
  return Array.from({ length: REPEATS + 1 }, (_, repeat) => {
    const view = {
      space: study.space,
      directions: study.directions,
      trials: study.trials,
      definition: { sampler, seed: 0 },
    };
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
  console.log(`${TRIALS} trials in SQLite; medians of ${REPEATS}, and the largest`);
  const startMs = performance.now();
  const studies = new Map<string, Study>();
  for (const one of cases) {
    const key = JSON.stringify([one.space, one.objectives]);
    const study = studies.get(key) ?? (await filled(storage, one));
    studies.set(key, study);
    const times = await suggestionMs(study, one.sampler);
    console.log(
      `next suggestion, ${one.sampler.type.padEnd(7)} ${median(times).toFixed(1).padStart(7)} ms  ${Math.max(
        ...times,
      )
        .toFixed(1)
        .padStart(7)} ms`,
    );
  }
  const writes = TRIALS * studies.size;
  console.log(
    `one trial told, all its writes: ${((performance.now() - startMs) / writes).toFixed(2)} ms (with the above)`,
  );
  await storage.close();
  const shown = Array.from({ length: REPEATS }, () => {
    const beginMs = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../bin/atelier.js'), 'study', 'show', 'random', '--storage', path],
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
