import { applyOp, type OpDefinition, type Value } from '../graph/graph.ts';
import { averagePool2dOp } from '../ops/average-pool2d.ts';
import { addOp } from '../ops/add.ts';
import { batchNormGradientOp } from '../ops/batch-norm-gradient.ts';
import { batchNormOp } from '../ops/batch-norm.ts';
import { blockedAveragePool2d } from '../ops/blocked/blocked-average-pool2d.ts';
import { blockedChannelSum } from '../ops/blocked/blocked-channel-sum.ts';
import { channelScaleOf } from '../ops/blocked/blocked-channel-scale.ts';
import { blockedConcatenate } from '../ops/blocked/blocked-concatenate.ts';
import { blockedConv2d, blockedConv2dRelu } from '../ops/blocked/blocked-conv2d.ts';
import { blockedConv2dInputGradient } from '../ops/blocked/blocked-conv2d-input-gradient.ts';
import { blockedConv2dWeightGradient } from '../ops/blocked/blocked-conv2d-weight-gradient.ts';
import { blockedDepthwiseWeightGradient } from '../ops/blocked/blocked-depthwise-weight-gradient.ts';
import { blockedInterleave2d } from '../ops/blocked/blocked-interleave2d.ts';
import { blockedMaxPool2d } from '../ops/blocked/blocked-max-pool2d.ts';
import { blockedMaxPool2dGradient } from '../ops/blocked/blocked-max-pool2d-gradient.ts';
import { blockedPad2d } from '../ops/blocked/blocked-pad2d.ts';
import {
  blockedPooledWeightGradient,
  canPoolPlaces,
  type PooledConvAttributes,
} from '../ops/blocked/blocked-pooled-weight-gradient.ts';
import { blockedSlice } from '../ops/blocked/blocked-slice.ts';
import { blockedSlidingMaxPool2d } from '../ops/blocked/blocked-sliding-max-pool2d.ts';
import { blockedStridedSlice2d } from '../ops/blocked/blocked-strided-slice2d.ts';
import { blockedUpsample2d } from '../ops/blocked/blocked-upsample2d.ts';
import { fromBlocked } from '../ops/blocked/from-blocked.ts';
import { broadcastTo, broadcastToOp } from '../ops/broadcast-to.ts';
import { concatenateOp } from '../ops/concatenate.ts';
import type { ConvAttributes } from '../ops/conv-geometry.ts';
import {
  conv2dInputGradientOp,
  turnedPads,
  type InputGradientAttributes,
} from '../ops/conv2d-input-gradient.ts';
import {
  conv2dWeightGradient,
  conv2dWeightGradientOp,
  type WeightGradientAttributes,
} from '../ops/conv2d-weight-gradient.ts';
import { conv2dOp } from '../ops/conv2d.ts';
import { interleave2dOp, type InterleaveAttributes } from '../ops/interleave2d.ts';
import { matmulOp } from '../ops/matmul.ts';
import { maxPool2dGradientOp } from '../ops/max-pool2d-gradient.ts';
import { maxPool2dOp, type MaxPoolAttributes } from '../ops/max-pool2d.ts';
import { multiply } from '../ops/multiply.ts';
import { pad2dOp, type PadAttributes } from '../ops/pad2d.ts';
import type { PoolAttributes } from '../ops/pool-geometry.ts';
import { reduceSumOp } from '../ops/reduce-sum.ts';
import { reluOp } from '../ops/relu.ts';
import { reshape } from '../ops/reshape.ts';
import { sliceOp, type SliceAttributes } from '../ops/slice.ts';
import { slidingMaxPool2dOp } from '../ops/sliding-max-pool2d.ts';
import { stridedSlice2dOp, type StridedSliceAttributes } from '../ops/strided-slice2d.ts';
import { sumOverSlicesOp } from '../ops/sum-over-slices.ts';
import { turnedKernel } from '../ops/turned-kernel.ts';
import { upsample2dOp, type UpsampleAttributes } from '../ops/upsample2d.ts';
import type { BlockedRule, LayoutContext } from './blocked-rule.ts';
import { addRule, matmulRule } from './blocked-dense-rules.ts';
import { batchNormGradientRule, batchNormRule } from './blocked-norm-rules.ts';
import { computesRelu, onlyReluReads } from './fused-relu.ts';

