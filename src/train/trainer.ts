import { TrainingError } from '../core/errors.ts';
import { isGain, monitored } from '../core/monitor.ts';
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
import { BatchSource } from './batch-source.ts';
import { checkModelFitsData } from './check-model.ts';
import { Classifier } from './classifier.ts';
import { CompiledStep, type TrainingState } from './compiled-step.ts';
import type { TrainProgress } from './events.ts';
import { initialState } from './initial-state.ts';
import { prepareInPlace, type StartPreparer } from './preparer.ts';
import { startProgress, type Snapshot, type TrainerProgress } from './snapshot.ts';
import type { Training } from './recipe.ts';
import { modelWeights } from './state-tensor.ts';
import { stepInputs } from './step-inputs.ts';
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
  /** Weights to begin with, by name, in place of drawn ones. */
  readonly initialWeights?: TrainingState;
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
  readonly #steps = new Map<number, CompiledStep>();
  #state: TrainingState;
  #bestWeights: TrainingState;
  #progress: TrainerProgress;
  /** How long the latest full step and the latest evaluation took, for the estimate of the time that is left. */
  #stepMs: number | undefined;
  #evaluationMs = 0;

  constructor(options: TrainerOptions) {
    const { model, training, data, snapshot } = options;
    checkModelFitsData(model, data);
    this.#options = options;
    this.split = splitExamples(data, training.validation, training.seed);
    const counts = Array.from({ length: model.classes }, () => 0);
    for (const index of this.split.train) counts[data.train.labels[index]!]!++;
    this.loss = lossForClasses(training.loss, model.classes, counts);
    this.#source = new BatchSource({
      ...{ data, train: this.split.train, training },
      startPreparer: options.startPreparer ?? prepareInPlace,
    });
    this.graph = this.#buildGraph(Math.min(training.batchSize, this.split.train.length));
    this.#state = snapshot?.state ?? initialState(this.graph.state, training.seed, options.initialWeights);
    this.#bestWeights = snapshot?.bestWeights ?? this.#weights();
    this.#progress = snapshot?.progress ?? startProgress();
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
    return this.#progress.best?.epoch ?? 0;
  }

  /** All that is needed to go on later. */
  snapshot(): Snapshot {
    return { state: this.#state, bestWeights: this.#bestWeights, progress: this.#progress };
  }

  /** The weights that are the run's result: of the best epoch, or of the last where the recipe asks for that. */
  resultWeights(): TrainingState {
    return (this.#options.training.stop?.restoreBest ?? true) ? this.#bestWeights : this.#weights();
  }

  /** Trains to the end; returns why it ended. */
  async *run(): AsyncGenerator<TrainProgress, string> {
    const { epochs } = this.#options.training;
    for (;;) {
      const reason = this.#stopReason();
      if (reason !== undefined) return reason;
      if (this.#progress.epoch >= epochs) return `all ${epochs} epochs done`;
      yield* this.#trainEpoch();
      yield* this.#finishEpoch();
    }
  }

  /** Frees the runtime's memory and ends the preparation of batches. */
  async release(): Promise<void> {
    await this.#source.close();
    for (const step of this.#steps.values()) await step.release();
    this.#steps.clear();
  }

  async *#trainEpoch(): AsyncGenerator<TrainProgress> {
    const { training, data } = this.#options;
    while (this.#progress.stepInEpoch < this.stepsPerEpoch) {
      const begin = performance.now();
      const first = this.#globalStep();
      const batches = await this.#source.take(first, this.#chunkSteps());
      const { steps, batchSize } = batches;
      const compiled = await this.#compiledStep(batchSize, data);
      const stepRange = { first, steps, run: this.#scheduleTime() };
      const inputs = stepInputs(compiled.training, training, batches, stepRange);
      const runBegin = performance.now();
      const results = await compiled.run(this.#state, inputs);
      if (batchSize === training.batchSize) this.#stepMs = (performance.now() - runBegin) / steps;
      this.#account(results, batchSize, performance.now() - begin);
      yield this.#progressEvent();
    }
  }

  #account(results: Awaited<ReturnType<CompiledStep['run']>>, batchSize: number, durationMs: number): void {
    const { losses, corrects, state } = results;
    const progress = { ...this.#progress };
    losses.forEach((loss, index) => {
      if (!Number.isFinite(loss)) {
        throw new TrainingError(`the loss is ${loss} at step ${this.#globalStep() + index + 1}`, {
          value: loss,
          expected: 'a finite number',
          hint: 'training has diverged: try a smaller learning rate',
        });
      }
      progress.lossSum += loss * batchSize;
      progress.correct += corrects[index]!;
      progress.examples += batchSize;
    });
    progress.stepInEpoch += losses.length;
    progress.durationMs += durationMs;
    progress.epochDurationMs += durationMs;
    this.#state = state;
    this.#progress = progress;
  }

  async *#finishEpoch(): AsyncGenerator<TrainProgress> {
    const { training } = this.#options;
    const begin = performance.now();
    const val = yield* this.evaluateExamples(this.#weights(), 'train', 'validation', this.split.validation);
    const durationMs = performance.now() - begin;
    this.#evaluationMs = durationMs;
    const { lossSum, correct, examples, best, epoch } = this.#progress;
    const figures = {
      train: { loss: lossSum / examples, accuracy: correct / examples },
      val: { loss: val.loss, accuracy: val.accuracy },
    };
    const monitor = training.stop?.monitor ?? 'val.loss';
    const value = monitored(figures, monitor);
    const gain =
      best === undefined || isGain({ monitor, minDelta: training.stop?.minDelta ?? 0 }, value, best.value);
    const record: EpochRecord = {
      epoch: epoch + 1,
      step: this.#globalStep(),
      learningRate: this.#learningRate(this.#globalStep() - 1),
      durationMs: this.#progress.epochDurationMs + durationMs,
      ...figures,
      best: gain,
    };
    if (gain) this.#bestWeights = this.#weights();
    this.#progress = {
      ...startProgress(),
      epoch: epoch + 1,
      durationMs: this.#progress.durationMs + durationMs,
      history: [...this.#progress.history, record],
      best: gain ? { epoch: epoch + 1, value } : best,
      epochsWithoutGain: gain ? 0 : this.#progress.epochsWithoutGain + 1,
    };
    yield { type: 'epoch', ...record };
  }

  /** Evaluates weights on examples of a part of the data, with progress. */
  async *evaluateExamples(
    weights: TrainingState,
    part: 'train' | 'test',
    purpose: 'validation' | 'test',
    indices?: Int32Array,
  ) {
    const { model, data, provider, threads } = this.#options;
    const examples = { ...data[part], ...(indices ? { indices } : {}) };
    const total = indices?.length ?? data[part].labels.length;
    const classifier = await Classifier.compile(model, weights, provider, threads, this.loss);
    try {
      const evaluation = classifier.evaluate(examples);
      for (;;) {
        const { done, value } = await evaluation.next();
        if (done) return value;
        yield { type: 'evaluation', purpose, done: value, total } as const;
      }
    } finally {
      await classifier.release();
    }
  }

  /** How long training has taken in all, without the time between a stop and going on. */
  get durationMs(): number {
    return this.#progress.durationMs;
  }

  #weights(): TrainingState {
    return modelWeights(this.graph.state, this.#state);
  }

  #stopReason(): string | undefined {
    const { stop } = this.#options.training;
    const { epochsWithoutGain, best } = this.#progress;
    if (!stop || epochsWithoutGain < stop.patience) return undefined;
    return `${stop.monitor} has not become better for ${epochsWithoutGain} epochs (best in epoch ${best!.epoch})`;
  }

  #globalStep(): number {
    return this.#progress.epoch * this.stepsPerEpoch + this.#progress.stepInEpoch;
  }

  #learningRate(step: number): number {
    return learningRateAt(this.#options.training.optimizer.learningRate, { ...this.#scheduleTime(), step });
  }

  #scheduleTime(): Omit<ScheduleTime, 'step'> {
    const { stepsPerEpoch, history } = this;
    return { steps: this.#options.training.epochs * stepsPerEpoch, stepsPerEpoch, history };
  }

  #chunkSteps(): number {
    if (this.#stepMs === undefined) return 1;
    return Math.max(1, Math.min(MAX_CHUNK_STEPS, Math.round(CHUNK_MS / this.#stepMs)));
  }

  #buildGraph(batchSize: number): TrainingGraph {
    const { model, training } = this.#options;
    return buildTrainingGraph(model, { ...training, loss: this.loss }, batchSize);
  }

  async #compiledStep(batchSize: number, data: Dataset): Promise<CompiledStep> {
    let step = this.#steps.get(batchSize);
    if (!step) {
      const { provider, threads, blockSize } = this.#options;
      const graph = batchSize === this.graph.batchSize ? this.graph : this.#buildGraph(batchSize);
      step = await CompiledStep.compile(graph, data.train, provider, { threads, blockSize });
      this.#steps.set(batchSize, step);
    }
    return step;
  }

  #progressEvent(): TrainProgress {
    const { epochs, batchSize } = this.#options.training;
    const { epoch, stepInEpoch, lossSum, correct, examples } = this.#progress;
    // Data smaller than a batch have no full step.
    const stepMs = this.#stepMs ?? this.#progress.epochDurationMs;
    const stepsLeft = epochs * this.stepsPerEpoch - this.#globalStep();
    return {
      type: 'progress',
      epoch: epoch + 1,
      epochs,
      step: stepInEpoch,
      stepsPerEpoch: this.stepsPerEpoch,
      loss: lossSum / examples,
      accuracy: correct / examples,
      imagesPerSecond: (1000 * batchSize) / stepMs,
      remainingMs: stepMs * stepsLeft + this.#evaluationMs * (epochs - epoch),
    };
  }
}
