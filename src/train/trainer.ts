import type { Dataset } from '../data/dataset.ts';
import type { TrainValidationSplit } from '../data/split.ts';
import { splitExamples } from '../data/validation.ts';
import type { LossSpec } from '../nn/loss.ts';
import { lossForClasses } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import { countParameters } from '../nn/model.ts';
import type { ScheduleTime } from '../optim/schedule.ts';
import { learningRateAt } from '../optim/schedules/index.ts';
import type { EpochRecord } from '../runs/record.ts';
import type { Provider } from '../runtime/provider.ts';
import { batchOfStep, BatchSource, type StepBatches } from './batch-source.ts';
import { checkModelFitsData } from './check-model.ts';
import { bestEpochOf, stepsToCheckpoint, topEpochs } from './checkpoints.ts';
import type { StepResults } from './compiled-step.ts';
import { CompiledSteps } from './compiled-steps.ts';
import type { MaskMemory } from './dropout-masks.ts';
import { evaluateWithProgress } from './evaluate-with-progress.ts';
import type { TrainProgress } from './events.ts';
import { progressEvent } from './progress-event.ts';
import { findNonFinite, firstNonFinite, lastingNames } from './find-non-finite.ts';
import { initialState } from './initial-state.ts';
import { normalizedModel } from './normalization.ts';
import { prepareInPlace, type StartPreparer } from './preparer.ts';
import { afterSteps, startProgress, type Snapshot, type TrainerProgress } from './snapshot.ts';
import type { Training } from './recipe.ts';
import { penaltyOf } from './regularization.ts';
import { modelWeights, type StateTensor, type TrainingState } from './state-tensor.ts';
import { stepInputs } from './step-inputs.ts';
import { checkStepLosses } from './step-losses.ts';
import { budgetEndMs, budgetReason, reasonAfterEpoch, type StopReason } from './stop-reason.ts';
import { buildRunGraphs } from './run-graphs.ts';
import { buildTrainingGraph, type TrainingGraph } from './training-graph.ts';

/** One call of the runtime takes about this long, so that progress shows and Ctrl-C works. */
const CHUNK_MS = 200;
/** The most steps in one call, so that masks and indices stay small. */
const MAX_CHUNK_STEPS = 64;

export interface TrainerOptions {
  readonly model: ModelSpec;
  readonly training: Training;
  readonly data: Dataset;
  readonly provider: Provider;
  readonly threads: number;
  /** The channels in a block, for the blocked layout; `undefined` for plain operators. */
  readonly blockSize: number | undefined;
  /** How batches are prepared where images are augmented or mixed; on the calling thread where not given. */
  readonly startPreparer?: StartPreparer;
  /** Where to go on from; from the beginning where not given. */
  readonly snapshot?: Snapshot;
  /** Gives weights to begin with, by name, in place of drawn ones, for the model's tensors. */
  readonly initialWeights?: (tensors: readonly StateTensor[]) => TrainingState;
}

/**
 * Trains a model, epoch by epoch. It can be left at any event and its snapshot taken; a trainer that is given the
 * snapshot goes on to the same bits.
 */
export class Trainer {
  readonly graph: TrainingGraph;
  readonly split: TrainValidationSplit;
  /** The recipe's loss, with what it measures of the training part. */
  readonly loss: LossSpec;
  readonly #options: TrainerOptions;
  readonly #source: BatchSource;
  readonly #steps: CompiledSteps;
  readonly #maskMemory: MaskMemory = new Map();
  #state: TrainingState;
  #bestWeights: TrainingState;
  #progress: TrainerProgress;
  /** How long the latest full step and the latest evaluation took, for the estimate of the time that is left. */
  #stepMs: number | undefined;
  #evaluationMs = 0;
  readonly #budgetEndMs: number;

