import {
  AtelierError,
  DataError,
  DivergedError,
  InternalError,
  OptionError,
  RuntimeFailure,
  ShapeError,
  StorageError,
  TrainingError,
  type ErrorDetails,
} from './errors.ts';

/** An error as it travels between threads, which classes do not survive. */
export interface TransferredError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly details: Pick<ErrorDetails, 'expected' | 'hint'> & { readonly value?: string | number | boolean };
}

const classes = {
  DataError,
  DivergedError,
  InternalError,
  OptionError,
  RuntimeFailure,
  ShapeError,
  StorageError,
  TrainingError,
};

/** The error as plain data. */
export function packError(error: unknown): TransferredError {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), stack: undefined, details: {} };
  const { name, message, stack } = error;
  if (!(error instanceof AtelierError)) return { name, message, stack, details: {} };
  const { value, expected, hint } = error;
  const simple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return {
    name,
    message,
    stack,
    details: {
      ...(simple ? { value } : {}),
      ...(expected === undefined ? {} : { expected }),
      ...(hint === undefined ? {} : { hint }),
    },
  };
}

/** The error with its class again, for those of Atelier; a plain `Error` for others. */
export function unpackError({ name, message, stack, details }: TransferredError): Error {
  const errorClass = Object.entries(classes).find(([className]) => className === name)?.[1];
  const error = errorClass ? new errorClass(message, details) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