/** Whether a convolution's groups are single channels that fill blocks together, or each fill whole blocks. */
function fillsBlocks(kernel: Value, groups: number, blockSize: number, anyChannels = false): boolean {
  const [filters, channels] = kernel.shape as readonly [number, number];
  if (groups === filters && channels === 1 && groups > 1) return filters % blockSize === 0;
  return (filters / groups) % blockSize === 0 && (anyChannels || channels % blockSize === 0);
}

const conv2dRule: BlockedRule = ({ inputs: [x, kernel, bias], outputs: [output], attributes }, context) => {
  const geometry = attributes as ConvAttributes;
  const [, channels] = kernel!.shape as readonly number[];
  const fewChannels = geometry.groups === 1 && channels! < context.blockSize;
  if (!fillsBlocks(kernel!, geometry.groups, context.blockSize, fewChannels)) return undefined;
  const input = fewChannels ? context.plain(x!) : context.blocked(x!);
  const convolve = onlyReluReads(output!, context) ? blockedConv2dRelu : blockedConv2d;
  return [convolve(input, context.plain(kernel!), bias && context.plain(bias), geometry)];
};

/** A ReLU that the convolution or the norm before it has computed. */
const reluRule: BlockedRule = ({ inputs: [x] }, context) => {
  const computed = computesRelu(x!);
  if (!computed || !context.isBlocked(computed)) return undefined;
  return onlyReluReads(computed, context) ? [context.blocked(x!)] : undefined;
};

const conv2dInputGradientRule: BlockedRule = ({ inputs: [dy, kernel], attributes }, context) => {
  const geometry = attributes as InputGradientAttributes;
  if (!fillsBlocks(kernel!, geometry.groups, context.blockSize)) return undefined;
  const scaled = channelScaleOf(context.blocked(dy!));
  const filters = scaled ? scaleFilters(context.plain(kernel!), scaled.scale) : context.plain(kernel!);
  const gradient = scaled?.x ?? context.blocked(dy!);
  if (kernel!.shape[1] !== 1) return [blockedConv2dInputGradient(gradient, filters, geometry)];
  const pads = turnedPads(kernel!.shape.slice(2) as number[], geometry);
  const turned = turnedKernel(filters, geometry.groups);
  const { strides, dilations, groups } = geometry;
  return [blockedConv2d(gradient, turned, undefined, { strides, dilations, groups, pads })];
};

/** Where `dy` comes from max-pooling a blocked convolution of few channels, no element of it has to be computed. */
function pooledWeightGradient(
  [x, dy]: readonly [Value, Value],
  geometry: WeightGradientAttributes,
  context: LayoutContext,
): Value | undefined {
  if (dy.node?.op !== (maxPool2dGradientOp as OpDefinition)) return undefined;
  const [gradient, output, pooled] = dy.node.inputs as [Value, Value, Value];
  const { size } = dy.node.attributes as MaxPoolAttributes;
  const outputSize = dy.shape.slice(2) as number[];
  const fewChannels = (x.shape[1] as number) < context.blockSize;
  if (!fewChannels || !context.isBlocked(pooled) || !canPoolPlaces(geometry, { size }, outputSize))
    return undefined;
  if (output.node?.op !== (conv2dOp as OpDefinition) || output.node.inputs[0] !== x) return undefined;
  const { kernelSize: _, ...convolution } = geometry;
  const [image, kernel, bias] = output.node.inputs.map(context.plain) as [Value, Value, Value | undefined];
  const attributes = { ...convolution, size } as PooledConvAttributes;
  return blockedPooledWeightGradient(
    [image, kernel, bias],
    context.blocked(pooled),
    context.blocked(gradient),
    attributes,
  );
}

