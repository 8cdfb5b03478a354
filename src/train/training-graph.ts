import { InternalError } from '../core/errors.ts';
import { Graph } from '../graph/graph.ts';
import { peakBytes } from '../graph/peak-memory.ts';
import { defaultLoss } from '../nn/losses/index.ts';
import { buildModel, type ModelSpec } from '../nn/model.ts';
import type { ScanSignature } from '../onnx/lower-scan.ts';
import { simplifyGraph } from '../onnx/simplify.ts';
import { addBatch } from './batch-input.ts';
import { frozenParameters } from './frozen-parameters.ts';
import { addProbes, PROBES } from './non-finite-probes.ts';
import { addUpdate } from './optimizer-update.ts';
import type { Training } from './recipe.ts';
import { sliceCount } from './slices.ts';
import { bytesOf, type StateTensor } from './state-tensor.ts';
import { addLoss } from './training-loss.ts';
import { trainingNames } from './training-names.ts';

/** What a step is built from, besides the model. */
export type StepOptions = Pick<Training, 'optimizer'> &
  Partial<Pick<Training, 'regularizers' | 'loss' | 'augment' | 'mix'>>;

/** One step of training as a graph: forward pass, gradients and update. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly signature: ScanSignature;
  readonly batchSize: number;
  /** How many slices the graph takes the batch in, one after the other; its values are those of one. */
  readonly slices: number;
  /** Whether slices of a batch can do its work: no statistic and no divisor is one of the whole batch. */
  readonly sliceable: boolean;
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

/** The training step of a model for batches of one size, in slices where that is better; see `sliceCount`. */
export function buildTrainingGraph(
  model: ModelSpec,
  options: StepOptions,
  batchSize: number,
  { probes = false } = {},
): TrainingGraph {
  const whole = buildStep(model, options, { batchSize, slices: 1, probes: false });
  const slices = whole.sliceable ? slicesOf(whole, model, options) : 1;
  return slices === 1 && !probes ? whole : buildStep(model, options, { batchSize, slices, probes });
}

function slicesOf(
  { graph, batchSize, state }: TrainingGraph,
  model: ModelSpec,
  options: StepOptions,
): number {
  const bytes = peakBytes(graph);
  // Most steps are small enough with all that they hold; what grows with the batch is less.
  if (sliceCount(batchSize, bytes, 0) === 1) return 1;
  const ofOneImage = peakBytes(buildStep(model, options, { batchSize: 1, slices: 1, probes: false }).graph);
  const gradientBytes = bytesOf(state.filter(({ role }) => role === 'parameter'));
  return sliceCount(batchSize, bytes - ofOneImage, gradientBytes);
}

/**
 * Writes one training step: take the batch, build the model, differentiate the loss, update every parameter. Reading
 * it from top to bottom is reading what a step does.
 */
export function buildStep(
  model: ModelSpec,
  options: StepOptions,
  {
    batchSize,
    slices,
    probes: withProbes,
  }: { readonly batchSize: number; readonly slices: number; readonly probes: boolean },
): TrainingGraph {
  const graph = new Graph('training_step');
  const batch = graph.within({ scope: 'input' }, () => addBatch(graph, model, batchSize / slices, options));
  const built = buildModel(graph, model, batch.images, true, frozenParameters(model, options.optimizer));
  const { loss, weighted } = graph.within({ scope: 'loss' }, () =>
    addLoss(graph, built, batch, options.loss ?? defaultLoss, options.regularizers, slices),
  );
  const probes = withProbes ? addProbes(graph, built, loss, slices) : [];
  const { state, scalars } = graph.within({ phase: 'update', scope: 'optimizer' }, () =>
    addUpdate(graph, options.optimizer, built, loss, options.regularizers, slices),
  );
  const sliceable = !weighted && built.statistics.length === 0;
  if (slices > 1 && !sliceable)
    throw new InternalError('step: the batch is needed whole, and cannot be taken in slices');
  const masks = built.masks.map(({ value, shape, rate }) => ({
    ...{ name: value.name!, rate },
    shape: [shape[0]! * slices, ...shape.slice(1)],
  }));
  const perBatch = [...batch.perStep, ...masks.map(({ name }) => name)];
  return {
    graph: simplifyGraph(graph),
    signature: {
      shared: batch.shared,
      perStep: [...perBatch, ...scalars],
      state: state.map(({ name }) => name),
      stacked: [trainingNames.loss, trainingNames.correct, ...(withProbes ? [PROBES] : [])],
      ...(slices > 1 && { slices: { count: slices, inputs: perBatch } }),
    },
    ...{ batchSize, slices, sliceable },
    probes,
    state,
    scalars,
    masks,
  };
}
