import { z } from 'zod';

/** One kind of a thing, such as a loss: its name, and the schema of its options. */
export interface TypedOptions {
  readonly type: string;
  readonly options: z.ZodType;
}

/**
 * The schema of `{ type, ...options }`: an object that names one of several kinds and has that kind's options. A list of
 * definitions does not tell the compiler which options go with which type, so the caller names what comes out; this is the
 * one place that takes its word.
 *
 * @param expected the message where the type is none of them
 */
export function typedUnion<Output, Input = unknown>(
  kinds: readonly TypedOptions[],
  expected?: string,
): z.ZodType<Output, Input> {
  const objects = kinds.map(({ type, options }) =>
    (options as z.ZodObject).safeExtend({ type: z.literal(type) }),
  );
  const union = z.discriminatedUnion(
    'type',
    objects as never,
    expected === undefined ? {} : { error: expected },
  );
  return union;
}
