import { describe, expect, it } from 'vitest';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { randomStream } from '../core/random.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import type { ModelPresetName } from '../nn/preset-names.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { expectClose } from '../testing/test-op.ts';
import { CompiledStep } from './compiled-step.ts';
import { dropoutMasks } from './dropout-masks.ts';
import { initialState } from './initial-state.ts';
import { buildTrainingGraph } from './training-graph.ts';

const BATCH = 3;
const COUNT = 5;

// The float64 reference is slow: the deeper models of the zoo are stepped on smaller images.
const cases: [ModelPresetName, side: number][] = [
  ['ann', 28],
  ['mlp', 28],
  ['cnn', 28],
  ['deep-cnn', 28],
  ['lenet5', 28],
  ['resnet8', 12],
  ['resnet20', 8],
  ['densenet-bc-40', 8],
  ['mobilenetv2', 12],
  ['convnext-atto', 8],
];

describe.each(cases)('one step of %s, %i pixels wide', (name, side) => {
  const model = modelPresets[name]({ input: [side, side, 1], classes: 10 });
  const training = buildTrainingGraph(model, { optimizer: adam({ learningRate: 1e-3 }) }, BATCH);
  const stream = randomStream(3, 'step-test');
  const images = Uint8Array.from({ length: COUNT * side * side }, () => stream.integer(256));
  const labels = Int32Array.from({ length: COUNT }, () => stream.integer(10));
  const indices = Int32Array.of(4, 0, 2);
  const state = initialState(training.state, 11);
  const masks = dropoutMasks(training.masks, 5, 0, 1);
  const scalars = { stepSize: Float32Array.of(0.01), epsilon: Float32Array.of(1e-8) };

  it('gives on the runtime what the float64 reference gives', async () => {
    const shapes: Record<string, readonly number[]> = {
      images: [COUNT, side, side, 1],
      labels: [COUNT],
      indices: [BATCH],
    };
    for (const { name: key, shape } of [...training.state, ...training.masks]) shapes[key] = shape;
    const arrays: Record<string, NdArray> = {};
    for (const [key, data] of Object.entries({ images, labels, indices, ...state, ...masks, ...scalars })) {
      arrays[key] = ndArray(shapes[key] ?? [], data);
    }
    const expected = evaluateGraph(training.graph, arrays);

    const blockSize = await cpuProvider.blockSize();
    for (const size of blockSize === undefined ? [undefined] : [undefined, blockSize]) {
      const step = await CompiledStep.compile(training, { images, labels }, cpuProvider, {
        threads: 1,
        blockSize: size,
      });
      const result = await step.run(state, { indices, scalars, masks });
      expect(result.losses[0]).toBeCloseTo(expected['loss']!.data[0]!, 4);
      expect(result.corrects[0]).toBe(expected['correct']!.data[0]!);
      for (const { name: key, shape, role } of training.state) {
        // Adam's first step is the gradient's sign wherever it is not tiny, so its sums are compared instead. Gradients
        // that a later norm undoes are small differences of large numbers.
        if (role === 'parameter') continue;
        expectClose(ndArray(shape, result.state[key]), expected[key]!, 2e-3, 0.03);
      }
      await step.release();
    }
  });
});
