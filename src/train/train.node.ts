import { unpackError } from '../core/error-transfer.ts';
import { InternalError, OptionError } from '../core/errors.ts';
import { threadsSchema } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import type { Dataset } from '../data/dataset.ts';
import { modelSchema, type ModelSpec } from '../nn/model.ts';
import { awaitedEvents, callBack, callEnd, type TrainingCallback } from './callbacks.ts';
import { checkModelBuilds, checkModelFitsData } from './check-model.ts';
import type { TrainEvent } from './events.ts';
import { trainingSchema, type Training, type TrainingOptions } from './recipe.ts';
import type { TrainingRequest } from './run-training.node.ts';
import type { TrainResult } from './train-result.node.ts';
import type { TrainingOutcome } from './training-outcome.ts';
import { takeTrainingThread } from './training-thread.node.ts';
import type { WorkerAnswer, WorkerInput, WorkerMessage } from './training-worker.node.ts';

/** A recipe without its model, and how the run is carried out. */
export interface TrainOptions extends TrainingOptions {
  /** What the run is called; `model` by default. */
  readonly name?: string;
  /** The folder in which the run gets its own; nothing is written to disk where not given. */
  readonly runsDir?: string;
  /**
   * Stops training at the next step and, with `runsDir`, leaves a run that can be resumed. A step that takes longer than
   * 0.8 s is not waited for: the run counts as running until its thread has ended it and saved the run.
   */
  readonly signal?: AbortSignal;
  /** Threads of the runtime; all cores by default. Other numbers give other last bits. */
  readonly threads?: number;
  /** `plain` keeps to standard operators; by default the blocked layout is used where it works. */
  readonly layout?: 'auto' | 'plain';
  /** Code of your own that training calls and waits for, in this order. */
  readonly callbacks?: readonly TrainingCallback<TrainResult>[];
}

/** How long a stopped run may take to save; after that, what it saved before has to do. */
const STOP_MS = 800;

/** A run that goes on: its events as they come, and its result. */
export interface TrainingRun extends AsyncIterable<TrainEvent> {
  readonly result: Promise<TrainResult>;
}

/**
 * Trains a model on a data set, in a thread of its own. Raises `OptionError` or `ShapeError` at once where the model or
 * an option does not fit; later errors reject `result` and end the events. When `signal` aborts, both reject with its
 * reason, within a second.
 *
 * @example
 * const run = train(model, await fashionMnist(), { optimizer: adam({ learningRate: 1e-3 }), epochs: 5, batchSize: 128 });
 * for await (const event of run) if (event.type === 'epoch') console.log(event.epoch, event.val?.accuracy);
 * const { test } = await run.result;
 */
export function train(model: ModelSpec, data: Dataset, options: TrainOptions): TrainingRun {
  const { name = 'model', runsDir, signal, threads, layout, callbacks, ...training } = options;
  if (threads !== undefined) parseOptions(threadsSchema, threads, 'threads');
  const checked = {
    model: parseOptions(modelSchema, model, 'model'),
    training: parseOptions(trainingSchema, training, 'training'),
  };
  if (runsDir === undefined) checkNeedsNoFolder(checked.training);
  checkModelFitsData(checked.model, data);
  checkModelBuilds(checked.model, checked.training);
  const request: TrainingRequest = {
    kind: 'new',
    name,
    ...checked,
    data,
    ...(runsDir === undefined ? {} : { runsDir }),
    ...(threads === undefined ? {} : { threads }),
    ...(layout === undefined ? {} : { layout }),
  };
  return startWorker(request, signal, callbacks);
}

/**
 * Goes on with an interrupted run, to the same bits as if it had not been interrupted.
 *
 * @param folder the run's folder
 * @param data the data set that it was begun with; another raises `OptionError`
 */
export function resumeTraining(
  folder: string,
  data: Dataset,
  options: Pick<TrainOptions, 'signal' | 'callbacks'> = {},
): TrainingRun {
  return startWorker({ kind: 'resume', folder, data }, options.signal, options.callbacks);
}

/** Refuses checkpoints where there is no folder for them. */
function checkNeedsNoFolder({ checkpoints }: Training): void {
  const option = (['top', 'every'] as const).find((name) => checkpoints?.[name] !== undefined);
  if (option === undefined) return;
  throw new OptionError(`training: checkpoints.${option} needs a folder of runs`, {
    value: checkpoints,
    expected: 'runsDir',
    hint: 'Give runsDir, the folder in which the run gets its own.',
  });
}

function startWorker(
  request: TrainingRequest,
  signal: AbortSignal | undefined,
  callbacks: readonly TrainingCallback<TrainResult>[] = [],
): TrainingRun {
  const stop = new SharedArrayBuffer(4);
  const awaited = awaitedEvents(callbacks);
  const events = new EventQueue<TrainEvent>();
  const result = new Promise<TrainResult>((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = takeTrainingThread();
    const data = copyOf(request.data);
    const input: WorkerInput = { request: { ...request, data }, stop, awaited };
    worker.postMessage(input, [data.train.images.buffer, data.test.images.buffer]);
    let patience: NodeJS.Timeout | undefined;
    const requestStop = () => {
      Atomics.store(new Int32Array(stop), 0, 1);
      patience = setTimeout(reject, STOP_MS, signal?.reason);
    };
    signal?.addEventListener('abort', requestStop);
    let callbackError: unknown;
    const answer = async (event: TrainEvent): Promise<void> => {
      let end: string | undefined;
      try {
        end = await callBack(callbacks, event);
      } catch (error) {
        callbackError = error;
        requestStop();
      }
      worker.postMessage({ end } satisfies WorkerAnswer);
    };
    const finish = async (outcome: TrainingOutcome): Promise<TrainResult> => {
      const { trainResult } = await import('./train-result.node.ts');
      const trained = trainResult(outcome, request.data);
      await callEnd(callbacks, trained);
      return trained;
    };
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'event') {
        events.push(message.event);
        if (awaited.includes(message.event.type)) void answer(message.event);
      } else if (message.type === 'done') resolve(finish(message.outcome));
      else if (message.type === 'stopped') reject((callbackError ?? signal?.reason) as Error);
      else reject(unpackError(message.error));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', requestStop);
      reject(new InternalError(`the training thread ended with code ${code}`));
    });
  });
  result.then(
    () => {
      events.end();
    },
    (error: unknown) => {
      events.end(error);
    },
  );
  return { result, [Symbol.asyncIterator]: () => events.drain() };
}

/** A data set with images of its own, which can be given away: sending others would copy them twice. */
function copyOf(data: Dataset) {
  const { train, test } = data;
  return {
    ...data,
    train: { ...train, images: new Uint8Array(train.images) },
    test: { ...test, images: new Uint8Array(test.images) },
  };
}

/** Hands values from callbacks to one `for await` loop, and keeps those that come before it. */
class EventQueue<T> {
  readonly #values: T[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  #error: unknown;

  push(value: T): void {
    this.#values.push(value);
    this.#wake?.();
  }

  end(error?: unknown): void {
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  async *drain(): AsyncGenerator<T> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift()!;
      if (this.#ended) {
        // Told on as it came, so that what a caller sees is what was thrown.
        // oxlint-disable-next-line typescript/only-throw-error
        if (this.#error !== undefined) throw this.#error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
