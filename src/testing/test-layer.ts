import { expect } from 'vitest';
import { InternalError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import type { Shape } from '../core/shape.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import type { LayerContext, LayerSpec } from '../nn/layer.ts';
import { layerDefinitions } from '../nn/layers/index.ts';
import { sequential } from '../nn/model.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { drawInputs, expectGradients, expectRuntimeAgrees } from './test-graph.ts';

export interface LayerTest {
  readonly layer: LayerSpec;
  /** The shape of the input, batch first. */
  readonly input: readonly number[];
  /** The shape that the layer gives. */
  readonly output: readonly number[];
  /** Every trained tensor, by its name in the layer; none where left out. */
  readonly parameters?: Readonly<Record<string, readonly number[]>>;
  /** Every tensor that is updated without a gradient. */
  readonly statistics?: Readonly<Record<string, readonly number[]>>;
  /** Whether it is in training; true unless given. */
  readonly training?: boolean;
  readonly tolerance?: number;
}

/** What a layer asked for while it was built. */
export interface BuiltLayer {
  readonly output: Value;
  readonly parameters: Map<string, Value>;
  readonly statistics: Map<string, Value>;
  readonly updates: Map<string, Value>;
}

/**
 * Tests a layer in every way that matters: its shape and tensors, that it survives JSON, its gradients against central
 * differences, and the runtime in both layouts against the float64 reference.
 */
export async function testLayer(test: LayerTest): Promise<void> {
  expectSameAfterJson(test.layer);
  const graph = new Graph('layer');
  const built = buildLayer(graph, test);
  expect(built.output.shape).toEqual(test.output);
  expect(shapesOf(built.parameters)).toEqual(test.parameters ?? {});
  expect(shapesOf(built.statistics)).toEqual(test.statistics ?? {});
  if (test.training ?? true) expect([...built.updates.keys()]).toEqual([...built.statistics.keys()]);

  const inputs = drawInputs(graph, 29);
  graph.output('output', built.output);
  for (const [name, value] of built.updates) graph.output(`${name}_next`, value);
  await expectRuntimeAgrees(graph, inputs, test.tolerance ?? 5e-5);
  expectGradients(
    (other) => {
      const again = buildLayer(other, test);
      const x = other.inputs.find(({ name }) => name === 'x')!;
      return { loss: weighted(again.output), wrt: [x, ...again.parameters.values()] };
    },
    inputs,
    { directions: 2 },
  );
}

/** Builds one layer on an input `x` of its own, outside any model. */
export function buildLayer(graph: Graph, { layer, input, training = true }: LayerTest): BuiltLayer {
  const tensors = { parameters: new Map<string, Value>(), statistics: new Map<string, Value>() };
  const updates = new Map<string, Value>();
  let layers = 0;
  const build = (spec: LayerSpec, x: Value): Value => {
    const definition = layerDefinitions.find(({ type }) => type === spec.type);
    if (!definition) throw new InternalError(`no layer of type ${spec.type}`);
    const scope = layers++ === 0 ? '' : `${spec.type}${layers - 1}.`;
    const declare = (kind: keyof typeof tensors, name: string, shape: Shape) => {
      const value = graph.input(scope + name, 'float32', shape);
      tensors[kind].set(scope + name, value);
      return value;
    };
    const context: LayerContext = {
      training,
      isFrozen: () => false,
      parameter: (name, shape) => declare('parameters', name, shape),
      statistic: (name, shape) => declare('statistics', name, shape),
      updateStatistic: (name, value) => {
        updates.set(scope + name, value);
      },
      dropoutMask: (shape) => graph.input(`${scope}mask`, 'uint8', shape),
      build: (specs, start) => specs.reduce((value, inner) => build(inner, value), start),
    };
    const { type: _, ...options } = sequential({ input: [1, 1, 1], classes: 2 }, [spec]).layers[0]!;
    return definition.build(options, x, context);
  };
  const output = build(layer, graph.input('x', 'float32', input));
  return { output, ...tensors, updates };
}

/**
 * What a layer gives in float64 for some inputs and tensors by name (what is not given is drawn): its output `y`, and what
 * its statistics become.
 */
export function evaluateLayer(
  layer: LayerSpec,
  input: readonly number[],
  given: Readonly<Record<string, readonly number[]>>,
  options: { readonly training?: boolean } = {},
): Record<string, number[]> {
  const graph = new Graph('layer');
  const built = buildLayer(graph, { layer, input, output: [], ...options });
  graph.output('y', built.output);
  for (const [name, value] of built.updates) graph.output(name, value);
  const inputs = drawInputs(graph, 1);
  for (const [name, data] of Object.entries(given)) {
    if (!inputs[name]) throw new InternalError(`the layer has no tensor ${name}`);
    inputs[name] = ndArray(inputs[name].shape, data);
  }
  return Object.fromEntries(
    Object.entries(evaluateGraph(graph, inputs)).map(([name, { data }]) => [name, [...data]]),
  );
}

/** The output of `evaluateLayer` alone. */
export function layerOutput(...layer: Parameters<typeof evaluateLayer>): number[] {
  return evaluateLayer(...layer)['y']!;
}

function expectSameAfterJson(layer: LayerSpec): void {
  const ends = { input: [8, 8, 1], classes: 2 } as const;
  const model = sequential(ends, [layer]);
  const again = sequential(ends, (JSON.parse(JSON.stringify(model)) as typeof model).layers);
  expect(again).toEqual(model);
  expect(model.layers[0]).toMatchObject(JSON.parse(JSON.stringify(layer)) as object);
}

function shapesOf(values: ReadonlyMap<string, Value>): Record<string, Shape> {
  return Object.fromEntries([...values].map(([name, { shape }]) => [name, shape]));
}

/** A scalar in which no element has the weight of another: Σ yᵢ · wᵢ with w from 0.5 to 1.5. */
function weighted(y: Value): Value {
  const shape = y.shape as readonly number[];
  const count = shape.reduce((a, b) => a * b, 1);
  const weights = Float32Array.from({ length: count }, (_, index) => 0.5 + ((index * 0.618) % 1));
  return reduceSum(multiply(y, y.graph.constant('float32', shape, weights)), {
    axes: shape.map((_, axis) => axis),
  });
}