  constructor(options: TrainerOptions) {
    const { training, data, snapshot } = options;
    checkModelFitsData(options.model, data);
    this.split = splitExamples(data, training.validation, training.seed);
    const model = normalizedModel(options.model, training.normalization, data, this.split.train);
    this.#options = { ...options, model };
    const counts = Array.from({ length: model.classes }, () => 0);
    for (const index of this.split.train) counts[data.train.labels[index]!]!++;
    this.loss = lossForClasses(training.loss, model.classes, counts);
    this.#source = new BatchSource({
      ...{ data, train: this.split.train, training },
      stepsToBoundary: (step) => stepsToCheckpoint(training, step, this.#scheduleTime()),
      startPreparer: options.startPreparer ?? prepareInPlace,
    });
    checkStepLosses(training, this.stepsPerEpoch);
    const { length } = this.split.train;
    const graphs = buildRunGraphs(model, { ...training, loss: this.loss }, length);
    [this.graph] = graphs;
    this.#state =
      snapshot?.state ??
      initialState(this.graph.state, training.seed, options.initialWeights?.(this.graph.state));
    this.#bestWeights = snapshot?.bestWeights ?? this.weights();
    this.#progress = snapshot?.progress ?? startProgress();
    this.#budgetEndMs = budgetEndMs(training, this.#progress.durationMs);
    const { provider, threads, blockSize } = options;
    this.#steps = new CompiledSteps(graphs, data.train, provider, { threads, blockSize });
  }

  /** The model, with what scales its pixels. */
  get model(): ModelSpec {
    return this.#options.model;
  }

  get stepsPerEpoch(): number {
    return this.#source.stepsPerEpoch;
  }

  /** The number of trained values. */
  get parameterCount(): number {
    return countParameters(this.graph.state.filter(({ role }) => role === 'parameter'));
  }

  get history(): readonly EpochRecord[] {
    return this.#progress.history;
  }

  /** The best epoch so far, from 1; 0 before the first. */
  get bestEpoch(): number {
    return bestEpochOf(this.#options.training, this.history);
  }

  /** All that is needed to go on later. */
  snapshot(): Snapshot {
    return { state: this.#state, bestWeights: this.#bestWeights, progress: this.#progress };
  }

  /** The weights that are the run's result: of the best epoch, or of the last where the recipe asks for that. */
  resultWeights(): TrainingState {
    return (this.#options.training.stop?.restoreBest ?? true) ? this.#bestWeights : this.weights();
  }

  /** How many steps the run has done. */
  get step(): number {
    return this.#progress.epoch * this.stepsPerEpoch + this.#progress.stepInEpoch;
  }

  /** Whether the weights of this step are to be kept by the recipe. */
  isCheckpointStep(): boolean {
    return (
      this.step > 0 && stepsToCheckpoint(this.#options.training, this.step - 1, this.#scheduleTime()) === 1
    );
  }

  /** The epochs, from 1, whose weights are to be kept as the best few. */
  topEpochs(): number[] {
    return topEpochs(this.#options.training, this.history);
  }

  /** Ends training after the call that goes on, though not before the first epoch is done; `reason` is kept. */
  requestEnd(reason: string): void {
    this.#progress = { ...this.#progress, end: { cause: 'callback', text: reason } };
  }

  /** Trains to the end; returns why it ended. */
  async *run(): AsyncGenerator<TrainProgress, StopReason> {
    for (;;) {
      const reason = reasonAfterEpoch(this.#options.training, this.#progress) ?? this.#earlyEnd();
      if (reason !== undefined) return reason;
      yield* this.#trainEpoch();
      if (this.#progress.stepInEpoch === this.stepsPerEpoch) yield* this.#finishEpoch();
    }
  }

  /** Frees the runtime's memory and ends the preparation of batches. */
  async release(): Promise<void> {
    await this.#source.close();
    await this.#steps.release();
  }

  /** Why training ends at any step, where it does; kept in the snapshot, so that a run that is killed now ends all the same. */
  #earlyEnd(): StopReason | undefined {
    if (this.#progress.epoch === 0) return undefined;
    if (this.#progress.end === undefined && this.durationMs >= this.#budgetEndMs)
      this.#progress = { ...this.#progress, end: budgetReason(this.#options.training) };
    return this.#progress.end;
  }

  async *#trainEpoch(): AsyncGenerator<TrainProgress> {
    const { training } = this.#options;
    while (this.#progress.stepInEpoch < this.stepsPerEpoch && this.#earlyEnd() === undefined) {
      const begin = performance.now();
      const batches = await this.#source.take(this.step, this.#chunkSteps());
      const { steps, batchSize } = batches;
      const compiled = await this.#steps.get(batchSize);
      const range = { first: this.step, steps, run: this.#scheduleTime() };
      const inputs = stepInputs(compiled.training, training, batches, range, this.#maskMemory);
      const runBegin = performance.now();
      const results = await compiled.run(this.#state, inputs);
      if (batchSize === training.batchSize) this.#stepMs = (performance.now() - runBegin) / steps;
      await this.#checkFinite(results, batches);
      this.#state = results.state;
      const keepLosses = training.history?.steps === true;
      const durationMs = performance.now() - begin;
      this.#progress = afterSteps(this.#progress, results, { batchSize, durationMs, keepLosses });
      yield this.#progressEvent();
    }
  }

  /** Raises `DivergedError` where a loss or a weight is not a finite number, with the step and the layer. */
  async #checkFinite({ losses, state }: StepResults, batches: StepBatches): Promise<void> {
    if (losses.every(Number.isFinite) && firstNonFinite(state, lastingNames(this.graph)) === undefined)
      return;
    const { model, data, provider, training } = this.#options;
    const step = { ...training, loss: this.loss };
    const graph = buildTrainingGraph(model, step, batches.batchSize, { probes: true });
    const first = this.step;
    const inputsOf = (index: number) => {
      const range = { first: first + index, steps: 1, run: this.#scheduleTime() };
      return stepInputs(graph, training, batchOfStep(batches, index), range);
    };
    throw await findNonFinite({ first, state: this.#state, inputsOf, losses }, graph, data.train, provider);
  }

  async *#finishEpoch(): AsyncGenerator<TrainProgress> {
    const { training } = this.#options;
    const begin = performance.now();
    const val = yield* this.evaluateExamples(this.weights(), 'validation');
    const durationMs = performance.now() - begin;
    this.#evaluationMs = durationMs;
    const { lossSum, correct, examples, epoch, history, stepLosses, end } = this.#progress;
    const figures = {
      train: { loss: lossSum / examples, accuracy: correct / examples },
      val: { loss: val.loss, accuracy: val.accuracy },
    };
    const gain = bestEpochOf(training, [...history, figures]) === epoch + 1;
    const record: EpochRecord = {
      epoch: epoch + 1,
      step: this.step,
      learningRate: this.#learningRate(this.step - 1),
      durationMs: this.#progress.epochDurationMs + durationMs,
      ...figures,
      best: gain,
      ...(training.history?.steps ? { stepLosses } : {}),
    };
    if (gain) this.#bestWeights = this.weights();
    this.#progress = {
      ...startProgress(),
      epoch: epoch + 1,
      durationMs: this.#progress.durationMs + durationMs,
      history: [...history, record],
      end,
    };
    yield { type: 'epoch', ...record };
  }

  /** What the regularisers add to the loss of weights. */
  penaltyOf(weights: TrainingState): number {
    return penaltyOf(this.#options.training.regularizers, this.graph.state, weights);
  }

  /** Evaluates weights on images that are not trained on, with progress. */
  evaluateExamples(weights: TrainingState, part: 'validation' | 'test') {
    const { train, test } = this.#options.data;
    const examples = part === 'test' ? test : { ...train, indices: this.split.validation };
    const setting = { ...this.#options, loss: this.loss, penalty: this.penaltyOf(weights) };
    return evaluateWithProgress(setting, weights, examples, part);
  }

  /** How long training has taken in all, without the time between a stop and going on. */
  get durationMs(): number {
    return this.#progress.durationMs;
  }

  /** The weights as they are used: parameters, or their averages, and running statistics. */
  weights(): TrainingState {
    return modelWeights(this.graph.state, this.#state);
  }

  #learningRate(step: number): number {
    return learningRateAt(this.#options.training.optimizer.learningRate, { ...this.#scheduleTime(), step });
  }

  #scheduleTime(): Omit<ScheduleTime, 'step'> {
    const { stepsPerEpoch, history } = this;
    return { steps: this.#options.training.epochs * stepsPerEpoch, stepsPerEpoch, history };
  }

  /** How many steps the next call takes: about `CHUNK_MS`. */
  #chunkSteps(): number {
    if (this.#stepMs === undefined) return 1;
    return Math.max(1, Math.min(MAX_CHUNK_STEPS, Math.round(CHUNK_MS / this.#stepMs)));
  }

  #progressEvent(): TrainProgress {
    const { epochs, batchSize } = this.#options.training;
    const times = { stepMs: this.#stepMs, evaluationMs: this.#evaluationMs };
    return progressEvent(this.#progress, { epochs, batchSize, stepsPerEpoch: this.stepsPerEpoch }, times);
  }
}
