import { gradients } from '../autodiff/gradients.ts';
import type { Graph, Value } from '../graph/graph.ts';
import type { BuiltLayer, BuiltModel } from '../nn/model.ts';
import { concatenate } from '../ops/concatenate.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { reshape } from '../ops/reshape.ts';
import { overSlices } from '../ops/sum-over-slices.ts';

/** The output of a training graph with probes: float32 [probes], 0 where a value is finite and else not a number. */
export const PROBES = 'probes';

/**
 * Adds an output that tells which values of a step are finite: the outputs of the layers in their order, the loss, then
 * the gradients of the parameters from the last to the first. Returns what each value is, in words.
 */
export function addProbes(graph: Graph, built: BuiltModel, loss: Value, slices: number): string[] {
  const layers = innermost(built.layers).filter(({ output }) => output.type.dtype === 'float32');
  const parameters = [...built.parameters].reverse();
  const parameterGradients = gradients(
    loss,
    parameters.map(({ value }) => value),
  );
  const probed: (readonly [string, Value])[] = [
    ...layers.map(({ name, output }) => [`the output of ${name}`, output] as const),
    ['the loss itself', loss],
    ...parameters.map(({ name }, index) => [`the gradient of ${name}`, parameterGradients[index]!] as const),
  ];
  const probes = probed.map(([, value]) => {
    // A finite number times 0 is 0; infinity times 0 is not a number.
    const zeros = multiply(value, 0);
    return reshape(reduceSum(zeros, { axes: zeros.shape.map((_, axis) => axis) }), [1]);
  });
  graph.output(PROBES, overSlices(concatenate(probes, 0), slices));
  return probed.map(([what]) => what);
}

/** Layers in the order in which they are computed, those inside others before these. */
function innermost(layers: readonly BuiltLayer[]): BuiltLayer[] {
  return layers.flatMap((layer) => [...innermost(layer.layers), layer]);
}
