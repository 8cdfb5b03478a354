import { gradients } from '../autodiff/gradients.ts';
import { InternalError } from '../core/errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import type { BuiltModel, ModelTensor } from '../nn/model.ts';
import type { RegularizerSpec } from '../nn/regularizer.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { subtract } from '../ops/subtract.ts';
import { overSlices } from '../ops/sum-over-slices.ts';
import { clipGradients } from '../optim/clipping.ts';
import { applyLookahead } from '../optim/lookahead.ts';
import { isKernel, type OptimizerSpec } from '../optim/optimizer.ts';
import { resolveOptimizer, type ResolvedOptimizer } from '../optim/optimizers/index.ts';
import { rulesOfNames, type GroupRule } from '../optim/parameter-groups.ts';
import { updateNumbers } from '../optim/update-numbers.ts';
import { constraints } from './regularization.ts';
import { modelTensor, type StateTensor } from './state-tensor.ts';

/** What the update part of a step brings with it. */
export interface OptimizerUpdate {
  /** Parameters, then slots, statistics and averages. */
  readonly state: readonly StateTensor[];
  /** The names of the step's numbers. */
  readonly scalars: readonly string[];
}

/**
 * Differentiates the loss and adds what every tensor of the state becomes as outputs of the graph: gradients, clipping,
 * weight decay and the optimiser, Lookahead, constraints, averages.
 */
export function addUpdate(
  graph: Graph,
  spec: OptimizerSpec,
  built: Pick<BuiltModel, 'parameters' | 'statistics'>,
  loss: Value,
  regularizers: readonly RegularizerSpec[] = [],
  slices = 1,
): OptimizerUpdate {
  const optimizer = resolveOptimizer(spec);
  const { names } = updateNumbers(spec);
  const scalars = Object.fromEntries(names.map((name) => [name, graph.input(name, 'float32', [])]));
  const { parameters, statistics } = built;
  const rules = rulesOfNames(
    optimizer,
    parameters.map(({ name }) => name),
  );
  const trained = parameters.filter(({ name }) => rules.has(name));
  const gradientOf = clippedGradients(optimizer, loss, trained, slices);
  const output = parameters.findLast(isKernel);

  const constrained = constraints(regularizers, parameters);
  const slots: StateTensor[] = [];
  const next = new Map<ModelTensor, Value>();
  for (const parameter of parameters) {
    const gradient = gradientOf.get(parameter);
    if (!gradient) {
      graph.output(parameter.name, parameter.value);
      continue;
    }
    const { name, shape } = parameter;
    const rule = rules.get(name)!;
    const facts = { shape, isOutput: parameter === output };
    graph.within({ scope: scopeOf(name) }, () => {
      const updated = updateParameter(graph, optimizer, rule, parameter, {
        parameter: facts,
        gradient,
        scalars,
      });
      const value = constrained(name, updated.value);
      graph.output(name, value);
      next.set(parameter, value);
      for (const { tensor, value } of updated.slots) {
        graph.output(tensor.name, value);
        slots.push(tensor);
      }
    });
  }
  for (const statistic of statistics) {
    if (!statistic.next)
      throw new InternalError(`${statistic.name}: the layer does not update its statistic`);
    graph.output(statistic.name, statistic.next);
    if (statistic.next !== statistic.value) next.set(statistic, statistic.next);
  }
  return {
    state: [
      ...parameters.map((parameter) => modelTensor(parameter, 'parameter')),
      ...slots,
      ...statistics.map((statistic) => modelTensor(statistic, 'statistic')),
      ...(optimizer.average ? addAverages(graph, next, scalars['averageShare']!) : []),
    ],
    scalars: names,
  };
}

/** The layer that a tensor is of, by its name. */
function scopeOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function clippedGradients(
  { clip }: ResolvedOptimizer,
  loss: Value,
  trained: readonly ModelTensor[],
  slices: number,
): ReadonlyMap<ModelTensor, Value> {
  const parts = gradients(
    loss,
    trained.map(({ value }) => value),
  );
  const raw = parts.map((part, index) =>
    loss.graph.within({ scope: scopeOf(trained[index]!.name) }, () => overSlices(part, slices)),
  );
  const clipped = clip ? clipGradients(clip, raw) : raw;
  return new Map(trained.map((parameter, index) => [parameter, clipped[index]!]));
}

interface UpdatedParameter {
  readonly value: Value;
  readonly slots: readonly { readonly tensor: StateTensor; readonly value: Value }[];
}

/** What a parameter and the tensors that are kept for it become. */
function updateParameter(
  graph: Graph,
  { definition, options, lookahead }: ResolvedOptimizer,
  rule: GroupRule,
  { name, shape, value }: ModelTensor,
  context: Omit<Parameters<ResolvedOptimizer['definition']['update']>[1], 'slots'>,
): UpdatedParameter {
  const { parameter, scalars } = context;
  const ofRule = Object.fromEntries(
    Object.entries(scalars).flatMap(([key, scalar]) =>
      key.endsWith(rule.suffix) ? [[key.slice(0, key.length - rule.suffix.length), scalar]] : [],
    ),
  );
  const first = definition.slots(options, parameter);
  const slotTensors = Object.entries(first).map(
    ([slot, number]) => [slot, slotTensor(`${name}.${slot}`, shape, { from: 'number', number })] as const,
  );
  const inputs = slotTensors.map(
    ([slot, tensor]) => [slot, graph.input(tensor.name, 'float32', shape)] as const,
  );
  const { change, slots } = definition.update(options, {
    ...context,
    scalars: ofRule,
    slots: Object.fromEntries(inputs),
  });
  const decays = rule.weightDecay > 0 && (rule.decaysAll || isKernel(parameter));
  const share = definition.decayFactor?.(options, parameter) ?? 1;
  const kept = decays ? multiply(value, keptShare(ofRule['keep']!, share)) : value;
  const fast = subtract(kept, change);
  const updated = slotTensors.map(([slot, tensor]) => ({ tensor, value: slots[slot]! }));
  if (!lookahead) return { value: fast, slots: updated };

  const slowTensor = slotTensor(`${name}.slow`, shape, { from: 'tensor', name });
  const ahead = applyLookahead(fast, graph.input(slowTensor.name, 'float32', shape), scalars);
  return { value: ahead.fast, slots: [...updated, { tensor: slowTensor, value: ahead.slow }] };
}

/** 1 − share · (1 − keep). */
function keptShare(keep: Value, share: number): Value {
  if (share === 1) return keep;
  const one = keep.graph.scalar(1);
  return subtract(one, multiply(subtract(one, keep), share));
}

function slotTensor(name: string, shape: readonly number[], begins: StateTensor['begins']): StateTensor {
  return { name, shape, role: 'slot', begins };
}

/** Adds the averages of all tensors that training changes. */
function addAverages(graph: Graph, next: ReadonlyMap<ModelTensor, Value>, share: Value): StateTensor[] {
  const stays = subtract(graph.scalar(1), share);
  return [...next].map(([{ name, shape }, value]) => {
    const average: StateTensor = {
      name: `${name}.average`,
      shape,
      role: 'average',
      begins: { from: 'tensor', name },
    };
    const before = graph.input(average.name, 'float32', shape);
    const after = graph.within({ scope: scopeOf(name) }, () =>
      add(multiply(before, stays), multiply(value, share)),
    );
    graph.output(average.name, after);
    return average;
  });
}
