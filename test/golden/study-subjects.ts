import { randomStream } from '../../src/core/random.ts';
import { studyResults } from '../../src/report/study/results-of-study.ts';
import type { StudyResults } from '../../src/report/study/study-results.ts';
import { isInUse, parseSpace } from '../../src/tune/space/space.ts';
import { studyDefinitionSchema } from '../../src/tune/study-definition.ts';
import type { ParameterValue } from '../../src/tune/space/parameter.ts';
import type { Report, Trial, TrialState } from '../../src/tune/trial.ts';

/** Numbers from 0 to 1 that look like chance and are the same everywhere. */
function numbers(seed: number): () => number {
  const stream = randomStream(seed, 'study-subject');
  return () => stream.float64();
}

const SPACE = {
  optimizer: { type: 'choice', values: ['adam', 'sgd', 'muon & <co>'] },
  learningRate: { type: 'float', low: 1e-4, high: 1, log: true },
  momentum: { type: 'float', low: 0, high: 0.99, when: { optimizer: 'sgd' } },
  units: { type: 'integer', low: 16, high: 256, step: 16 },
  dropout: { type: 'float', low: 0, high: 0.5 },
} as const;

const EPOCHS = 9;
const BEGUN = Date.UTC(2026, 10, 21, 5);
const MINUTE = 60_000;

/** What a made-up study is to look like. */
export interface StudySubjectOptions {
  readonly name?: string;
  readonly trials?: number;
  /** Besides the accuracy: milliseconds an image, parameters. */
  readonly objectives?: 1 | 2 | 3;
  readonly seed?: number;
  readonly workers?: number;
}

interface MadeUp {
  readonly params: Record<string, ParameterValue>;
  readonly accuracy: number;
  readonly diverged: boolean;
}

/** Params at random, and an accuracy that depends on them: most on the rate, then on the optimiser. */
function madeUp(next: () => number): MadeUp {
  const space = parseSpace(SPACE);
  const params: Record<string, ParameterValue> = {};
  for (const parameter of space.parameters) {
    if (!isInUse(parameter, params)) continue;
    const draw = next();
    if (parameter.type === 'choice')
      params[parameter.name] = parameter.values[Math.floor(draw * parameter.values.length)]!;
    else if (parameter.name === 'learningRate') params[parameter.name] = 10 ** (-4 + 4 * draw);
    else if (parameter.name === 'units') params[parameter.name] = 16 * (1 + Math.floor(16 * draw));
    else params[parameter.name] = parameter.high * draw;
  }
  const rate = Math.log10(params['learningRate'] as number);
  const sgd = params['optimizer'] === 'sgd';
  const off = Math.abs(rate - (sgd ? -1.2 : -2.7));
  const accuracy =
    0.92 -
    0.025 * off ** 2 -
    (sgd ? 0.012 * (1 - (params['momentum'] as number)) : 0) -
    0.03 * Math.abs((params['dropout'] as number) - 0.2) +
    0.00004 * (params['units'] as number) +
    0.004 * (next() - 0.5);
  return { params, accuracy: Math.max(0.1, accuracy), diverged: !sgd && rate > -0.35 };
}

function reportsOf(accuracy: number, epochs: number, next: () => number): Report[] {
  return Array.from({ length: epochs }, (_, index) => ({
    step: index + 1,
    value: accuracy - 0.25 * Math.exp(-(index + 1) / 2) + (index + 1 === EPOCHS ? 0 : 0.004 * (next() - 0.5)),
  }));
}

/** Puts a number into its place among rising ones. */
function insert(rising: number[], value: number): void {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  rising.splice(low, 0, value);
}

/** A study as it might have been: the same for the same options. */
export function studySubject(options: StudySubjectOptions = {}): StudyResults {
  const { name = 'tuning', trials: count = 40, objectives = 1, seed = 1, workers = 2 } = options;
  const next = numbers(seed);
  const metrics = [
    { metric: 'validation accuracy', direction: 'maximize', share: true, images: 6000 },
    { metric: 'inference time', direction: 'minimize', share: false, unit: 'ms' },
    { metric: 'parameters', direction: 'minimize', share: false },
  ] as const;
  const definition = studyDefinitionSchema.parse({
    name,
    space: SPACE,
    objectives: metrics.slice(0, objectives).map(({ metric, direction }) => ({ metric, direction })),
    budget: { trials: count },
    steps: EPOCHS,
  });
  const clock = Array.from({ length: workers }, () => BEGUN);
  const best: number[] = [];
  const trials = Array.from({ length: count }, (_, number): Trial => {
    const { params, accuracy, diverged } = madeUp(next);
    const worker = number % workers;
    const pruned = !diverged && best.length > 4 && accuracy < best[Math.floor(best.length / 2)]! - 0.01;
    const state: TrialState = diverged
      ? 'failed'
      : pruned
        ? 'pruned'
        : number === count - 1
          ? 'running'
          : 'complete';
    const reports = diverged ? [] : reportsOf(accuracy, state === 'complete' ? EPOCHS : 3, next);
    if (state === 'complete') insert(best, accuracy);
    const startedAt = clock[worker]! + 2000;
    const endedAt = startedAt + (1 + reports.length) * 20_000 + 5000 * next();
    clock[worker] = endedAt + (number === Math.floor(count / 2) ? 600 * MINUTE : 0);
    const values = [
      accuracy,
      0.02 + 0.0004 * (params['units'] as number) + 0.01 * next(),
      785 * (params['units'] as number),
    ];
    return {
      number,
      state,
      params,
      fixed: {},
      reports,
      attempts: 1,
      losses: 0,
      worker: `worker-${worker + 1}`,
      queuedAt: startedAt,
      startedAt,
      ...(state === 'running' ? { heartbeatAt: endedAt } : { endedAt }),
      ...(state === 'complete' ? { values: values.slice(0, objectives) } : {}),
      ...(diverged
        ? { failure: { kind: 'diverged', message: 'the loss is not a number at step 12' } as const }
        : {}),
      facts: {},
    };
  });
  return studyResults(
    { definition, space: parseSpace(SPACE), trials },
    {
      objectives: metrics.slice(0, objectives),
      step: 'epoch',
    },
  );
}
