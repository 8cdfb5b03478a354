import { describe, expect, it } from 'vitest';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { dropout } from '../nn/layers/dropout.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { maxPool2d } from '../nn/layers/max-pool2d.ts';
import { crossEntropy } from '../nn/losses/cross-entropy.ts';
import { sequential, type ModelSpec } from '../nn/model.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { parseOptions } from '../core/parse-options.ts';
import { ndArray } from '../core/nd-array.ts';
import { profiledStep } from '../profile/profiled-step.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { expectClose } from '../testing/test-op.ts';
import { trainingSchema, type TrainingOptions } from './recipe.ts';
import { sliceCount } from './slices.ts';
import { buildStep, buildTrainingGraph } from './training-graph.ts';

const MIB = 2 ** 20;
const ends = { input: [28, 28, 1], classes: 10 } as const;

describe('sliceCount', () => {
  it.each([
    ['what stays in the cache', 512, 40 * MIB, 0, 1],
    ['slices that stay there', 512, 150 * MIB, MIB, 8],
    ['no slice of fewer than 64 images', 256, 1000 * MIB, MIB, 4],
    ['slices of whole blocks', 192, 60 * MIB, MIB, 3],
    ['slices that are too large rather than none', 160, 100 * MIB, MIB, 2],
    ['a batch that has none', 500, 1000 * MIB, MIB, 1],
    ['fewer slices than gradients allow', 512, 150 * MIB, 40 * MIB, 2],
    ['no slices where gradients are larger than results', 512, 150 * MIB, 100 * MIB, 1],
  ])('gives %s', (_, batchSize, resultBytes, gradientBytes, slices) => {
    expect(sliceCount(batchSize, resultBytes, gradientBytes)).toBe(slices);
  });
});

describe('a training graph', () => {
  const optimizer = sgd({ learningRate: 0.1 });
  const slicesOf = (model: ModelSpec, batchSize: number, options = {}) =>
    buildTrainingGraph(model, { optimizer, ...options }, batchSize).slices;

  it('takes a large batch in slices', () => {
    expect(slicesOf(modelPresets.cnn(ends), 64)).toBe(1);
    expect(slicesOf(modelPresets.cnn(ends), 512)).toBe(8);
  });

  it('takes a batch whole of which the whole is asked', () => {
    const layers = modelPresets.cnn(ends).layers;
    expect(slicesOf({ ...ends, layers: [batchNorm(), ...layers] }, 512)).toBe(1);
    const loss = crossEntropy({ classWeights: Array.from({ length: 10 }, (_, index) => index + 1) });
    expect(slicesOf(modelPresets.cnn(ends), 512, { loss })).toBe(1);
  });

  it('does not take a batch in slices for the gradients of large kernels', () => {
    const layers = [flatten(), ...[4096, 4096, 10].map((units) => dense({ units }))];
    expect(slicesOf({ ...ends, layers }, 256)).toBe(1);
  });

  it('refuses slices where the whole is asked', () => {
    const layers = [batchNorm(), ...modelPresets.cnn(ends).layers];
    const build = () =>
      buildStep({ ...ends, layers }, { optimizer }, { batchSize: 64, slices: 2, probes: false });
    expect(build).toThrow('the batch is needed whole');
  });
});

const BATCH = 48;
const STEPS = 2;
const model = sequential({ input: [8, 8, 1], classes: 4 }, [
  conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
  maxPool2d(),
  conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
  flatten(),
  dropout({ rate: 0.4 }),
  dense({ units: 20, activation: 'relu' }),
  dense({ units: 4 }),
]);

const changes: Record<string, Partial<TrainingOptions>> = {
  'plain batches': {},
  'mixed and augmented batches': { mix: { type: 'mixup', alpha: 0.4 }, augment: [{ type: 'flip' }] },
  'penalties and clipping': {
    regularizers: [{ type: 'l2', parameters: '*', factor: 0.01 }],
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9, clip: { globalNorm: 0.1 } }),
  },
};

/** What two steps come to from the same state, with a batch in so many slices. */
async function steps(options: Partial<TrainingOptions>, slices: number, blockSize: number | undefined) {
  const common = { optimizer: sgd({ learningRate: 0.1 }), epochs: 1, batchSize: BATCH };
  const training = parseOptions(trainingSchema, { ...common, ...options }, 'training');
  const step = profiledStep(model, training);
  const graph = buildStep(model, training, { batchSize: BATCH, slices, probes: true });
  const compiled = await step.compile(cpuProvider, { threads: 1, blockSize }, graph);
  const results = await compiled.run(step.state, step.inputs(STEPS));
  await compiled.release();
  return { graph, results };
}

describe.each(Object.entries(changes))('a step that takes its batch in slices: %s', (_, options) => {
  it('gives what a step does that takes it whole', async () => {
    for (const blockSize of [undefined, await cpuProvider.blockSize()]) {
      const whole = await steps(options, 1, blockSize);
      const sliced = await steps(options, 3, blockSize);
      expect(sliced.graph.slices).toBe(3);
      const close = (name: 'losses' | 'corrects' | 'probes') => {
        const [actual, expected] = [sliced.results[name]!, whole.results[name]!];
        expectClose(ndArray([actual.length], actual), ndArray([expected.length], expected), 1e-5);
      };
      close('losses');
      close('corrects');
      close('probes');
      for (const { name, shape } of whole.graph.state) {
        const [actual, expected] = [sliced.results.state[name]!, whole.results.state[name]!];
        expectClose(ndArray(shape, actual), ndArray(shape, expected), 2e-5);
      }
    }
  });
});
