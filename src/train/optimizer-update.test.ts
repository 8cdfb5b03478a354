import type { TrainingState } from './state-tensor.ts';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../core/parse-options.ts';
import { randomStream } from '../core/random.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { dropout } from '../nn/layers/dropout.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { ema } from '../optim/averages/ema.ts';
import { swa } from '../optim/averages/swa.ts';
import type { OptimizerSpec } from '../optim/optimizer.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { optimizerDefinitions } from '../optim/optimizers/index.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { Classifier } from './classifier.ts';
import { trainingSchema } from './recipe.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from './snapshot.ts';
import { Trainer } from './trainer.ts';
import { buildTrainingGraph } from './training-graph.ts';

const data = tinyData({ side: 6, classes: 3, train: 50, test: 20 });
const model = sequential({ input: [6, 6, 1], classes: 3 }, [
  conv2d({ filters: 3, kernelSize: 3 }),
  batchNorm(),
  flatten(),
  dropout({ rate: 0.2 }),
  dense({ units: 5, activation: 'tanh' }),
  dense({ units: 3 }),
]);

function trainer(optimizer: OptimizerSpec, epochs: number, snapshot?: Snapshot): Trainer {
  const training = parseOptions(
    trainingSchema,
    { optimizer, epochs, batchSize: 8, seed: 4, validation: { count: 15 } },
    'training',
  );
  const more = snapshot ? { snapshot } : {};
  return new Trainer({
    model,
    training,
    data,
    provider: cpuProvider,
    threads: 1,
    blockSize: undefined,
    ...more,
  });
}

/** Trains to the end, or until `stop` says so. */
async function train(
  subject: Trainer,
  stop: (progress: Snapshot['progress']) => boolean = () => false,
): Promise<Snapshot> {
  const run = subject.run();
  while (!(await run.next()).done) if (stop(subject.snapshot().progress)) break;
  await subject.release();
  return subject.snapshot();
}

const bits = (state: TrainingState) =>
  Object.entries(state).map(([name, { buffer }]) => [name, [...new Uint32Array(buffer)]] as const);

/** Options that any optimiser takes, drawn. */
function drawnOptions(index: number): Partial<OptimizerSpec> {
  const stream = randomStream(8, 'update-options', index);
  const oneOf = <T>(...choices: T[]) => choices[stream.integer(choices.length)]!;
  return {
    weightDecay: oneOf(0, 0.01),
    ...oneOf<object>({}, { clip: { value: 0.01 } }, { clip: { norm: 0.1 } }, { clip: { globalNorm: 0.1 } }),
    ...oneOf<object>({}, { lookahead: {} }, { lookahead: { steps: 3, alpha: 0.8 } }),
    ...oneOf<object>(
      { average: ema({ decay: 0.9 }) },
      { average: ema({ warmUp: true }) },
      { average: swa({ start: 0.4 }) },
    ),
    ...oneOf<object>(
      {},
      {
        groups: [
          { parameters: 'conv*', frozen: true },
          { parameters: 'dense1.*', weightDecay: 0.1 },
        ],
      },
      { groups: [{ parameters: ['*.kernel', '!conv*'], learningRateFactor: 0.5 }] },
      { groups: [{ parameters: 'batchNorm1.*', frozen: true }] },
    ),
  };
}

const cases = optimizerDefinitions.flatMap(({ type, defaults: { learningRate } }, index) =>
  [0, 1].map((turn) => ({ type, learningRate, ...drawnOptions(2 * index + turn) })),
);

