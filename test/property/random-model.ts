import fc from 'fast-check';
import type { Graph } from '../../src/graph/graph.ts';
import { activation } from '../../src/nn/layers/activation.ts';
import { batchNorm } from '../../src/nn/layers/batch-norm.ts';
import { branches } from '../../src/nn/layers/branches.ts';
import { conv2d } from '../../src/nn/layers/conv2d.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { dropout } from '../../src/nn/layers/dropout.ts';
import { flatten } from '../../src/nn/layers/flatten.ts';
import { globalAveragePool2d } from '../../src/nn/layers/global-average-pool2d.ts';
import { maxPool2d } from '../../src/nn/layers/max-pool2d.ts';
import type { LayerSpec } from '../../src/nn/layer.ts';
import { defaultLoss } from '../../src/nn/losses/index.ts';
import { buildModel, sequential, type ModelSpec } from '../../src/nn/model.ts';
import { modelLoss } from '../../src/train/training-loss.ts';

/** The images of random models are so wide. */
const SIDE = 8;

/** Layers that fit any image at least three pixels wide, and do not make it narrower. */
function anyLayer(filters: readonly number[]): fc.Arbitrary<LayerSpec[]> {
  const conv = fc
    .record({
      filters: fc.constantFrom(...filters),
      kernelSize: fc.constantFrom<(number | [number, number])[]>(1, 2, 3, [3, 1]),
      activation: fc.constantFrom('linear' as const, 'relu' as const, 'tanh' as const),
      useBias: fc.boolean(),
    })
    .map((options) => [conv2d({ ...options, padding: 'same' })]);
  const block = fc
    .constantFrom(...filters)
    .map((count) => [
      conv2d({ filters: count, kernelSize: 3, padding: 'same' }),
      batchNorm({ epsilon: 1e-2 }),
      activation('relu'),
    ]);
  const parallel = fc
    .record({
      merge: fc.constantFrom('add' as const, 'concatenate' as const),
      count: fc.constantFrom(...filters),
    })
    .map(({ merge, count }) => {
      const path = (kernelSize: number) => [conv2d({ filters: count, kernelSize, padding: 'same' })];
      const paths = merge === 'add' ? [path(3), path(1)] : [path(1), []];
      return [branches({ paths, merge })];
    });
  return fc.oneof(conv, block, parallel, fc.constant<LayerSpec[]>([dropout({ rate: 0.25 })]));
}

/**
 * Small models of all layers: convolutions, one of them strided, batch norm, pooling, dropout, branches and dense ones.
 *
 * @param filters the numbers of filters to choose from
 */
export function randomModel(filters: readonly number[]): fc.Arbitrary<ModelSpec> {
  const layer = anyLayer(filters);
  const narrowing = fc.constantFrom<LayerSpec[]>(
    maxPool2d(),
    maxPool2d({ poolSize: [3, 2] }),
    conv2d({ filters: filters[0]!, kernelSize: 3, strides: 2, padding: 'same' }),
    conv2d({ filters: filters[0]!, kernelSize: 3 }),
  );
  const end = fc.constantFrom<LayerSpec[][]>(
    [flatten(), dense({ units: 5, activation: 'tanh' }), dense({ units: 10 })],
    [globalAveragePool2d(), dense({ units: 10, useBias: false }), activation('logSoftmax')],
    [
      flatten(),
      dense({ units: 6 }),
      batchNorm({ epsilon: 1e-2 }),
      dense({ units: 10, activation: 'softmax' }),
    ],
  );
  return fc
    .record({
      channels: fc.constantFrom(1, 3),
      before: fc.array(layer, { maxLength: 2 }),
      narrow: narrowing,
      after: fc.array(layer, { maxLength: 2 }),
      end,
    })
    .map(({ channels, before, narrow, after, end: last }) =>
      sequential({ input: [SIDE, SIDE, channels], classes: 10 }, [
        ...before.flat(),
        narrow,
        ...after.flat(),
        ...last,
      ]),
    );
}

/** The loss of a model in training on three images, in a graph of its own inputs. */
export function buildLoss(graph: Graph, model: ModelSpec) {
  const images = graph.input('images', 'uint8', [3, ...model.input]);
  const labels = graph.input('labels', 'int32', [3]);
  const built = buildModel(graph, model, images, true);
  return {
    loss: modelLoss(defaultLoss, built, { labels }).loss,
    wrt: built.parameters.map(({ value }) => value),
  };
}
