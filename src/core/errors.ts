/** What every error of Atelier carries besides its message. */
export interface ErrorDetails {
  /** The value that was refused, as it was received. */
  readonly value?: unknown;
  /** What would have been accepted, in words. */
  readonly expected?: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The base of all errors that Atelier raises on purpose. `code` is stable and meant for programs; the message names
 * the value, `hint` says what to do. Anything else that is thrown is a defect of ours.
 */
export abstract class AtelierError extends Error {
  abstract readonly code: string;
  /** The exit code that the command line answers with: 1 a failure, 2 a wrong use, 70 a defect of ours. */
  abstract readonly exitCode: 1 | 2 | 70;
  readonly value: unknown;
  readonly expected: string | undefined;
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.value = details.value;
    this.expected = details.expected;
    this.hint = details.hint;
  }
}

/** An option, argument or recipe field that cannot be accepted. */
export class OptionError extends AtelierError {
  readonly code = 'option';
  readonly exitCode = 2;
}

/** Tensor shapes, dtypes or layouts that do not fit together. */
export class ShapeError extends AtelierError {
  readonly code = 'shape';
  readonly exitCode = 2;
}

/** A data set that is missing, damaged or inconsistent. */
export class DataError extends AtelierError {
  readonly code = 'data';
  readonly exitCode = 1;
}

/** A run folder or another file that cannot be read or written. */
export class StorageError extends AtelierError {
  readonly code = 'storage';
  readonly exitCode = 1;
}

/** The numerical runtime refused a model or failed while computing. */
export class RuntimeFailure extends AtelierError {
  readonly code = 'runtime';
  readonly exitCode = 1;
}

/** Training cannot go on. */
export class TrainingError extends AtelierError {
  readonly code: 'training' | 'diverged' = 'training';
  readonly exitCode = 1;
}

/** Training cannot go on since its numbers are not finite any more. */
export class DivergedError extends TrainingError {
  override readonly code = 'diverged';
}

/** A defect of ours: an invariant does not hold. */
export class InternalError extends AtelierError {
  readonly code = 'internal';
  readonly exitCode = 70;
}
