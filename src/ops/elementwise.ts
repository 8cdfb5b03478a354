import { ndArray, type NdArray } from '../core/nd-array.ts';
import { ShapeError } from '../core/errors.ts';
import { broadcastShapes, elementCount, rowMajorStrides, sameShape } from '../core/shape.ts';
import { defineOp, type GradContext, type OpDefinition, type Value } from '../graph/graph.ts';
import type { Attributes, OnnxAttribute, ReferenceContext } from '../graph/op.ts';
import { formatType, tensorType, type TensorType } from '../graph/tensor-type.ts';
import type { DType } from '../core/dtype.ts';

export type NoAttributes = Readonly<Record<string, never>>;

/** Declares a float32 op of one operand that maps to one ONNX node. */
export function defineUnary(options: {
  readonly name: string;
  readonly onnx: string;
  readonly onnxAttributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly evaluate: (x: number) => number;
  readonly grad: ((context: GradContext<NoAttributes>) => Value | undefined) | null;
}): OpDefinition<NoAttributes> {
  const { grad } = options;
  return defineOp<NoAttributes>({
    name: options.name,
    elementwise: true,
    infer: ([x]) => {
      if (x!.dtype !== 'float32')
        throw new ShapeError(`${options.name}: needs float32; got ${formatType(x!)}`);
      return [x!];
    },
    lower: ({ inputs, emit }) => [emit.node(options.onnx, inputs, options.onnxAttributes)],
    grad: grad && ((context) => [grad(context)]),
    reference: ({ inputs: [x] }) => [ndArray(x!.shape, x!.data.map(options.evaluate))],
  });
}

/** Declares an op of two broadcast operands that maps to one ONNX node. */
export function defineBinary(options: {
  readonly name: string;
  readonly onnx: string;
  readonly result?: DType;
  readonly evaluate: (a: number, b: number) => number;
  readonly grad: ((context: GradContext<NoAttributes>) => readonly (Value | undefined)[]) | null;
}): OpDefinition<NoAttributes> {
  return defineOp<NoAttributes>({
    name: options.name,
    elementwise: true,
    infer: ([a, b]) => [binaryType(options.name, a!, b!, options.result)],
    lower: ({ inputs, emit }) => [emit.node(options.onnx, inputs)],
    grad: options.grad,
    reference: ({ inputs: [a, b] }: ReferenceContext<Attributes>) => [broadcastMap(a!, b!, options.evaluate)],
  });
}

function binaryType(name: string, a: TensorType, b: TensorType, result: DType | undefined): TensorType {
  if (a.dtype !== b.dtype) {
    throw new ShapeError(`${name}: operands must have one dtype; got ${formatType(a)} and ${formatType(b)}`);
  }
  const shape = broadcastShapes(a.shape, b.shape, name);
  const layout = a.shape.length === 0 ? b.layout : b.shape.length === 0 ? a.layout : a.layout;
  const blocked = a.layout === 'blocked' || b.layout === 'blocked';
  const mixed = a.layout !== b.layout && a.shape.length > 0 && b.shape.length > 0;
  if (mixed || (blocked && a.shape.length > 0 && b.shape.length > 0 && !sameShape(a.shape, b.shape))) {
    throw new ShapeError(`${name}: blocked operands must agree; got ${formatType(a)} and ${formatType(b)}`);
  }
  return tensorType(result ?? a.dtype, shape, layout);
}

function broadcastMap(a: NdArray, b: NdArray, evaluate: (a: number, b: number) => number): NdArray {
  const shape = broadcastShapes(a.shape, b.shape, 'reference') as readonly number[];
  const result = ndArray(shape);
  const [left, right, { data }] = [a.data, b.data, result];
  if (sameShape(a.shape, b.shape)) {
    for (let index = 0; index < data.length; index++) data[index] = evaluate(left[index]!, right[index]!);
    return result;
  }
  const indexA = broadcastIndex(a.shape, shape);
  const indexB = broadcastIndex(b.shape, shape);
  for (let index = 0; index < data.length; index++) {
    data[index] = evaluate(left[indexA(index)]!, right[indexB(index)]!);
  }
  return result;
}

/** Maps a flat index of the broadcast shape to the flat index of the operand that is read there. */
export function broadcastIndex(from: readonly number[], to: readonly number[]): (index: number) => number {
  if (sameShape(from, to)) return (index) => index;
  if (elementCount(from) === 1) return () => 0;
  const strides = rowMajorStrides(from);
  const offset = to.length - from.length;
  // Axis by axis, from the first: where each prefix of an index is read.
  let places = Int32Array.of(0);
  for (const [axis, size] of to.entries()) {
    const stride = axis < offset || from[axis - offset] === 1 ? 0 : strides[axis - offset]!;
    const next = new Int32Array(places.length * size);
    let at = 0;
    for (const place of places) {
      for (let index = 0; index < size; index++) next[at++] = place + index * stride;
    }
    places = next;
  }
  return (index) => places[index]!;
}
