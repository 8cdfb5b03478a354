import { Graph } from '../graph/graph.ts';
import { peakBytes } from '../graph/peak-memory.ts';
import { defaultLoss, lossForClasses } from '../nn/losses/index.ts';
import { buildModel, countParameters, type BuiltLayer, type ModelSpec } from '../nn/model.ts';
import { multiplyAdds } from '../ops/multiply-adds.ts';
import { evenCounts } from './check-model.ts';
import { bytesOf, type StateTensor } from './state-tensor.ts';
import { buildTrainingGraph, type StepOptions } from './training-graph.ts';

/** What a layer gives and what it costs, with the layers inside it. */
export interface LayerSummary {
  /** Unique in the model; its tensors' names begin with it. */
  readonly name: string;
  readonly type: string;
  /** Without the batch: [channels, height, width] or [features]. */
  readonly output: readonly number[];
  /** Trained values, those of the layers inside included. */
  readonly parameters: number;
  /** For one image, those of the layers inside included. */
  readonly multiplyAdds: number;
  readonly layers: readonly LayerSummary[];
}

/** Bytes that training takes. */
export interface TrainingMemory {
  readonly parameterBytes: number;
  /** Running statistics, such as those of batch norm. */
  readonly statisticBytes: number;
  /** The optimiser's own tensors. */
  readonly optimizerBytes: number;
  /**
   * The most that all results inside a step take at one time: activations that are kept for the gradients, gradients, and
   * what is between. Counted by walking the step's graph in order; copies that a kernel makes for itself, and those of the state
   * that the runtime keeps while it takes many steps, are not in it.
   */
  readonly activationBytes: number;
  readonly totalBytes: number;
}

/** What a model is made of. */
export interface ModelArchitecture {
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  /** For one image, forward: matrix products and convolutions. */
  readonly multiplyAdds: number;
}

export interface ModelSummary extends ModelArchitecture {
  readonly input: ModelSpec['input'];
  readonly classes: number;
  readonly batchSize: number;
  readonly memory: TrainingMemory;
}

/**
 * A model's layers with their shapes, parameters and multiply-adds, and the memory that a training step takes. Raises
 * `ShapeError` where a shape does not fit.
 *
 * @example summarizeModel(modelPresets.cnn({ input: [28, 28, 1], classes: 10 }), { optimizer: adam({ learningRate: 1e-3 }) }, 128)
 */
export function summarizeModel(model: ModelSpec, options: StepOptions, batchSize: number): ModelSummary {
  return {
    input: model.input,
    classes: model.classes,
    ...modelArchitecture(model),
    batchSize,
    memory: trainingMemory(model, options, batchSize),
  };
}

/** A model's layers with their shapes, parameters and multiply-adds. Raises `ShapeError` where a shape does not fit. */
export function modelArchitecture(model: ModelSpec): ModelArchitecture {
  const graph = new Graph('summary');
  const built = buildModel(graph, model, graph.input('images', 'uint8', [1, ...model.input]), false);
  return {
    layers: built.layers.map(summarizeLayer),
    parameters: countParameters(built.parameters),
    multiplyAdds: multiplyAdds(graph.nodes),
  };
}

function summarizeLayer({ name, type, output, parameters, nodes, layers }: BuiltLayer): LayerSummary {
  return {
    name,
    type,
    output: output.shape.slice(1) as number[],
    parameters: countParameters(parameters),
    multiplyAdds: multiplyAdds(nodes),
    layers: layers.map(summarizeLayer),
  };
}

function trainingMemory(model: ModelSpec, options: StepOptions, batchSize: number): TrainingMemory {
  const loss = lossForClasses(options.loss ?? defaultLoss, model.classes, evenCounts(model.classes));
  const { graph, state, slices } = buildTrainingGraph(model, { ...options, loss }, batchSize);
  const bytesOfAll = (role: StateTensor['role']) => bytesOf(state.filter((tensor) => tensor.role === role));
  const parts = {
    parameterBytes: bytesOfAll('parameter'),
    statisticBytes: bytesOfAll('statistic'),
    optimizerBytes: bytesOfAll('slot') + bytesOfAll('average'),
    // The sums of slices are there from the first slice on.
    activationBytes: peakBytes(graph) + (slices === 1 ? 0 : bytesOfAll('parameter')),
  };
  return { ...parts, totalBytes: Object.values(parts).reduce((a, b) => a + b, 0) };
}
