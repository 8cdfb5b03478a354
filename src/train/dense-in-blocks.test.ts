import { describe, expect, it } from 'vitest';
import { ndArray } from '../core/nd-array.ts';
import { randomStream } from '../core/random.ts';
import { activation } from '../nn/layers/activation.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { branches } from '../nn/layers/branches.ts';
import { dense } from '../nn/layers/dense.ts';
import { dropout } from '../nn/layers/dropout.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { ema } from '../optim/averages/ema.ts';
import { optimizerDefinitions, optimizerSchema } from '../optim/optimizers/index.ts';
import { updateNumbers } from '../optim/update-numbers.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../testing/test-graph.ts';
import { expectClose } from '../testing/test-op.ts';
import { CompiledStep } from './compiled-step.ts';
import { dropoutMasks } from './dropout-masks.ts';
import { initialState } from './initial-state.ts';
import { buildTrainingGraph, type StepOptions } from './training-graph.ts';

const BATCH = 128;
const STEPS = 3;
const EXAMPLES = 200;

// Away from zero, so that it is felt where one is left out.
const biasInitializer = { type: 'randomUniform', minval: -1, maxval: 1 } as const;
const model = sequential({ input: [8, 8, 1], classes: 10 }, [
  flatten(),
  dense({ units: 32, biasInitializer }),
  batchNorm(),
  activation('relu'),
  dropout({ rate: 0.25 }),
  branches({
    paths: [
      [dense({ units: 16, biasInitializer }), activation('tanh')],
      [dense({ units: 32, biasInitializer }), activation('relu')],
    ],
    merge: 'concatenate',
  }),
  dense({ units: 16, biasInitializer, activation: 'tanh' }),
  dense({ units: 10 }),
  activation('logSoftmax'),
]);

/** The state and the losses after a few steps, in the plain layout or in blocks. */
async function train(options: StepOptions, blockSize: number | undefined) {
  const training = buildTrainingGraph(model, options, BATCH);
  const stream = randomStream(4, 'dense-in-blocks');
  const images = Uint8Array.from({ length: EXAMPLES * 64 }, () => stream.integer(256));
  const labels = Int32Array.from({ length: EXAMPLES }, () => stream.integer(10));
  const numbers = updateNumbers(options.optimizer);
  const ofSteps = Array.from({ length: STEPS }, (_, step) =>
    numbers.at({ step, steps: STEPS, stepsPerEpoch: STEPS, history: [] }),
  );
  const first = initialState(training.state, 7);
  const step = await CompiledStep.compile(training, { images, labels }, cpuProvider, {
    threads: 2,
    blockSize,
  });
  try {
    const results = await step.run(first, {
      indices: Int32Array.from({ length: STEPS * BATCH }, () => stream.integer(EXAMPLES)),
      scalars: Object.fromEntries(
        training.scalars.map((name) => [name, Float32Array.from(ofSteps, (values) => values[name]!)]),
      ),
      masks: dropoutMasks(training.masks, 5, 0, STEPS),
    });
    return { ...results, first };
  } finally {
    await step.release();
  }
}

async function expectSame(options: StepOptions) {
  const plain = await train(options, undefined);
  const blocked = await train(options, machineBlockSize);
  expect(Object.keys(blocked.state)).toEqual(Object.keys(plain.state));
  for (const [name, first] of Object.entries(plain.first)) {
    const changes = [plain, blocked].map(({ state }) =>
      state[name]!.map((element, at) => element - first[at]!),
    );
    const [wanted, actual] = changes as [Float32Array, Float32Array];
    const mean = (of: (at: number) => number) =>
      wanted.reduce((sum, _, at) => sum + of(at), 0) / wanted.length;
    // In the mean, since some optimisers go by the sign of gradients that are almost zero.
    const error = mean((at) => Math.abs(actual[at]! - wanted[at]!));
    const change = mean((at) => Math.abs(wanted[at]!));
    expect(error, `${name}, of which the mean change is ${change}`).toBeLessThan(0.01 * change + 1e-7);
  }
  const array = (data: Float32Array) => ndArray([data.length], data);
  expectClose(array(blocked.losses), array(plain.losses), 1e-4);
  expect(blocked.state).not.toEqual(plain.state);
}

describe.skipIf(machineBlockSize === undefined)('dense layers that are trained in blocks', () => {
  const optimizer = (options: object) => optimizerSchema.parse(options);

  it.each(optimizerDefinitions.map(({ type }) => type))('become what plain ones become, with %s', (type) =>
    expectSame({ optimizer: optimizer({ type, learningRate: 1e-3 }) }),
  );

  it.each<[string, StepOptions]>([
    ['a limit of the norm', { optimizer: optimizer({ type: 'adam', clip: { globalNorm: 0.1 } }) }],
    ['a limit of each norm', { optimizer: optimizer({ type: 'adam', clip: { norm: 0.1 } }) }],
    ['AMSGrad', { optimizer: optimizer({ type: 'adam', amsgrad: true }) }],
    [
      'averages, Lookahead and weight decay',
      {
        optimizer: optimizer({
          ...{ type: 'adamW', weightDecay: 0.1, lookahead: { steps: 2 } },
          average: ema({ decay: 0.5 }),
        }),
      },
    ],
    [
      'frozen kernels',
      { optimizer: optimizer({ type: 'sgd', groups: [{ parameters: 'dense1.*', frozen: true }] }) },
    ],
    [
      'penalties and a limit of weights',
      {
        optimizer: optimizer({ type: 'sgd', learningRate: 0.1 }),
        regularizers: [
          { type: 'l2', factor: 0.01 },
          { type: 'maxNorm', limit: 0.5 },
        ],
      },
    ],
  ])('become what plain ones become, with %s', (_, options) => expectSame(options));
});
