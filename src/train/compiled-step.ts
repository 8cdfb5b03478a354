import type { TrainingState } from './state-tensor.ts';
import { InternalError } from '../core/errors.ts';
import { elementCount, type Shape } from '../core/shape.ts';
import { assignLayouts } from '../onnx/assign-layouts.ts';
import { blockState } from '../onnx/block-state.ts';
import { lowerToScan, scanShape } from '../onnx/lower-scan.ts';
import { cutState, joinState, packState, type PackedState } from '../onnx/pack-state.ts';
import { packUpdates } from '../onnx/pack-updates.ts';
import { foldScales } from '../onnx/fold-scales.ts';
import type { PreparedBatches } from '../data/batch-preparer.ts';
import type { Provider, RuntimeTensor, Session, SessionOptions } from '../runtime/provider.ts';
import type { TrainingGraph } from './training-graph.ts';
import { PROBES } from './non-finite-probes.ts';
import { trainingNames } from './training-names.ts';

/** What a few successive steps need besides the state. */
export interface StepInputs {
  /** steps × batch indices of examples. */
  readonly indices: Int32Array;
  /** Their images, and how they are mixed, for a step that takes prepared ones. */
  readonly prepared?: PreparedBatches;
  /** One number a step for each of the optimiser's scalars. */
  readonly scalars: Readonly<Record<string, Float32Array>>;
  /** steps × mask bytes for each dropout. */
  readonly masks: Readonly<Record<string, Uint8Array>>;
}

export interface StepResults {
  readonly state: TrainingState;
  /** One number a step. */
  readonly losses: Float32Array;
  readonly corrects: Float32Array;
  /** steps × probes, where the graph has some. */
  readonly probes?: Float32Array;
}

/** The data set as the runtime takes it, by reference. */
export interface TrainingData {
  readonly images: Uint8Array;
  readonly labels: Int32Array;
}

/** A training graph as a session of the runtime, for one batch size. */
export class CompiledStep {
  readonly training: TrainingGraph;
  readonly #session: Session;
  readonly #packed: PackedState;
  readonly #stateShapes: ReadonlyMap<string, readonly number[]>;
  readonly #data: Readonly<Record<string, RuntimeTensor>>;

  private constructor(
    training: TrainingGraph,
    session: Session,
    packed: PackedState,
    stateShapes: ReadonlyMap<string, readonly number[]>,
    data: Readonly<Record<string, RuntimeTensor>>,
  ) {
    this.training = training;
    this.#session = session;
    this.#packed = packed;
    this.#stateShapes = stateShapes;
    this.#data = data;
  }

  /** Compiles a training graph; `data` is passed to every run by reference. */
  static async compile(
    training: TrainingGraph,
    data: TrainingData,
    provider: Provider,
    options: SessionOptions & { readonly blockSize: number | undefined },
  ): Promise<CompiledStep> {
    const { blockSize } = options;
    const { state } = training.signature;
    const graph =
      blockSize === undefined ? training.graph : blockState(assignLayouts(training.graph, blockSize), state);
    const { graph: step, ...packed } = packState(packUpdates(graph), state);
    const signature = { ...training.signature, state: packed.state };
    const model = lowerToScan(foldScales(step), signature, blockSize === undefined ? {} : { blockSize });
    const session = await provider.createSession(model, options);
    const shapes = step.inputs.map(({ name, type }) => [name!, scanShape(type) as number[]] as const);
    return new CompiledStep(training, session, packed, new Map(shapes), sharedInputs(training, data));
  }

  /** Takes as many steps as `inputs` holds, from `state`. */
  async run(state: TrainingState, inputs: StepInputs): Promise<StepResults> {
    const { batchSize, scalars, masks } = this.training;
    const steps = inputs.indices.length / batchSize;
    if (!Number.isInteger(steps))
      throw new InternalError(`step: ${inputs.indices.length} indices for batches of ${batchSize}`);
    const feeds: Record<string, RuntimeTensor> = {
      ...this.#data,
      [trainingNames.indices]: {
        dtype: 'int32',
        shape: batchShape(this.training, trainingNames.indices, steps),
        data: inputs.indices,
      },
    };
    Object.assign(feeds, preparedInputs(this.training, steps, inputs.prepared));
    const before = joinState(this.#packed, checkedState(this.training, state));
    for (const [name, data] of Object.entries(before))
      feeds[name] = { dtype: 'float32', shape: this.#stateShapes.get(name)!, data };
    for (const name of scalars)
      feeds[name] = { dtype: 'float32', shape: [steps], data: inputs.scalars[name]! };
    for (const { name } of masks) {
      const shape = batchShape(this.training, name, steps);
      feeds[name] = { dtype: 'uint8', shape, data: inputs.masks[name]! };
    }
    const results = await this.#session.run(feeds);
    const read = (name: string) => results[name]!.data as Float32Array<ArrayBuffer>;
    const joined = Object.fromEntries(this.#packed.state.map((name) => [name, read(`${name}_next`)]));
    const after = cutState(this.#packed, joined);
    return {
      state: Object.fromEntries(this.training.state.map(({ name }) => [name, after[name]!])),
      losses: read(trainingNames.loss),
      corrects: read(trainingNames.correct),
      ...(this.training.probes.length > 0 ? { probes: read(PROBES) } : {}),
    };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** What of a state a step reads. */
function checkedState(training: TrainingGraph, state: TrainingState): TrainingState {
  const entries = training.state.map(({ name, shape }) => {
    const data = state[name];
    if (data?.length !== elementCount(shape)) throw new InternalError(`step: state ${name} does not fit`);
    return [name, data] as const;
  });
  return Object.fromEntries(entries);
}

/** The data set, as far as the graph reads it. */
function sharedInputs(training: TrainingGraph, data: TrainingData): Record<string, RuntimeTensor> {
  const count = data.labels.length;
  const labels: RuntimeTensor = { dtype: 'int32', shape: [count], data: data.labels };
  if (!training.signature.shared.includes(trainingNames.images)) return { [trainingNames.labels]: labels };
  const shape = [count, ...inputShape(training, trainingNames.images).slice(1)];
  return {
    [trainingNames.labels]: labels,
    [trainingNames.images]: { dtype: 'uint8', shape: shape as number[], data: data.images },
  };
}

/** Prepared images and mixtures of successive steps. */
function preparedInputs(
  training: TrainingGraph,
  steps: number,
  prepared: PreparedBatches | undefined,
): Record<string, RuntimeTensor> {
  const { preparedImages, partners, shares } = trainingNames;
  if (training.signature.perStep.includes(preparedImages) !== (prepared !== undefined))
    throw new InternalError('step: images are prepared for a step that takes none, or the reverse');
  if (!prepared) return {};
  const { images, mixture } = prepared;
  const shapeOf = (name: string) => batchShape(training, name, steps);
  return {
    [preparedImages]: { dtype: 'uint8', shape: shapeOf(preparedImages), data: images },
    ...(mixture && {
      [partners]: { dtype: 'int32', shape: shapeOf(partners), data: mixture.partners },
      [shares]: { dtype: 'float32', shape: shapeOf(shares), data: mixture.shares },
    }),
  };
}

/** The shape of an input that each example of successive steps has its own part of. */
function batchShape(training: TrainingGraph, name: string, steps: number): number[] {
  const slices = training.signature.slices ? [training.slices] : [];
  return [steps, ...slices, ...inputShape(training, name)] as number[];
}

function inputShape(training: TrainingGraph, name: string): Shape {
  return training.graph.inputs.find((input) => input.name === name)!.shape;
}
