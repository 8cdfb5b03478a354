import { z } from 'zod';
import { InternalError } from './errors.ts';
import { oneOf } from './option-schemas.ts';

/** One of several kinds of a thing, such as an activation: its name, and the schema of its options. */
export interface Choice<Type extends string = string, Options extends z.ZodObject = z.ZodObject> {
  readonly type: Type;
  readonly options: Options;
}

/** A choice as data: its name alone where every option has a default, or an object of its type and options. */
export type ChoiceSpec<C extends Choice> = C extends Choice
  ? NoOptions<z.input<C['options']>> extends true
    ? C['type'] | { readonly type: C['type'] }
    :
        | NameAlone<C['type'], z.input<C['options']>>
        | ({ readonly type: C['type'] } & Readonly<z.input<C['options']>>)
  : never;

type NoOptions<Options> = string extends keyof Options ? true : false;
type NameAlone<Type, Options> = Partial<Options> extends Options ? Type : never;

/** The names that may stand alone. */
export function choiceNames<C extends Choice>(choices: readonly C[]): Extract<ChoiceSpec<C>, string>[] {
  return choices
    .filter(({ options }) => options.safeParse({}).success)
    .map(({ type }) => type as Extract<ChoiceSpec<C>, string>);
}

/** The schema of `ChoiceSpec`: `'relu'` or `{ type: 'leakyRelu', negativeSlope: 0.1 }`. */
export function choiceSchema<C extends Choice>(
  choices: readonly C[],
): z.ZodType<ChoiceSpec<C>, ChoiceSpec<C>> {
  const names = choiceNames(choices) as string[] as [string, ...string[]];
  const needing = choices.map(({ type }) => type).filter((type) => !names.includes(type));
  const forms = [...names, ...needing.map((type) => `{ "type": "${type}", ... }`)].join(', ');
  const objects = choices.map(({ type, options }) => options.safeExtend({ type: z.literal(type) }));
  const typed = z.discriminatedUnion('type', objects as never, {
    error: `Expected one of ${choices.map(({ type }) => type).join(', ')}`,
  });
  return z.union([oneOf(names), typed], `Expected one of ${forms}`) as never;
}

/** The definition that a checked spec names, and its options with defaults filled in. */
export function resolveChoice<C extends Choice>(
  choices: readonly C[],
  spec: string | { readonly type: string },
): { readonly definition: C; readonly options: z.output<C['options']> } {
  const { type, ...options } = typeof spec === 'string' ? { type: spec } : spec;
  const definition = choices.find((choice) => choice.type === type);
  if (!definition) throw new InternalError(`there is no ${type} to choose`);
  return { definition, options: definition.options.parse(options) as z.output<C['options']> };
}
