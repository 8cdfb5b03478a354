import type { Value } from '../graph/graph.ts';
import type { InputGradientAttributes } from './conv2d-input-gradient.ts';
import { conv2d } from './conv2d.ts';
import { interleave2d } from './interleave2d.ts';
import { stridedSlice2d } from './strided-slice2d.ts';
import { slice } from './slice.ts';
import { turnedKernel } from './turned-kernel.ts';

/** The taps that reach the inputs r, r + stride, r + 2 · stride, ... of one axis, as a convolution of stride 1 of `dy`. */
interface Phase {
  /** The first tap. */
  readonly first: number;
  /** The distance between taps in the kernel. */
  readonly step: number;
  readonly count: number;
  /** The distance between the outputs that they read. */
  readonly dilation: number;
  /** Zeros before and after `dy`; below 0 to leave some of it out. */
  readonly before: number;
  readonly after: number;
}

/**
 * The gradient with respect to a convolution's input, for any stride. An input whose index leaves the remainder r only
 * meets every stride-th tap, so the inputs of one remainder are a plain convolution of `dy` with those taps, turned
 * round, and the remainders are woven together. Nothing is multiplied by zeros in vain; the runtime's ConvTranspose
 * does not use several threads.
 */
export function stridedInputGradient(dy: Value, kernel: Value, attributes: InputGradientAttributes): Value {
  const { strides, groups, inputSize } = attributes;
  const phases = [0, 1].map((axis) =>
    Array.from({ length: strides[axis]! }, (_, remainder) =>
      phaseOf(remainder, axis, dy.shape[axis + 2] as number, kernel.shape[axis + 2] as number, attributes),
    ),
  );
  const values: Value[] = [];
  const places: number[] = [];
  phases[0]!.forEach((vertical, row) => {
    phases[1]!.forEach((horizontal, column) => {
      if (vertical.count === 0 || horizontal.count === 0) return;
      const taps = stridedSlice2d(kernel, {
        first: [vertical.first, horizontal.first],
        steps: [vertical.step, horizontal.step],
        counts: [vertical.count, horizontal.count],
      });
      const cropped = crop(crop(dy, 2, vertical), 3, horizontal);
      const pads = [vertical.before, horizontal.before, vertical.after, horizontal.after];
      values.push(
        conv2d(cropped, turnedKernel(taps, groups), undefined, {
          strides: [1, 1],
          pads: pads.map((pad) => Math.max(0, pad)),
          dilations: [vertical.dilation, horizontal.dilation],
          groups,
        }),
      );
      places.push(row * strides[1]! + column);
    });
  });
  if (values.length === 0) return zeros(dy, kernel, attributes);
  const woven = interleave2d(values, { strides, places });
  const rows = slice(woven, { axis: 2, start: 0, end: inputSize[0]! });
  return slice(rows, { axis: 3, start: 0, end: inputSize[1]! });
}

/**
 * Output o reads input o · stride + tap · dilation − pad. For input t · stride + r those are the taps with
 * (r + pad − tap · dilation) divisible by the stride, and o = t + (r + pad − tap · dilation) / stride.
 */
function phaseOf(
  remainder: number,
  axis: number,
  outputs: number,
  taps: number,
  { strides, pads, dilations, inputSize }: InputGradientAttributes,
): Phase {
  const [stride, dilation] = [strides[axis]!, dilations[axis]!];
  const shared = greatestCommonDivisor(stride, dilation);
  const step = stride / shared;
  const offset = remainder + pads[axis]!;
  const first = Array.from({ length: Math.min(step, taps) }, (_, tap) => tap).find(
    (tap) => (offset - tap * dilation) % stride === 0,
  );
  const distance = dilation / shared;
  const none = { first: 0, step, count: 0, dilation: distance, before: 0, after: 0 };
  if (first === undefined) return none;
  const count = Math.ceil((taps - first) / step);
  const length = Math.ceil(inputSize[axis]! / stride);
  const before = (count - 1) * distance - (offset - first * dilation) / stride;
  const after = length - outputs + (count - 1) * distance - before;
  if (-before >= outputs || -after >= outputs) return none; // They meet the padding alone.
  return { first, step, count, dilation: distance, before, after };
}

/** `x` without the elements that negative padding takes off. */
function crop(x: Value, axis: number, { before, after }: Phase): Value {
  const size = x.shape[axis] as number;
  return slice(x, { axis, start: Math.max(0, -before), end: size - Math.max(0, -after) });
}

/** The gradient where no tap ever stands on an element. */
function zeros(dy: Value, kernel: Value, { groups, inputSize }: InputGradientAttributes): Value {
  const shape = [dy.shape[0] as number, (kernel.shape[1] as number) * groups, ...inputSize];
  return dy.graph.constant('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
