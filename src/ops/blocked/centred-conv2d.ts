import type { Value } from '../../graph/graph.ts';
import { add } from '../add.ts';
import type { ConvAttributes } from '../conv-geometry.ts';
import { conv2dWeightGradient } from '../conv2d-weight-gradient.ts';
import { divide } from '../divide.ts';
import { matmul } from '../matmul.ts';
import { multiply } from '../multiply.ts';
import { reduceSum } from '../reduce-sum.ts';
import { reshape } from '../reshape.ts';
import { blockedBatchSum } from './blocked-batch-sum.ts';
import { blockedConv2d } from './blocked-conv2d.ts';
import { blockedDepthwiseWeightGradient } from './blocked-depthwise-weight-gradient.ts';
import { toBlocked } from './to-blocked.ts';

/**
 * A blocked convolution without groups whose result has a mean of zero in each channel, and the means that it would have
 * had. A mean is linear in the image, so it follows from the sums that each tap of the kernel sees, and the convolution
 * subtracts it as its bias: no pass over the result is needed.
 *
 * @param x blocked, or plain with fewer channels than a block
 * @param outputSize height and width of the result
 */
export function centredConv2d(
  [x, kernel, bias]: readonly [Value, Value, Value | undefined],
  attributes: ConvAttributes,
  outputSize: readonly number[],
): readonly [centred: Value, mean: Value] {
  const [batch, channels, ...inputSize] = x.shape as [number, number, number, number];
  const [filters, , ...kernelSize] = kernel.shape as [number, number, number, number];
  const area = outputSize[0]! * outputSize[1]!;
  // The gradient of a kernel by an output gradient of ones is the sum of what each tap sees.
  const geometry = { ...attributes, groups: channels, kernelSize };
  const ones = x.graph.constant(
    'float32',
    [1, channels, ...outputSize],
    new Float32Array(channels * area).fill(1),
  );
  const image = [1, channels, ...inputSize];
  const taps =
    x.type.layout === 'blocked'
      ? blockedDepthwiseWeightGradient(blockedBatchSum(x), toBlocked(ones), geometry)
      : conv2dWeightGradient(reshape(sumRows(x, batch), image), ones, geometry);
  const count = channels * kernelSize[0] * kernelSize[1];
  const sums = matmul(reshape(kernel, [filters, count]), reshape(taps, [count, 1]));
  const mean = divide(reshape(sums, [filters]), batch * area);
  const centred = blockedConv2d(x, kernel, multiply(mean, -1), attributes);
  return [centred, bias ? add(mean, bias) : mean];
}

function sumRows(x: Value, batch: number): Value {
  const elements = (x.shape as readonly number[]).reduce((a, b) => a * b, 1);
  return reduceSum(reshape(x, [batch, elements / batch]), { axes: [0], keepDims: false });
}
