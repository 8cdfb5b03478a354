import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { Emitter } from '../graph/op.ts';
import { tensorType } from '../graph/tensor-type.ts';

export interface TurnedKernelAttributes extends Readonly<Record<string, number>> {
  /** The groups of the convolution; 1 where left out. */
  readonly groups?: number;
}

/** A kernel turned by 180° with filters and channels exchanged: what the gradient of the input is convolved with. */
export const turnedKernelOp = defineOp<TurnedKernelAttributes>({
  name: 'turnedKernel',
  elementwise: false,
  infer: ([kernel], { groups = 1 }) => {
    const [filters, channels, height, width] = kernel!.shape as [number, number, number, number];
    return [tensorType('float32', [channels * groups, filters / groups, height, width])];
  },
  lower: ({ inputs: [kernel], inputTypes: [type], attributes: { groups = 1 }, emit }) => [
    emitTurnedKernel(emit, kernel!, type!.shape as readonly number[], groups),
  ],
  // Only made by gradients and by the layout pass.
  grad: null,
  reference: ({ inputs: [kernel], attributes: { groups = 1 } }) => {
    const [filters, channels, height, width] = kernel!.shape as [number, number, number, number];
    const area = height * width;
    const perGroup = filters / groups;
    const turned = ndArray([channels * groups, perGroup, height, width]);
    for (let filter = 0; filter < filters; filter++) {
      const [group, member] = [Math.floor(filter / perGroup), filter % perGroup];
      for (let channel = 0; channel < channels; channel++) {
        const source = (filter * channels + channel) * area;
        const target = ((group * channels + channel) * perGroup + member) * area;
        for (let tap = 0; tap < area; tap++)
          turned.data[target + tap] = kernel!.data[source + area - 1 - tap]!;
      }
    }
    return [turned];
  },
});

/** `kernel` [filters, channels / groups, height, width] turned by 180°, as [channels, filters / groups, height, width]. */
export function turnedKernel(kernel: Value, groups = 1): Value {
  return applyOp(turnedKernelOp, [kernel], groups === 1 ? {} : { groups });
}

/** Writes the kernel [filters, channels / groups, h, w] turned by 180° as [channels, filters / groups, h, w]. */
export function emitTurnedKernel(
  emit: Emitter,
  kernel: string,
  shape: readonly number[],
  groups: number,
): string {
  const [filters, channels, height, width] = shape as [number, number, number, number];
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
  const farBelow = -(2 ** 31);
  const reversed =
    height === 1 && width === 1
      ? kernel
      : emit.node('Slice', [kernel, list(-1, -1), list(farBelow, farBelow), list(2, 3), list(-1, -1)]);
  // One filter and one channel in a group: nothing to exchange.
  if (filters === groups && channels === 1) return reversed;
  if (groups === 1) return emit.node('Transpose', [reversed], { perm: { ints: [1, 0, 2, 3] } });
  const grouped = emit.node('Reshape', [reversed, list(groups, filters / groups, channels, height, width)]);
  const swapped = emit.node('Transpose', [grouped], { perm: { ints: [0, 2, 1, 3, 4] } });
  return emit.node('Reshape', [swapped, list(groups * channels, filters / groups, height, width)]);
}