describe('an optimizer with all that works around it', () => {
  it.each(cases.map((spec) => ({ spec, text: JSON.stringify(spec) })))(
    'goes on after a stop to the same bits: $text',
    async ({ spec }) => {
      const whole = await train(trainer(spec, 2));
      const stopped = trainer(spec, 2);
      const middle = await train(stopped, ({ epoch, stepInEpoch }) => epoch === 1 && stepInEpoch > 0);
      const saved = encodeSnapshot(middle, stopped.graph.state);
      const snapshot = decodeSnapshot(saved, stopped.graph.state, 'test');
      expect(snapshot.progress.stepInEpoch).toBeLessThan(stopped.stepsPerEpoch);
      const resumed = await train(trainer(spec, 2, snapshot));
      expect(bits(resumed.state)).toEqual(bits(whole.state));
      expect(bits(resumed.bestWeights)).toEqual(bits(whole.bestWeights));
      expect(resumed.progress.history.map(({ val }) => val)).toEqual(
        whole.progress.history.map(({ val }) => val),
      );
      const trained = Object.values(whole.state).flatMap((tensor) => [...tensor]);
      expect(trained.every(Number.isFinite)).toBe(true);
    },
  );
});

describe('an average of the weights', () => {
  it.each([{ average: ema({ decay: 0.9 }) }, { average: swa({ start: 0 }) }])(
    'is what is evaluated, kept as the best and given as the result: $average.type',
    async ({ average }) => {
      const subject = trainer(adam({ learningRate: 0.02, average }), 2);
      const { state, bestWeights, progress } = await train(subject);
      const averages = Object.entries(state).filter(([name]) => name.endsWith('.average'));
      const tensors = subject.graph.state.filter(({ role }) => role === 'parameter' || role === 'statistic');
      expect(averages.map(([name]) => name.replace(/\.average$/, '')).sort()).toEqual(
        tensors.map(({ name }) => name).sort(),
      );
      const expected = Object.fromEntries(
        averages.map(([name, tensor]) => [name.replace(/\.average$/, ''), tensor]),
      );
      expect(bits(expected)).not.toEqual(bits(state));
      expect(bits(bestWeights).sort()).toEqual(bits(expected).sort());
      expect(bits(subject.resultWeights()).sort()).toEqual(bits(expected).sort());

      const classifier = await Classifier.compile(model, expected, cpuProvider, 1);
      const evaluation = classifier.evaluate({ ...data.train, indices: subject.split.validation });
      let last = await evaluation.next();
      while (!last.done) last = await evaluation.next();
      await classifier.release();
      expect(progress.history[1]?.val?.loss).toBe(last.value.loss);
    },
  );

  it('begins as the weights do, also where those are given', () => {
    const graph = buildTrainingGraph(model, { optimizer: sgd({ average: ema(), lookahead: {} }) }, 8);
    const copies = graph.state.filter(({ begins }) => begins.from === 'tensor');
    // Six parameters and two statistics have an average, and parameters have slow weights.
    expect(copies).toHaveLength(8 + 2 + 8);
  });
});

describe('a frozen parameter', () => {
  it('stays as it is to the bit, and a frozen batch norm leaves its statistics alone', async () => {
    const groups = [{ parameters: ['conv2d1.*', 'batchNorm1.*'], frozen: true as const }];
    const subject = trainer(adam({ groups, weightDecay: 0.1, clip: { globalNorm: 1 } }), 1);
    const before = subject.snapshot().state;
    const { state } = await train(subject);
    const text = new Map(bits(before).map(([name, words]) => [name, String(words)]));
    const same = bits(state).flatMap(([name, words]) => (text.get(name) === String(words) ? [name] : []));
    expect(same.sort()).toEqual([
      'batchNorm1.beta',
      'batchNorm1.gamma',
      'batchNorm1.mean',
      'batchNorm1.variance',
      'conv2d1.bias',
      'conv2d1.kernel',
    ]);
    expect(Object.keys(before).filter((name) => /^(conv2d1|batchNorm1)\.\w+\./.test(name))).toEqual([]);
  });

  it('has no gradient computed for it', () => {
    const ops = (frozen: string) => {
      const optimizer = adam({ groups: [{ parameters: frozen, frozen: true as const }] });
      const { graph } = buildTrainingGraph(model, { optimizer }, 8);
      return graph.nodes.filter(({ op }) => op.name.startsWith('conv2dWeightGradient')).length;
    };
    expect(ops('dense2.bias')).toBe(1);
    expect(ops('conv2d1.*')).toBe(0);
  });
});
