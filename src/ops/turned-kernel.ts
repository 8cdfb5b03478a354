import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { emitTurnedKernel } from './conv2d-input-gradient.ts';
import type { NoAttributes } from './elementwise.ts';

/** A kernel turned by 180° with filters and channels exchanged: what the gradient of the input is convolved with. */
const turnedKernelOp = defineOp<NoAttributes>({
  name: 'turnedKernel',
  elementwise: false,
  infer: ([kernel]) => {
    const [filters, channels, height, width] = kernel!.shape as [number, number, number, number];
    return [tensorType('float32', [channels, filters, height, width])];
  },
  lower: ({ inputs: [kernel], inputTypes: [type], emit }) => [
    emitTurnedKernel(emit, kernel!, type!.shape as readonly number[], 1),
  ],
  // Only made by the layout pass, after differentiation.
  grad: null,
  reference: ({ inputs: [kernel] }) => {
    const [filters, channels, height, width] = kernel!.shape as [number, number, number, number];
    const area = height * width;
    const turned = ndArray([channels, filters, height, width]);
    for (let filter = 0; filter < filters; filter++) {
      for (let channel = 0; channel < channels; channel++) {
        const source = (filter * channels + channel) * area;
        const target = (channel * filters + filter) * area;
        for (let tap = 0; tap < area; tap++)
          turned.data[target + tap] = kernel!.data[source + area - 1 - tap]!;
      }
    }
    return [turned];
  },
});

/** `kernel` [filters, channels, height, width] turned by 180°, as [channels, filters, height, width]. */
export function turnedKernel(kernel: Value): Value {
  return applyOp(turnedKernelOp, [kernel], {});
}
