import { InternalError } from '../core/errors.ts';
import { gradients } from '../autodiff/gradients.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { crossEntropy } from '../nn/losses/cross-entropy.ts';
import { logitsOf } from '../nn/logits.ts';
import { buildModel, type ModelSpec, type ModelTensor } from '../nn/model.ts';
import type { LoopSignature } from '../onnx/lower-loop.ts';
import { simplifyGraph } from '../onnx/simplify.ts';
import { argMax } from '../ops/arg-max.ts';
import { cast } from '../ops/cast.ts';
import { equal } from '../ops/equal.ts';
import { gather } from '../ops/gather.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { optimizerDefinitions, type OptimizerSpec } from '../optim/optimizers/index.ts';

/** A named tensor that one step takes and gives on. */
export interface StateTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: 'parameter' | 'slot' | 'statistic';
  /** How it begins; slots begin as zeros. */
  readonly initializer: ModelTensor['initializer'];
  readonly fanIn: number;
  readonly fanOut: number;
}

/** One step of training as a graph: forward pass, gradients and update. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly signature: LoopSignature;
  readonly batchSize: number;
  readonly state: readonly StateTensor[];
  /** Names of the step's numbers, float32 scalars: see the optimiser's `scalars`. */
  readonly scalars: readonly string[];
  readonly masks: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly rate: number;
  }[];
}

/** The inputs and outputs of a training graph besides state, scalars and masks. */
export const trainingNames = {
  /** uint8 [examples, height, width, channels] */
  images: 'images',
  /** int32 [examples] */
  labels: 'labels',
  /** int32 [batch]: the examples of the step */
  indices: 'indices',
  /** The mean loss of the batch, before the update. */
  loss: 'loss',
  /** How many of the batch are classified correctly, before the update. */
  correct: 'correct',
} as const;

/**
 * Writes one training step: gather the batch, build the model, differentiate the loss, update every parameter. Reading
 * it from top to bottom is reading what a step does.
 */
export function buildTrainingGraph(
  model: ModelSpec,
  optimizer: OptimizerSpec,
  batchSize: number,
): TrainingGraph {
  const graph = new Graph('training_step');
  const allImages = graph.input(trainingNames.images, 'uint8', ['examples', ...model.input]);
  const allLabels = graph.input(trainingNames.labels, 'int32', ['examples']);
  const indices = graph.input(trainingNames.indices, 'int32', [batchSize]);
  const images = gather(allImages, indices);
  const labels = gather(allLabels, indices);

  const built = buildModel(graph, model, images, true);
  const logits = logitsOf(built.output);
  const loss = crossEntropy(logits, labels);
  const hits = equal(argMax(logits), cast(labels, 'int64'));
  graph.output(trainingNames.loss, loss);
  graph.output(trainingNames.correct, reduceSum(cast(hits, 'float32'), { axes: [0] }));

  const parameterGradients = gradients(
    loss,
    built.parameters.map(({ value }) => value),
  );
  const updates = applyOptimizer(graph, optimizer, built.parameters, parameterGradients);
  const statistics = built.statistics.map((statistic): StateTensor => {
    if (!statistic.next)
      throw new InternalError(`${statistic.name}: the layer does not update its statistic`);
    graph.output(statistic.name, statistic.next);
    return { ...stateOf(statistic), role: 'statistic' };
  });

  const state = [
    ...built.parameters.map((parameter): StateTensor => ({ ...stateOf(parameter), role: 'parameter' })),
    ...updates.slots,
    ...statistics,
  ];
  const masks = built.masks.map(({ value, shape, rate }) => ({ name: value.name!, shape, rate }));
  return {
    graph: simplifyGraph(graph),
    signature: {
      shared: [trainingNames.images, trainingNames.labels],
      perStep: [trainingNames.indices, ...updates.scalars, ...masks.map(({ name }) => name)],
      state: state.map(({ name }) => name),
      stacked: [trainingNames.loss, trainingNames.correct],
    },
    batchSize,
    state,
    scalars: updates.scalars,
    masks,
  };
}

function stateOf({ name, shape, initializer, fanIn, fanOut }: ModelTensor): Omit<StateTensor, 'role'> {
  return { name, shape, initializer, fanIn, fanOut };
}

function applyOptimizer(
  graph: Graph,
  spec: OptimizerSpec,
  parameters: readonly ModelTensor[],
  parameterGradients: readonly Value[],
): { readonly slots: StateTensor[]; readonly scalars: string[] } {
  const { definition, options } = resolveOptimizer(spec);
  const scalarNames = Object.keys(definition.scalars(options, 1, 0));
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, graph.input(name, 'float32', [])]));
  const slots: StateTensor[] = [];
  parameters.forEach((parameter, index) => {
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
  return { slots, scalars: scalarNames };
}

/** The definition of an optimiser and its checked options. */
export function resolveOptimizer(spec: OptimizerSpec) {
  const { type, learningRate: _, ...options } = spec;
  const definition = optimizerDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no optimizer of type ${type}`);
  return { definition, options: definition.options.parse(options) };
}
