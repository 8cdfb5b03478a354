import { emitReshape } from '../emit-reshape.ts';
import type { Emitter, OnnxAttribute } from '../../graph/op.ts';

/** The runtime's internal domain of blocked operators; it never appears in exported models. */
const DOMAIN = 'com.microsoft.nchwc';

/** Adds a node of the blocked domain with one output. */
export function emitBlocked(
  emit: Emitter,
  opType: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): string {
  return emit.nodes(opType, inputs, { outputs: 1, domain: DOMAIN, attributes })[0]!;
}

/** The sum over batch, height and width of blocked a · b, as [channels]. */
export function emitProductSum(
  emit: Emitter,
  factors: readonly [string, string],
  shape: readonly number[],
): string {
  return emitProductMean(emit, factors, shape, shape[0]! * shape[2]! * shape[3]!);
}

/** The sum over batch, height and width of a blocked tensor [batch, channels, height, width], as [channels]. */
export function emitChannelSum(emit: Emitter, x: string, shape: readonly number[]): string {
  return emitChannelMean(emit, x, shape, shape[0]! * shape[2]! * shape[3]!);
}

/**
 * The mean over batch, height and width of a blocked tensor, times `factor`, as [channels]. First over columns, then over
 * rows, then over the batch: the runtime adds one number after another, and short sums lose less than one long one.
 */
export function emitChannelMean(emit: Emitter, x: string, shape: readonly number[], factor = 1): string {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const axes = emit.constant('int64', [1], BigInt64Array.of(0n));
  const column = { kernel_shape: { ints: [height, 1] }, strides: { ints: [1, 1] } };
  const columns = height === 1 ? x : emitBlocked(emit, 'AveragePool', [x], column);
  const planes = height * width === 1 ? x : emitBlocked(emit, 'GlobalAveragePool', [columns]);
  const rows = emitReshape(emit, planes, batch === 1 ? [channels] : [batch, channels]);
  const sum = batch === 1 ? rows : emit.node('ReduceSum', [rows, axes], { keepdims: { int: 0 } });
  if (factor === batch) return sum;
  return emit.node('Mul', [sum, emit.constant('float32', [], Float32Array.of(factor / batch))]);
}

/** The most products that one sum adds up, for the same reason. */
const LONGEST_SUM = 256;

/**
 * The mean over batch, height and width of a · b, both blocked, times `factor`, as [channels]: a depthwise convolution of
 * strips of rows of `a`, each a plane of its own, whose kernels are those of `b`. The products themselves are not kept.
 */
export function emitProductMean(
  emit: Emitter,
  [a, b]: readonly [string, string],
  shape: readonly number[],
  factor = 1,
): string {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  let strips = 1;
  while (strips < height && (height % strips !== 0 || (height / strips) * width > LONGEST_SUM)) strips++;
  const rows = height / strips;
  const planes = batch * channels * strips;
  const whole = planes === channels;
  const image = whole ? a : emitReshape(emit, a, [1, planes, rows, width]);
  const kernels = emitReshape(emit, b, [planes, 1, rows, width]);
  const sums = emitBlocked(emit, 'Conv', [image, kernels], {
    kernel_shape: { ints: [rows, width] },
    group: { int: planes },
  });
  const stripSums = whole ? sums : emitReshape(emit, sums, [batch, channels, 1, strips]);
  return emitChannelMean(emit, stripSums, [batch, channels, 1, strips], factor / (rows * width));
}

/**
 * x · scale + shift for each channel, plus `added` where given, and the ReLU of that where wanted: a depthwise 1x1 convolution.
 * Scale and shift are [channels].
 */
export function emitScaleShift(
  emit: Emitter,
  x: string,
  scale: string,
  shift: string,
  channels: number,
  { added, relu = false }: { readonly added?: string | undefined; readonly relu?: boolean } = {},
): string {
  const filter = emitReshape(emit, scale, [channels, 1, 1, 1]);
  return emitBlocked(emit, 'Conv', added === undefined ? [x, filter, shift] : [x, filter, shift, added], {
    kernel_shape: { ints: [1, 1] },
    group: { int: channels },
    ...(relu && { activation: { text: 'Relu' } }),
  });
}
