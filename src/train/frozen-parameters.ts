import { Graph } from '../graph/graph.ts';
import { buildModel, type ModelSpec, type ModelTensor } from '../nn/model.ts';
import type { OptimizerSpec } from '../optim/optimizer.ts';
import { resolveOptimizer } from '../optim/optimizers/index.ts';
import { rulesOfNames } from '../optim/parameter-groups.ts';

/**
 * The names of the parameters that an optimiser's groups leave as they are. Raises `OptionError` where a group does not fit
 * the model.
 */
export function frozenParameters(model: ModelSpec, spec: OptimizerSpec): ReadonlySet<string> {
  const optimizer = resolveOptimizer(spec);
  if (optimizer.groups.length === 0) return new Set();
  // Layers ask what is frozen while they are built: so the model is built once before.
  const names = namedParameters(model).map(({ name }) => name);
  const rules = rulesOfNames(optimizer, names);
  return new Set(names.filter((name) => !rules.has(name)));
}

/** A model's parameters; their names come from building it. */
export function namedParameters(model: ModelSpec): readonly Pick<ModelTensor, 'name' | 'shape'>[] {
  const graph = new Graph('parameter_names');
  return buildModel(graph, model, graph.input('images', 'uint8', [2, ...model.input]), true).parameters;
}
