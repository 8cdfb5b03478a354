import type { Json } from '../../core/json.ts';
import type { Params } from '../../tune/space/parameter.ts';
import type { Cases } from '../template.ts';
import type { TourInput } from '../tour.ts';

/**
 * The recipe that the built-in studies change. Its parameters: `architecture` (dense or cnn), `depth` (layers, or
 * convolutions with max-pooling), `optimizer`, `learningRate`, `batchSize`, `activation`, `loss`, `regularization`.
 */
const recipe: Readonly<Record<string, Json>> = {
  model: {
    layers: [
      {
        $when: { architecture: 'cnn' },
        then: [
          {
            $repeat: 'depth',
            of: [
              { type: 'conv2d', filters: { $param: 'filters' }, kernelSize: 3, padding: 'same' },
              { $when: { regularization: 'batchNorm' }, then: [{ type: 'batchNorm' }] },
              { type: 'activation', function: { $param: 'activation' } },
              { type: 'maxPool2d', poolSize: 2 },
            ],
          },
          { type: 'flatten' },
          { type: 'dense', units: 64 },
          { type: 'activation', function: { $param: 'activation' } },
        ],
      },
      {
        $when: { architecture: 'dense' },
        then: [
          { type: 'flatten' },
          {
            $repeat: 'depth',
            of: [
              { type: 'dense', units: 128 },
              { $when: { regularization: 'batchNorm' }, then: [{ type: 'batchNorm' }] },
              { type: 'activation', function: { $param: 'activation' } },
            ],
          },
        ],
      },
      { $when: { regularization: 'dropout' }, then: [{ type: 'dropout', rate: 0.3 }] },
      { type: 'dense', units: { $data: 'classes' } },
    ],
  },
  optimizer: { $param: 'optimizer' },
  loss: { $param: 'loss' },
  regularizers: { $when: { regularization: 'l2' }, then: [{ type: 'l2', factor: 1e-4 }] },
  augment: { $when: { regularization: 'augmentation' }, then: [{ type: 'flip' }, { type: 'shift' }] },
  batchSize: { $param: 'batchSize' },
};

const cases: Cases = {
  optimizer: {
    sgd: { type: 'sgd', momentum: 0.9, learningRate: { $param: 'learningRate' } },
    rmsprop: { type: 'rmsprop', learningRate: { $param: 'learningRate' } },
    adam: { type: 'adam', learningRate: { $param: 'learningRate' } },
    adamW: { type: 'adamW', weightDecay: 0.01, learningRate: { $param: 'learningRate' } },
    nadam: { type: 'nadam', learningRate: { $param: 'learningRate' } },
    adagrad: { type: 'adagrad', learningRate: { $param: 'learningRate' } },
    adadelta: { type: 'adadelta', learningRate: { $param: 'learningRate' } },
  },
  loss: {
    labelSmoothing: { type: 'crossEntropy', labelSmoothing: 0.1 },
  },
};

/** What parameters are where they are not studied. */
const start: Params = {
  architecture: 'cnn',
  depth: 2,
  filters: 32,
  optimizer: 'adam',
  learningRate: 0.001,
  batchSize: 64,
  activation: 'relu',
  loss: 'crossEntropy',
  regularization: 'none',
};

/** What all built-in studies share. Quick ones take a part of the images, few epochs and a narrow network. */
export function garmentTour(name: string, stages: TourInput['stages'], quick: boolean): TourInput {
  const size = quick
    ? { epochs: 3, subset: { count: 10_000 }, validation: { count: 4000, seed: 0 } }
    : { epochs: 10, validation: { fraction: 1 / 6, seed: 0 } };
  return {
    name: quick ? `${name}-quick` : name,
    recipe: { ...recipe, ...size },
    cases,
    start: quick ? { ...start, filters: 16, learningRate: 0.003 } : start,
    stages,
    seeds: 3,
  };
}
