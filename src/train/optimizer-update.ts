import { gradients } from '../autodiff/gradients.ts';
import { InternalError } from '../core/errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import type { BuiltModel } from '../nn/model.ts';
import { optimizerDefinitions, type OptimizerSpec } from '../optim/optimizers/index.ts';
import { stateTensor, type StateTensor } from './state-tensor.ts';

/** What the update part of a step brings with it. */
export interface OptimizerUpdate {
  /** Parameters, then slots, then statistics. */
  readonly state: readonly StateTensor[];
  /** The names of the step's numbers. */
  readonly scalars: readonly string[];
}

/** Differentiates the loss and adds what every parameter, slot and statistic becomes as outputs of the graph. */
export function addUpdate(
  graph: Graph,
  optimizer: OptimizerSpec,
  built: BuiltModel,
  loss: Value,
): OptimizerUpdate {
  const { definition, options } = resolveOptimizer(optimizer);
  const scalarNames = Object.keys(definition.scalars(options, 1, 0));
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, graph.input(name, 'float32', [])]));
  const slots: StateTensor[] = [];
  const parameterGradients = gradients(
    loss,
    built.parameters.map(({ value }) => value),
  );
  built.parameters.forEach((parameter, index) => {
    const { name, shape } = parameter;
    const slotNames = definition.slots(options);
    const slotValues = slotNames.map(
      (slot) => [slot, graph.input(`${name}.${slot}`, 'float32', shape)] as const,
    );
    const updated = definition.update(options, {
      parameter: parameter.value,
      gradient: parameterGradients[index]!,
      slots: Object.fromEntries(slotValues),
      scalars,
    });
    graph.output(name, updated.parameter);
    for (const slot of slotNames) {
      graph.output(`${name}.${slot}`, updated.slots[slot]!);
      slots.push({ name: `${name}.${slot}`, shape, role: 'slot', initializer: 'zeros', fanIn: 1, fanOut: 1 });
    }
  });
  const statistics = built.statistics.map((statistic): StateTensor => {
    if (!statistic.next)
      throw new InternalError(`${statistic.name}: the layer does not update its statistic`);
    graph.output(statistic.name, statistic.next);
    return stateTensor(statistic, 'statistic');
  });
  return {
    state: [
      ...built.parameters.map((parameter) => stateTensor(parameter, 'parameter')),
      ...slots,
      ...statistics,
    ],
    scalars: scalarNames,
  };
}

/** The definition of an optimiser and its checked options. */
export function resolveOptimizer(spec: OptimizerSpec) {
  const { type, learningRate: _, ...options } = spec;
  const definition = optimizerDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no optimizer of type ${type}`);
  return { definition, options: definition.options.parse(options) };
}
