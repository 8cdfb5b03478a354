import { InternalError } from '../core/errors.ts';
import type { Attributes, LowerContext, ReferenceContext } from './op.ts';
import { tensorType, type Layout, type TensorType } from './tensor-type.ts';
import type { DType, TypedArray } from '../core/dtype.ts';
import type { NdArray } from '../core/nd-array.ts';
import { elementCount, type Shape } from '../core/shape.ts';

/** A tensor in a graph: a graph input, a constant, or an output of a node. Assigned once. */
export class Value {
  readonly graph: Graph;
  readonly id: number;
  readonly type: TensorType;
  /** The node that computes it; `undefined` for inputs and constants. */
  readonly node: Node | undefined;
  /** The contents, for constants. */
  readonly data: TypedArray | undefined;
  /** The name of a graph input. */
  readonly name: string | undefined;

  constructor(
    graph: Graph,
    id: number,
    type: TensorType,
    origin: { readonly node?: Node; readonly data?: TypedArray; readonly name?: string },
  ) {
    this.graph = graph;
    this.id = id;
    this.type = type;
    this.node = origin.node;
    this.data = origin.data;
    this.name = origin.name;
  }

  get shape(): Shape {
    return this.type.shape;
  }
}

/** The parts of a training step. */
export const phases = ['forward', 'backward', 'update'] as const;

/** What a node is there for, for people who look at where time goes; results do not depend on it. */
export interface Origin {
  readonly phase: (typeof phases)[number];
  /** The layer, such as `residual1.conv2d1`, or another part of the step, such as `loss`. */
  readonly scope: string;
  /** The op that it is a form of, where a pass has written it in place of another. */
  readonly operation?: string;
}

/** One application of an op. */
export interface Node {
  readonly op: OpDefinition;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
  readonly origin: Origin;
}

export interface GradContext<A extends Attributes> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  /** The gradient that flows into each output; `undefined` where none does. */
  readonly outputGradients: readonly (Value | undefined)[];
}

/** A gradient rule, declared as a method so that rules of special attributes are rules of ops in general. */
export type GradRule<A extends Attributes> = {
  rule(context: GradContext<A>): readonly (Value | undefined)[];
}['rule'];

/**
 * All that the system knows of one operation. Shared code never asks for an op's name; a new op is one new file.
 */
export interface OpDefinition<A extends Attributes = Attributes> {
  readonly name: string;
  /**
   * Whether it works element by element, so that operands of one shape may be in any layout as long as it is the same
   * (scalars are in every layout).
   */
  readonly elementwise: boolean;
  /** Output types from input types; raises `ShapeError` where they do not fit. */
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /** Writes ONNX nodes and returns the names of the outputs. */
  lower(context: LowerContext<A>): readonly string[];
  /**
   * The gradient of each input as a graph, `undefined` where there is none to give; `null` for an op that has no
   * gradient at all. Only called when some output has a gradient.
   */
  readonly grad: GradRule<A> | null;
  /** A plain float64 evaluation of the definition: the oracle for gradients and for the runtime's results. */
  reference(context: ReferenceContext<A>): readonly NdArray[];
}

/** Whether an op is another one, whatever attributes the two are typed for. */
export function isOp(op: OpDefinition, other: unknown): boolean {
  return op === other;
}

/** Declares an op; the name must be unique (a test over the index checks it). */
export function defineOp<A extends Attributes>(definition: OpDefinition<A>): OpDefinition<A> {
  return definition;
}

/**
 * A tensor program in static single assignment: nodes stand in an order in which every input comes before its use.
 * A graph only grows; passes make new graphs.
 */
export class Graph {
  readonly name: string;
  readonly #inputs: Value[] = [];
  readonly #constants: Value[] = [];
  readonly #nodes: Node[] = [];
  readonly #outputs = new Map<string, Value>();
  readonly #scalars = new Map<string, Value>();
  #nextId = 0;
  #origin: Origin = { phase: 'forward', scope: 'model' };

  constructor(name: string) {
    this.name = name;
  }

  get inputs(): readonly Value[] {
    return this.#inputs;
  }

  get constants(): readonly Value[] {
    return this.#constants;
  }

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  get outputs(): ReadonlyMap<string, Value> {
    return this.#outputs;
  }

  /** Declares an input; names are unique within the graph. */
  input(name: string, dtype: DType, shape: Shape, layout?: Layout): Value {
    if (this.#inputs.some((value) => value.name === name)) {
      throw new InternalError(`graph ${this.name}: input ${name} is declared twice`, { value: name });
    }
    const value = new Value(this, this.#nextId++, tensorType(dtype, shape, layout), { name });
    this.#inputs.push(value);
    return value;
  }

  /** A constant with its contents, row-major. */
  constant(dtype: DType, shape: readonly number[], data: TypedArray): Value {
    if (data.length !== elementCount(shape)) {
      throw new InternalError(
        `graph ${this.name}: constant of shape [${shape.join()}] has ${data.length} elements`,
      );
    }
    const value = new Value(this, this.#nextId++, tensorType(dtype, shape), { data });
    this.#constants.push(value);
    return value;
  }

  /** A float32 constant without axes; equal numbers share one value. */
  scalar(number: number): Value {
    const key = Object.is(number, -0) ? '-0' : String(number);
    let value = this.#scalars.get(key);
    if (!value) {
      value = this.constant('float32', [], Float32Array.of(number));
      this.#scalars.set(key, value);
    }
    return value;
  }

  /** Applies an op and returns its outputs. */
  apply<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly Value[],
    attributes: A,
  ): readonly Value[] {
    for (const value of inputs) {
      if (value.graph !== this) {
        throw new InternalError(`graph ${this.name}: ${op.name} uses a value of graph ${value.graph.name}`);
      }
    }
    const types = op.infer(
      inputs.map((value) => value.type),
      attributes,
    );
    const outputs: Value[] = [];
    const node: Node = { op: op, inputs: [...inputs], attributes, outputs, origin: this.#origin };
    for (const type of types) outputs.push(new Value(this, this.#nextId++, type, { node }));
    this.#nodes.push(node);
    return outputs;
  }

  /** Says what the nodes are there for that `build` adds; what is not said stays as it is around the call. */
  within<T>(origin: Partial<Origin>, build: () => T): T {
    const outer = this.#origin;
    this.#origin = { ...outer, ...origin };
    try {
      return build();
    } finally {
      this.#origin = outer;
    }
  }

  /** Names a value as a result of the graph. */
  output(name: string, value: Value): void {
    if (this.#outputs.has(name)) {
      throw new InternalError(`graph ${this.name}: output ${name} is declared twice`, { value: name });
    }
    this.#outputs.set(name, value);
  }
}

/** Applies an op with one output. */
export function applyOp<A extends Attributes>(
  op: OpDefinition<A>,
  inputs: readonly Value[],
  attributes: A,
): Value {
  const [first] = inputs;
  if (!first) throw new InternalError(`${op.name}: an op needs at least one input`);
  return first.graph.apply(op, inputs, attributes)[0]!;
}
