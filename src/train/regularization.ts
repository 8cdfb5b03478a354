import type { Value } from '../graph/graph.ts';
import type { ModelTensor } from '../nn/model.ts';
import type { RegularizerSpec } from '../nn/regularizer.ts';
import { resolveRegularizers } from '../nn/regularizers/index.ts';
import { add } from '../ops/add.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import type { StateTensor } from './state-tensor.ts';

/** The loss with what the regularisers add to it. */
export function withPenalties(
  loss: Value,
  specs: readonly RegularizerSpec[],
  parameters: readonly ModelTensor[],
): Value {
  const penalties = resolveRegularizers(specs, parameters).flatMap(({ definition, options, names }) => {
    const { penalty } = definition;
    if (!penalty) return [];
    return parameters
      .filter(({ name }) => names.has(name))
      .map(({ value }) =>
        reduceSum(penalty.build(options, value), { axes: value.shape.map((_, axis) => axis) }),
      );
  });
  return penalties.reduce((sum, penalty) => add(sum, penalty), loss);
}

/** Gives what each updated parameter becomes by the constraints that are for it, in their order. */
export function constraints(
  specs: readonly RegularizerSpec[],
  parameters: readonly ModelTensor[],
): (name: string, updated: Value) => Value {
  const resolved = resolveRegularizers(specs, parameters);
  return (name, updated) =>
    resolved.reduce(
      (value, { definition, options, names }) =>
        definition.constrain && names.has(name) ? definition.constrain(options, value) : value,
      updated,
    );
}

/** What the regularisers add to the loss of weights, in float64. */
export function penaltyOf(
  specs: readonly RegularizerSpec[],
  tensors: readonly StateTensor[],
  weights: Readonly<Record<string, Float32Array>>,
): number {
  const parameters = tensors.filter(({ role }) => role === 'parameter');
  let total = 0;
  for (const { definition, options, names } of resolveRegularizers(specs, parameters)) {
    const { penalty } = definition;
    if (!penalty) continue;
    for (const name of names)
      for (const element of weights[name]!) total += penalty.ofElement(options, element);
  }
  return total;
}
