import fc from 'fast-check';
import type { Graph } from '../../src/graph/graph.ts';
import type { ActivationSpec } from '../../src/nn/activations/index.ts';
import { activation } from '../../src/nn/layers/activation.ts';
import { batchNorm } from '../../src/nn/layers/batch-norm.ts';
import { add } from '../../src/nn/layers/add.ts';
import { concatenate } from '../../src/nn/layers/concatenate.ts';
import { conv2d } from '../../src/nn/layers/conv2d.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { dropout } from '../../src/nn/layers/dropout.ts';
import { flatten } from '../../src/nn/layers/flatten.ts';
import { globalAveragePool2d } from '../../src/nn/layers/global-average-pool2d.ts';
import { groupNorm } from '../../src/nn/layers/group-norm.ts';
import { layerNorm } from '../../src/nn/layers/layer-norm.ts';
import { prelu } from '../../src/nn/layers/prelu.ts';
import { residual } from '../../src/nn/layers/residual.ts';
import { spatialDropout2d } from '../../src/nn/layers/spatial-dropout2d.ts';
import { squeezeExcitation } from '../../src/nn/layers/squeeze-excitation.ts';
import type { LayerSpec } from '../../src/nn/layer.ts';
import { defaultLoss } from '../../src/nn/losses/index.ts';
import { buildModel, sequential, type ModelSpec } from '../../src/nn/model.ts';
import { modelLoss } from '../../src/train/training-loss.ts';
import { keepingWindows, narrowingWindows } from './random-windows.ts';

/** The images of random models are so wide. */
const SIDE = 8;

const anyActivation = fc.constantFrom<ActivationSpec[]>(
  'linear',
  'relu',
  'tanh',
  'elu',
  'gelu',
  'hardSwish',
  'silu',
  'softplus',
  { type: 'leakyRelu', negativeSlope: 0.2 },
);

/** Norms of images of so many channels; the epsilons keep small groups from steps. */
function anyNorm(channels: number): fc.Arbitrary<LayerSpec> {
  const divisors = Array.from({ length: channels }, (_, index) => index + 1).filter(
    (groups) => channels % groups === 0,
  );
  return fc.oneof(
    fc.constantFrom(batchNorm({ epsilon: 1e-2 }), batchNorm({ epsilon: 1e-2, center: false })),
    fc.record({ center: fc.boolean(), scale: fc.boolean() }).chain((options) =>
      fc.oneof(
        fc
          .constantFrom('channels' as const, 'all' as const)
          .map((axis) => layerNorm({ axis, epsilon: 0.1, ...options })),
        fc.constantFrom(...divisors).map((groups) => groupNorm({ groups, epsilon: 0.1, ...options })),
      ),
    ),
  );
}

/** Layers that fit any image at least three pixels wide, and do not make it narrower. */
function anyLayer(filters: readonly number[]): fc.Arbitrary<LayerSpec[]> {
  const conv = fc
    .record({
      filters: fc.constantFrom(...filters),
      kernelSize: fc.constantFrom<(number | [number, number])[]>(1, 2, 3, [3, 1]),
      activation: anyActivation,
      useBias: fc.boolean(),
    })
    .map((options) => [conv2d({ ...options, padding: 'same' })]);
  const block = fc
    .constantFrom(...filters)
    .chain((count) => fc.tuple(fc.constant(count), anyNorm(count), anyActivation))
    .map(([count, norm, of]) => [
      conv2d({ filters: count, kernelSize: 3, padding: 'same' }),
      norm,
      activation(of),
    ]);
  const path = (count: number, kernelSize: number) => [
    conv2d({ filters: count, kernelSize, padding: 'same' }),
  ];
  const parallel = fc
    .constantFrom(...filters)
    .chain((count) =>
      fc.constantFrom(
        add({ paths: [path(count, 3), path(count, 1)] }),
        concatenate({ paths: [path(count, 1), []] }),
        residual({ layers: path(count, 3), shortcut: 'projection', activation: 'elu' }),
        residual({
          layers: [residual({ layers: path(count, 3), shortcut: path(count, 1) }), ...path(count, 3)],
          shortcut: 'projection',
        }),
      ),
    )
    .map((layer) => [layer]);
  const single = fc
    .constantFrom(
      dropout({ rate: 0.25 }),
      spatialDropout2d({ rate: 0.25 }),
      squeezeExcitation({ ratio: 1, activation: 'silu' }),
      prelu(),
    )
    .map((layer) => [layer]);
  return fc.oneof(conv, block, parallel, single, keepingWindows(filters));
}

/**
 * Small models of all kinds of layers: convolutions of all kinds, norms, poolings, dropout, branches, residual blocks and
 * dense layers, with many activations.
 *
 * @param filters the numbers of filters to choose from
 */
export function randomModel(filters: readonly number[]): fc.Arbitrary<ModelSpec> {
  const layer = anyLayer(filters);
  const end = fc.constantFrom<LayerSpec[][]>(
    [flatten(), dense({ units: 5, activation: 'tanh' }), dense({ units: 10 })],
    [globalAveragePool2d(), dense({ units: 10, useBias: false }), activation('logSoftmax')],
    [
      // Without it, biases of linear layers would reach the norm as constants, whose gradients are rounding noise.
      activation('tanh'),
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
      narrow: narrowingWindows(filters),
      after: fc.array(layer, { maxLength: 2 }),
      end,
    })
    .map(({ channels, before, narrow, after, end: last }) =>
      sequential({ input: [SIDE, SIDE, channels], classes: 10 }, [
        ...before.flat(),
        ...narrow,
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
