import { Graph } from '../graph/graph.ts';
import { defaultLoss } from '../nn/losses/index.ts';
import { buildModel, type ModelSpec } from '../nn/model.ts';
import type { LoopSignature } from '../onnx/lower-loop.ts';
import { simplifyGraph } from '../onnx/simplify.ts';
import { addBatch } from './batch-input.ts';
import { frozenParameters } from './frozen-parameters.ts';
import { addProbes, PROBES } from './non-finite-probes.ts';
import { addUpdate } from './optimizer-update.ts';
import type { Training } from './recipe.ts';
import type { StateTensor } from './state-tensor.ts';
import { addLoss } from './training-loss.ts';
import { trainingNames } from './training-names.ts';

/** What a step is built from, besides the model. */
export type StepOptions = Pick<Training, 'optimizer'> &
  Partial<Pick<Training, 'regularizers' | 'loss' | 'augment' | 'mix'>>;

/** One step of training as a graph: forward pass, gradients and update. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly signature: LoopSignature;
  readonly batchSize: number;
  /** What each of the probes tells of; see `addProbes`. */
  readonly probes: readonly string[];
  readonly state: readonly StateTensor[];
  /** Names of the step's numbers, float32 scalars: see the optimiser's `scalars`. */
  readonly scalars: readonly string[];
  readonly masks: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly rate: number;
  }[];
}

/**
 * Writes one training step: take the batch, build the model, differentiate the loss, update every parameter. Reading
 * it from top to bottom is reading what a step does.
 */
export function buildTrainingGraph(
  model: ModelSpec,
  options: StepOptions,
  batchSize: number,
  { probes: withProbes = false } = {},
): TrainingGraph {
  const graph = new Graph('training_step');
  const batch = graph.within({ scope: 'input' }, () => addBatch(graph, model, batchSize, options));
  const built = buildModel(graph, model, batch.images, true, frozenParameters(model, options.optimizer));
  const loss = graph.within({ scope: 'loss' }, () =>
    addLoss(graph, built, batch, options.loss ?? defaultLoss, options.regularizers),
  );
  const probes = withProbes ? addProbes(graph, built, loss) : [];
  const { state, scalars } = graph.within({ phase: 'update', scope: 'optimizer' }, () =>
    addUpdate(graph, options.optimizer, built, loss, options.regularizers),
  );
  const masks = built.masks.map(({ value, shape, rate }) => ({ name: value.name!, shape, rate }));
  return {
    graph: simplifyGraph(graph),
    signature: {
      shared: batch.shared,
      perStep: [...batch.perStep, ...scalars, ...masks.map(({ name }) => name)],
      state: state.map(({ name }) => name),
      stacked: [trainingNames.loss, trainingNames.correct, ...(withProbes ? [PROBES] : [])],
    },
    batchSize,
    probes,
    state,
    scalars,
    masks,
  };
}
