import { isOp, type Node, type OpDefinition, type Value } from '../graph/graph.ts';
import { batchNormGradientOp } from '../ops/batch-norm-gradient.ts';
import { batchNormOp, type BatchNormAttributes } from '../ops/batch-norm.ts';
import { blockedBatchNorm, blockedBatchNormOp } from '../ops/blocked/blocked-batch-norm.ts';
import { blockedBatchNormGradient } from '../ops/blocked/blocked-batch-norm-gradient.ts';
import { blockedCentre } from '../ops/blocked/blocked-centre.ts';
import { blockedConv2dOp } from '../ops/blocked/blocked-conv2d.ts';
import { centredConv2d } from '../ops/blocked/centred-conv2d.ts';
import type { ConvAttributes } from '../ops/conv-geometry.ts';
import { multiply, multiplyOp } from '../ops/multiply.ts';
import type { BlockedRule, LayoutContext } from './blocked-rule.ts';
import { onlyReluReads } from './fused-relu.ts';

export const batchNormRule: BlockedRule = (
  { inputs: [x, gamma, beta], outputs: [output], attributes },
  context,
) => {
  if (!context.isBlocked(x!)) return undefined;
  const { epsilon } = attributes as BatchNormAttributes;
  const relu = onlyReluReads(output!, context);
  const [centred, mean] = centre(x!, context);
  const [y, variance] = blockedBatchNorm(centred, context.plain(gamma!), context.plain(beta!), {
    epsilon,
    relu,
  });
  return [y, mean, variance];
};

/** A convolution that nothing but batch norm reads centres its result itself. */
function centre(x: Value, context: LayoutContext): readonly [centred: Value, mean: Value] {
  const blocked = context.blocked(x);
  const { node } = blocked;
  const convolution = node?.op === (blockedConv2dOp as OpDefinition) && node.attributes['groups'] === 1;
  const normalises = (user: Node) => [batchNormOp, batchNormGradientOp].includes(user.op);
  if (!convolution || context.isOutput(x) || !context.users(x).every(normalises))
    return blockedCentre(blocked);
  const [image, kernel, bias] = node.inputs as readonly [Value, Value, Value | undefined];
  const outputSize = x.shape.slice(2) as number[];
  // It stands for the convolution, not for the norm.
  return blocked.graph.within(node.origin, () =>
    centredConv2d([image, kernel, bias], node.attributes as ConvAttributes, outputSize),
  );
}

export const batchNormGradientRule: BlockedRule = (
  { inputs: [dy, , gamma, , oldVariance], attributes },
  context,
) => {
  const variance = context.plain(oldVariance!);
  if (variance.node?.op !== (blockedBatchNormOp as OpDefinition)) return undefined;
  const centred = variance.node.inputs[0]!;
  const { epsilon } = attributes as BatchNormAttributes;
  const { gradient, factor } = withoutFactor(dy!, context);
  return blockedBatchNormGradient(gradient, centred, context.plain(gamma!), variance, { epsilon, factor });
};

/** `dy`, or where it is (g · factor) · mask with a constant, g · mask alone: a norm can multiply its few sums by the factor. */
function withoutFactor(
  dy: Value,
  context: LayoutContext,
): { readonly gradient: Value; readonly factor: number } {
  const [scaled, mask] = factorsOf(dy);
  const [g, factor] = factorsOf(scaled);
  const fits = (value: Value | undefined): value is Value => value?.shape.join() === dy.shape.join();
  const number = factor?.shape.length === 0 ? factor.data?.[0] : undefined;
  if (!fits(g) || !fits(mask) || number === undefined) return { gradient: context.blocked(dy), factor: 1 };
  return { gradient: multiply(context.blocked(g), context.blocked(mask)), factor: Number(number) };
}

/** What a value is the product of. */
function factorsOf(value: Value | undefined): readonly Value[] {
  return value?.node && isOp(value.node.op, multiplyOp) ? value.node.inputs : [];
}
