import { OptionError, ShapeError } from './errors.ts';

/**
 * The same error with where it arose before its message, such as `mine.json: `; what is no error about an option or a
 * shape is given back as it is.
 */
export function located(error: unknown, where: string): unknown {
  if (!(error instanceof OptionError || error instanceof ShapeError)) return error;
  const { message, value, expected, hint } = error;
  const details = {
    value,
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  };
  return error instanceof OptionError
    ? new OptionError(where + message, details)
    : new ShapeError(where + message, details);
}