/** Each filter times its factor: cheaper than so many factors of an image. */
function scaleFilters(kernel: Value, scale: Value): Value {
  return multiply(kernel, broadcastTo(reshape(scale, [kernel.shape[0]!, 1, 1, 1]), kernel.shape));
}

const conv2dWeightGradientRule: BlockedRule = ({ inputs: [x, dy], attributes }, context) => {
  const geometry = attributes as WeightGradientAttributes;
  const pooled = pooledWeightGradient([x!, dy!], geometry, context);
  if (pooled) return [pooled];
  const scaled = context.isBlocked(dy!) ? channelScaleOf(context.blocked(dy!)) : undefined;
  const blockedForm = blockedWeightGradient(geometry, context.blockSize, [x!, dy!]);
  if (!blockedForm && !scaled) return undefined;
  const gradient = blockedForm
    ? blockedForm(context.blocked(x!), scaled?.x ?? context.blocked(dy!), geometry)
    : conv2dWeightGradient(context.plain(x!), fromBlocked(scaled!.x), geometry);
  return [scaled ? scaleFilters(gradient, scaled.scale) : gradient];
};

/** The form of a weight gradient that serves blocked operands; none where plain operators serve better. */
function blockedWeightGradient(
  { groups, kernelSize }: WeightGradientAttributes,
  blockSize: number,
  [x, dy]: readonly [Value, Value],
): typeof conv2dWeightGradient | undefined {
  const [batch, channels, filters] = [x.shape[0], x.shape[1], dy.shape[1]] as [number, number, number];
  const inBlocks = (count: number) => count % blockSize === 0;
  if (!inBlocks(channels) || !inBlocks(filters)) return undefined;
  if (groups > 1)
    return groups === channels && channels === filters ? blockedDepthwiseWeightGradient : undefined;
  // A kernel of one column is a matrix product, which plain operators do best.
  return kernelSize[1] !== 1 && inBlocks(batch) ? blockedConv2dWeightGradient : undefined;
}

const maxPool2dRule: BlockedRule = ({ inputs: [x], attributes }, context) =>
  context.isBlocked(x!)
    ? [blockedMaxPool2d(context.blocked(x!), attributes as MaxPoolAttributes)]
    : undefined;

const maxPool2dGradientRule: BlockedRule = ({ inputs: [dy, x, y], attributes }, context) => {
  const { size } = attributes as MaxPoolAttributes;
  const covered = size.every((window, axis) => (x!.shape[axis + 2] as number) % window === 0);
  if (!context.isBlocked(x!) || !covered) return undefined;
  return [blockedMaxPool2dGradient(context.blocked(dy!), context.blocked(x!), context.blocked(y!), { size })];
};

const averagePool2dRule: BlockedRule = ({ inputs: [x], attributes }, context) =>
  context.isBlocked(x!)
    ? [blockedAveragePool2d(context.blocked(x!), attributes as PoolAttributes)]
    : undefined;

const slidingMaxPool2dRule: BlockedRule = ({ inputs: [x], attributes }, context) =>
  context.isBlocked(x!)
    ? [blockedSlidingMaxPool2d(context.blocked(x!), attributes as PoolAttributes)]
    : undefined;

const stridedSlice2dRule: BlockedRule = ({ inputs: [x], attributes }, context) =>
  context.isBlocked(x!)
    ? [blockedStridedSlice2d(context.blocked(x!), attributes as StridedSliceAttributes)]
    : undefined;

const upsample2dRule: BlockedRule = ({ inputs: [x], attributes }, context) =>
  context.isBlocked(x!)
    ? [blockedUpsample2d(context.blocked(x!), attributes as UpsampleAttributes)]
    : undefined;

