import type { OpDefinition } from '../graph/graph.ts';
import type { BatchNormAttributes } from '../ops/batch-norm.ts';
import { batchNormGradientOp } from '../ops/batch-norm-gradient.ts';
import { batchNormOp } from '../ops/batch-norm.ts';
import { blockedBatchNorm, blockedBatchNormOp } from '../ops/blocked/blocked-batch-norm.ts';
import { blockedBatchNormGradient } from '../ops/blocked/blocked-batch-norm-gradient.ts';
import { blockedChannelSum } from '../ops/blocked/blocked-channel-sum.ts';
import { blockedConv2d } from '../ops/blocked/blocked-conv2d.ts';
import { blockedMaxPool2d } from '../ops/blocked/blocked-max-pool2d.ts';
import { blockedMaxPool2dGradient } from '../ops/blocked/blocked-max-pool2d-gradient.ts';
import type { ConvAttributes } from '../ops/conv-geometry.ts';
import { conv2dInputGradientOp, turnedPads } from '../ops/conv2d-input-gradient.ts';
import { conv2dOp } from '../ops/conv2d.ts';
import { maxPool2dGradientOp } from '../ops/max-pool2d-gradient.ts';
import { maxPool2dOp, type MaxPoolAttributes } from '../ops/max-pool2d.ts';
import { reduceSumOp } from '../ops/reduce-sum.ts';
import { turnedKernel } from '../ops/turned-kernel.ts';
import type { BlockedRule } from './blocked-rule.ts';

const conv2dRule: BlockedRule = ({ inputs: [x, kernel, bias], attributes }, context) => {
  const geometry = attributes as ConvAttributes;
  const [filters, channels] = kernel!.shape as readonly number[];
  const fewChannels = channels! < context.blockSize;
  if (geometry.groups !== 1 || filters! % context.blockSize !== 0) return undefined;
  if (!fewChannels && channels! % context.blockSize !== 0) return undefined;
  const input = fewChannels ? context.plain(x!) : context.blocked(x!);
  return [blockedConv2d(input, context.plain(kernel!), bias && context.plain(bias), geometry)];
};

const conv2dInputGradientRule: BlockedRule = ({ inputs: [dy, kernel], attributes }, context) => {
  const geometry = attributes as ConvAttributes;
  const [filters, channels, ...size] = kernel!.shape as readonly number[];
  const pads = turnedPads(size, geometry);
  const blocks = filters! % context.blockSize === 0 && channels! % context.blockSize === 0;
  const unitStrides = geometry.strides.every((stride) => stride === 1);
  if (geometry.groups !== 1 || !blocks || !unitStrides || pads.some((pad) => pad < 0)) return undefined;
  const turned = turnedKernel(context.plain(kernel!));
  const { strides, dilations, groups } = geometry;
  return [blockedConv2d(context.blocked(dy!), turned, undefined, { strides, dilations, groups, pads })];
};

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

const reduceSumRule: BlockedRule = ({ inputs: [x], attributes }, context) => {
  const overChannels = JSON.stringify(attributes['axes']) === '[0,2,3]' && attributes['keepDims'] === false;
  return overChannels && context.isBlocked(x!) ? [blockedChannelSum(context.blocked(x!))] : undefined;
};

const batchNormRule: BlockedRule = ({ inputs: [x, gamma, beta], attributes }, context) => {
  if (!context.isBlocked(x!)) return undefined;
  const epsilon = attributes as BatchNormAttributes;
  return blockedBatchNorm(context.blocked(x!), context.plain(gamma!), context.plain(beta!), epsilon);
};

const batchNormGradientRule: BlockedRule = (
  { inputs: [dy, , gamma, mean, variance], attributes },
  context,
) => {
  const forward = context.plain(mean!).node;
  if (forward?.op !== (blockedBatchNormOp as OpDefinition)) return undefined;
  const centred = forward.outputs[3]!;
  const epsilon = attributes as BatchNormAttributes;
  return blockedBatchNormGradient(
    context.blocked(dy!),
    centred,
    context.plain(gamma!),
    context.plain(variance!),
    epsilon,
  );
};

/** How ops work in the blocked layout; an op without a rule is plain, unless it is element-wise. */
export const blockedRules: ReadonlyMap<OpDefinition, BlockedRule> = new Map<unknown, BlockedRule>([
  [conv2dOp, conv2dRule],
  [conv2dInputGradientOp, conv2dInputGradientRule],
  [maxPool2dOp, maxPool2dRule],
  [maxPool2dGradientOp, maxPool2dGradientRule],
  [reduceSumOp, reduceSumRule],
  [batchNormOp, batchNormRule],
  [batchNormGradientOp, batchNormGradientRule],
]) as ReadonlyMap<OpDefinition, BlockedRule>;
