import type { DType, TypedArray } from '../core/dtype.ts';
import type { NdArray } from '../core/nd-array.ts';
import type { TensorType } from './tensor-type.ts';

/** What an op is told besides its inputs: plain JSON. */
export type AttributeValue = number | string | boolean | readonly (number | string)[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Attributes of an ONNX node, with their ONNX types. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string };

/** Where a lowering rule writes its ONNX nodes. Names stand for tensors. */
export interface Emitter {
  /** Adds a node with one output and returns its name; an empty input name is an omitted optional input. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;
  /** Adds a node of any domain with several outputs. */
  nodes(
    opType: string,
    inputs: readonly string[],
    options: {
      readonly outputs: number;
      readonly domain?: string;
      readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
    },
  ): string[];
  /**
   * Asks that a tensor which one node reads is computed before all else which that node reads, such as a copy of what is still
   * in the processor's cache. Returns its name.
   */
  early(name: string): string;
  /** A constant tensor; equal constants share one name. */
  constant(dtype: DType, shape: readonly number[], data: TypedArray | readonly number[]): string;
  /** The channels in one block of the blocked layout on the machine that is compiled for. */
  readonly blockSize: number;
}

export interface LowerContext<A extends Attributes> {
  readonly inputs: readonly string[];
  readonly inputTypes: readonly TensorType[];
  readonly outputTypes: readonly TensorType[];
  readonly attributes: A;
  readonly emit: Emitter;
}

export interface ReferenceContext<A extends Attributes> {
  readonly inputs: readonly NdArray[];
  readonly attributes: A;
  readonly outputTypes: readonly TensorType[];
}
