import { TrainingError } from '../core/errors.ts';
import type { EpochRecord } from '../runs/record.ts';
import type { TrainEvent } from './events.ts';

type EventOf<Type extends TrainEvent['type']> = Extract<TrainEvent, { readonly type: Type }>;
type Awaitable<T> = T | Promise<T>;

/** What a callback answers to end training; the reason is kept in the run. */
export interface EndRequest {
  readonly stop: string;
}

/** What a callback may answer: nothing, or that training is to end. */
// oxlint-disable-next-line typescript/no-invalid-void-type
export type CallbackAnswer = Awaitable<EndRequest | undefined | void>;

/**
 * Code of your own that training calls and waits for. What it throws ends training with an error that names it, and
 * leaves a run that can be resumed. With the answer `{ stop: 'why' }` training ends well, though not before the first
 * epoch is done.
 *
 * @template Result what a run gives in the end
 */
export interface TrainingCallback<Result = unknown> {
  /** What it is called in errors; by default its place, such as `callbacks[0]`. */
  readonly name?: string;
  onStart?(event: EventOf<'start'>): CallbackAnswer;
  /** After each call of the runtime, a few times a second. */
  onProgress?(event: EventOf<'progress'>): CallbackAnswer;
  onEpoch?(record: EpochRecord): CallbackAnswer;
  onEnd?(result: Result): Awaitable<void>;
}

const HOOKS = { start: 'onStart', progress: 'onProgress', epoch: 'onEpoch' } as const;

/** The events that some callback waits for. */
export function awaitedEvents(callbacks: readonly TrainingCallback<never>[]): TrainEvent['type'][] {
  const types = Object.keys(HOOKS) as (keyof typeof HOOKS)[];
  return types.filter((type) => callbacks.some((callback) => callback[HOOKS[type]] !== undefined));
}

/** Calls what waits for an event, one after another; gives the first request to end. Raises `TrainingError`. */
export async function callBack(
  callbacks: readonly TrainingCallback<never>[],
  event: TrainEvent,
): Promise<string | undefined> {
  let end: string | undefined;
  for (const [index, callback] of callbacks.entries()) {
    const answer = await guarded(callback, index, event.type, () => answerTo(callback, event));
    if (answer !== undefined) end ??= answer.stop;
  }
  return end;
}

/** Tells the callbacks the result. Raises `TrainingError`. */
export async function callEnd<Result>(
  callbacks: readonly TrainingCallback<Result>[],
  result: Result,
): Promise<void> {
  for (const [index, callback] of callbacks.entries()) {
    await guarded(callback, index, 'end', () => callback.onEnd?.(result));
  }
}

function answerTo(callback: TrainingCallback<never>, event: TrainEvent): CallbackAnswer {
  if (event.type === 'start') return callback.onStart?.(event);
  if (event.type === 'progress') return callback.onProgress?.(event);
  if (event.type !== 'epoch') return undefined;
  const { type: _, ...record } = event;
  return callback.onEpoch?.(record);
}

async function guarded(
  { name }: TrainingCallback<never>,
  index: number,
  type: TrainEvent['type'] | 'end',
  call: () => CallbackAnswer,
): Promise<EndRequest | undefined> {
  const hook = type in HOOKS ? HOOKS[type as keyof typeof HOOKS] : 'onEnd';
  const where = `callback ${name ?? `callbacks[${index}]`}: ${hook}`;
  let answer: unknown;
  try {
    answer = await call();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TrainingError(`${where} failed: ${message}`, { cause, hint: 'The run can be resumed.' });
  }
  if (answer === undefined || isEndRequest(answer)) return answer;
  throw new TrainingError(`${where} must answer nothing or { stop: 'why' }`, { value: answer });
}

function isEndRequest(answer: unknown): answer is EndRequest {
  return typeof (answer as Partial<EndRequest> | null)?.stop === 'string';
}
