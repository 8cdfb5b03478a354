import { create } from '@bufbuild/protobuf';
import type { DType, TypedArray } from '../core/dtype.ts';
import type { Emitter, OnnxAttribute } from '../graph/op.ts';
import { onnxDType } from '../ops/onnx-dtype.ts';
import { nodeName, type NodeOrigin } from './node-name.ts';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
} from './proto/onnx_pb.js';

/** The longest constant whose contents are compared to share it. */
const SHARED_ELEMENTS = 64;

/** Collects the nodes and constants of one ONNX graph; every name has `prefix`. */
export class OnnxEmitter implements Emitter {
  readonly nodeProtos: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  /** The tensors that are to be computed before all else that the node reads which reads them. */
  readonly earlyNames = new Set<string>();
  readonly blockSize: number;
  /** What the nodes are there for that are added next; their names tell it. */
  origin: NodeOrigin | undefined;
  readonly #prefix: string;
  readonly #constants = new Map<string, string>();
  #next = 0;

  constructor(prefix: string, blockSize: number) {
    this.#prefix = prefix;
    this.blockSize = blockSize;
  }

  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    return this.nodes(opType, inputs, { outputs: 1, attributes })[0]!;
  }

  nodes(opType: string, inputs: readonly string[], options: Parameters<Emitter['nodes']>[2]): string[] {
    const output = Array.from({ length: options.outputs }, () => this.#name('v'));
    this.add(opType, inputs, output, options);
    return output;
  }

  /** Adds a node whose outputs have given names. */
  add(
    opType: string,
    input: readonly string[],
    output: readonly string[],
    options: Pick<Parameters<Emitter['nodes']>[2], 'domain' | 'attributes'> & {
      readonly graphs?: readonly AttributeProto[];
    } = {},
  ): void {
    const attribute = Object.entries(options.attributes ?? {}).map(([name, value]) =>
      attributeProto(name, value),
    );
    this.nodeProtos.push(
      create(NodeProtoSchema, {
        opType,
        name: nodeName(this.origin, this.#name('n')),
        domain: options.domain ?? '',
        input: [...input],
        output: [...output],
        attribute: [...attribute, ...(options.graphs ?? [])],
      }),
    );
  }

  /**
   * Makes each name stand for its tensor: the node that computes the tensor writes to the name. A copy is added only where no
   * node here computes it, or where another of the names stands for it already.
   */
  rename(sources: ReadonlyMap<string, string>): void {
    const computed = new Set(this.nodeProtos.flatMap(({ output }) => output));
    const renamed = new Map<string, string>();
    for (const [name, source] of sources) {
      if (computed.has(source) && !renamed.has(source)) renamed.set(source, name);
      else this.add('Identity', [renamed.get(source) ?? source], [name]);
    }
    for (const node of this.nodeProtos) {
      node.input = node.input.map((input) => renamed.get(input) ?? input);
      node.output = node.output.map((output) => renamed.get(output) ?? output);
    }
  }

  early(name: string): string {
    this.earlyNames.add(name);
    return name;
  }

  constant(dtype: DType, shape: readonly number[], data: TypedArray | readonly number[]): string {
    const array = Array.isArray(data) ? Float32Array.from(data as readonly number[]) : (data as TypedArray);
    const key = contentKey(dtype, shape, array);
    let name = key === undefined ? undefined : this.#constants.get(key);
    if (name === undefined) {
      name = this.#name('c');
      this.initializers.push(tensorProto(name, dtype, shape, array));
      if (key !== undefined) this.#constants.set(key, name);
    }
    return name;
  }

  #name(kind: string): string {
    return `${this.#prefix}${kind}${this.#next++}`;
  }
}

/** A key that equal constants share; `undefined` for long constants, which are not compared, unless filled with one number. */
function contentKey(dtype: DType, shape: readonly number[], data: TypedArray): string | undefined {
  const start = `${dtype} ${shape.join()}`;
  const textOf = (item: number | bigint) => (Object.is(item, -0) ? '-0' : String(item));
  const items = data as ArrayLike<number | bigint> & {
    every(test: (item: number | bigint) => boolean): boolean;
  };
  if (items.length <= SHARED_ELEMENTS) return `${start} ${Array.from(items, textOf).join()}`;
  const first = items[0]!;
  return items.every((item) => Object.is(item, first)) ? `${start} filled ${textOf(first)}` : undefined;
}

/** A tensor with its contents in little-endian bytes. */
export function tensorProto(
  name: string,
  dtype: DType,
  shape: readonly number[],
  data: TypedArray,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: onnxDType[dtype],
    dims: shape.map(BigInt),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
}

function attributeProto(name: string, attribute: OnnxAttribute): AttributeProto {
  if ('int' in attribute)
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(attribute.int) });
  if ('float' in attribute)
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: attribute.float });
  if ('ints' in attribute) {
    return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: attribute.ints.map(BigInt) });
  }
  return create(AttributeProtoSchema, {
    name,
    type: AttributeType.STRING,
    s: new TextEncoder().encode(attribute.text),
  });
}
