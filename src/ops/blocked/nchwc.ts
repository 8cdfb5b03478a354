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
  const [batch, channels, height] = shape as [number, number, number];
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
  const column = { kernel_shape: { ints: [height, 1] }, strides: { ints: [1, 1] } };
  const columns = height === 1 ? x : emitBlocked(emit, 'AveragePool', [x], column);
  const planes = emitBlocked(emit, 'GlobalAveragePool', [columns]);
  const rows = emit.node('Reshape', [planes, list(batch, channels)]);
  const sum = emit.node('ReduceSum', [rows, list(0)], { keepdims: { int: 0 } });
  const scale = emit.constant('float32', [], Float32Array.of(factor / batch));
  return emit.node('Mul', [sum, scale]);
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
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
  let strips = 1;
  while (strips < height && (height % strips !== 0 || (height / strips) * width > LONGEST_SUM)) strips++;
  const rows = height / strips;
  const planes = batch * channels * strips;
  const sums = emitBlocked(
    emit,
    'Conv',
    [
      emit.node('Reshape', [a, list(1, planes, rows, width)]),
      emit.node('Reshape', [b, list(planes, 1, rows, width)]),
    ],
    { kernel_shape: { ints: [rows, width] }, group: { int: planes } },
  );
  const stripSums = emit.node('Reshape', [sums, list(batch, channels, 1, strips)]);
  return emitChannelMean(emit, stripSums, [batch, channels, 1, strips], factor / (rows * width));
}

/** x · scale + shift for each channel, plus `added` where given: a depthwise 1x1 convolution. Scale and shift are [channels]. */
export function emitScaleShift(
  emit: Emitter,
  x: string,
  scale: string,
  shift: string,
  channels: number,
  added?: string,
): string {
  const filterShape = emit.constant('int64', [4], BigInt64Array.of(BigInt(channels), 1n, 1n, 1n));
  const filter = emit.node('Reshape', [scale, filterShape]);
  return emitBlocked(emit, 'Conv', added === undefined ? [x, filter, shift] : [x, filter, shift, added], {
    kernel_shape: { ints: [1, 1] },
    group: { int: channels },
  });
}