/** One number for each channel of each image, repeated over the image: what the mean over an image has as its gradient. */
const broadcastToRule: BlockedRule = ({ inputs: [x], outputs: [y] }, context) => {
  const [, channels, ...inputSize] = x!.shape;
  const [, , ...size] = y!.shape as number[];
  const onePixel = y!.shape.length === 4 && inputSize.every((length) => length === 1);
  const sameChannels = x!.shape.length === 4 && x!.shape[0] === y!.shape[0] && channels === y!.shape[1];
  if (!onePixel || !sameChannels || (channels as number) % context.blockSize !== 0) return undefined;
  return [blockedUpsample2d(context.blocked(x!), { size })];
};

const pad2dRule: BlockedRule = ({ inputs: [x], attributes }, context) =>
  context.isBlocked(x!) ? [blockedPad2d(context.blocked(x!), attributes as PadAttributes)] : undefined;

const interleave2dRule: BlockedRule = ({ inputs, attributes }, context) =>
  inputs.every(context.isBlocked)
    ? [blockedInterleave2d(inputs.map(context.blocked), attributes as InterleaveAttributes)]
    : undefined;

const sliceRule: BlockedRule = ({ inputs: [x], attributes }, context) => {
  const { axis, start, end } = attributes as SliceAttributes;
  const wholeBlocks = axis !== 1 || (start % context.blockSize === 0 && end % context.blockSize === 0);
  if (!context.isBlocked(x!) || axis === 0 || !wholeBlocks) return undefined;
  return [blockedSlice(context.blocked(x!), { axis, start, end })];
};

const concatenateRule: BlockedRule = ({ inputs, attributes }, context) => {
  const wholeBlocks = inputs.every((input) => (input.shape[1] as number) % context.blockSize === 0);
  if (attributes['axis'] !== 1 || !wholeBlocks || !inputs.some(context.isBlocked)) return undefined;
  return [blockedConcatenate(inputs.map(context.blocked))];
};

const reduceSumRule: BlockedRule = ({ inputs: [x], attributes }, context) => {
  const axes = JSON.stringify(attributes['axes']);
  const overChannels =
    axes === (x!.shape.length === 2 ? '[0]' : '[0,2,3]') && attributes['keepDims'] === false;
  return overChannels && context.isBlocked(x!) ? [blockedChannelSum(context.blocked(x!))] : undefined;
};

/** What slices of a batch add up, in the layout that it has. */
const sumOverSlicesRule: BlockedRule = ({ op, inputs: [x], attributes }, context) =>
  context.isBlocked(x!) ? [applyOp(op, [context.blocked(x!)], attributes)] : undefined;

/** How ops work in the blocked layout; an op without a rule is plain, unless it is element-wise. */
export const blockedRules: ReadonlyMap<OpDefinition, BlockedRule> = new Map<unknown, BlockedRule>([
  [conv2dOp, conv2dRule],
  [reluOp, reluRule],
  [conv2dInputGradientOp, conv2dInputGradientRule],
  [conv2dWeightGradientOp, conv2dWeightGradientRule],
  [maxPool2dOp, maxPool2dRule],
  [maxPool2dGradientOp, maxPool2dGradientRule],
  [slidingMaxPool2dOp, slidingMaxPool2dRule],
  [stridedSlice2dOp, stridedSlice2dRule],
  [averagePool2dOp, averagePool2dRule],
  [upsample2dOp, upsample2dRule],
  [broadcastToOp, broadcastToRule],
  [pad2dOp, pad2dRule],
  [interleave2dOp, interleave2dRule],
  [sliceOp, sliceRule],
  [concatenateOp, concatenateRule],
  [reduceSumOp, reduceSumRule],
  [matmulOp, matmulRule],
  [addOp, addRule],
  [sumOverSlicesOp, sumOverSlicesRule],
  [batchNormOp, batchNormRule],
  [batchNormGradientOp, batchNormGradientRule],
]) as ReadonlyMap<OpDefinition, BlockedRule>;
