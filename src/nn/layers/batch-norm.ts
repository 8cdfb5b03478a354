import { z } from 'zod';
import { fractionBelowOne, positiveNumber } from '../../core/option-schemas.ts';
import { ShapeError } from '../../core/errors.ts';
import { formatShape } from '../../core/shape.ts';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { batchNorm as normalize } from '../../ops/batch-norm.ts';
import { batchNormInference } from '../../ops/batch-norm-inference.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { reshape } from '../../ops/reshape.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { scaleAndShiftOptions, scaleAndShiftParameters } from './scale-and-shift.ts';

export const batchNormLayer = defineLayer({
  type: 'batchNorm',
  options: () =>
    z.strictObject({
      momentum: fractionBelowOne.default(0.9),
      epsilon: positiveNumber.default(1e-5),
      ...scaleAndShiftOptions,
    }),
  build: ({ momentum, epsilon, ...affine }, x, context) => {
    const channels = x.shape[1] as number;
    const all = (value: number) =>
      x.graph.constant('float32', [channels], new Float32Array(channels).fill(value));
    const { gamma = all(1), beta = all(0) } = scaleAndShiftParameters(affine, [channels], context);
    const runningMean = context.statistic('mean', [channels], 'zeros');
    const runningVariance = context.statistic('variance', [channels], 'ones');
    if (!context.training)
      return batchNormInference(x, gamma, beta, runningMean, runningVariance, { epsilon });

    if (context.isFrozen()) {
      context.updateStatistic('mean', runningMean);
      context.updateStatistic('variance', runningVariance);
      // In operations with gradients, for the layers before.
      const factor = divide(gamma, squareRoot(add(runningVariance, epsilon)));
      const along = (vector: Value) => reshape(vector, [1, channels, ...x.shape.slice(2).map(() => 1)]);
      return add(multiply(x, along(factor)), along(subtract(beta, multiply(runningMean, factor))));
    }
    const count = (x.shape as number[]).reduce((a, b) => a * b, 1) / channels;
    if (count < 2) {
      throw new ShapeError(`batchNorm: needs two values a channel to train on; got ${formatShape(x.shape)}`, {
        value: x.shape,
        hint: 'choose a batch size that leaves no last batch of one',
      });
    }
    const { y, mean, variance } = normalize(x, gamma, beta, { epsilon });
    const blend = (running: Value, fresh: Value, scale: number) =>
      add(multiply(running, momentum), multiply(fresh, (1 - momentum) * scale));
    context.updateStatistic('mean', blend(runningMean, mean, 1));
    context.updateStatistic('variance', blend(runningVariance, variance, count / (count - 1)));
    return y;
  },
});

/**
 * Batch normalisation (Ioffe and Szegedy 2015) of [batch, features] or [batch, channels, height, width], channel by
 * channel. `momentum` is the share of the running statistics that stays, as in Keras; its default of 0.9, the epsilon
 * of 1e-5 and the unbiased running variance are PyTorch's. `center` and `scale` say whether there are a beta and a gamma,
 * `betaInitializer` and `gammaInitializer` how they begin: a gamma of 'zeros' makes a residual block begin as the identity.
 * Where they are frozen, it works by its running statistics in training as well, and leaves them as they are, as in Keras.
 *
 * @example batchNorm({ momentum: 0.9, gammaInitializer: 'zeros' })
 */
export function batchNorm(options: LayerOptions<typeof batchNormLayer> = {}): LayerSpec {
  return { type: 'batchNorm', ...options };
}
