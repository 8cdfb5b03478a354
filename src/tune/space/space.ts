import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import { parseOptions } from '../../core/parse-options.ts';
import {
  describeValues,
  isValueOf,
  valueCount,
  type Condition,
  type Parameter,
  type ParameterValue,
  type Params,
} from './parameter.ts';

const number = z.number('Expected a number');
const flag = z.boolean('Expected true or false');
const valueSchema = z.union(
  [z.string(), z.number(), z.boolean()],
  'Expected a number, a text, true or false',
);

const whenSchema = z
  .record(
    z.string(),
    z.union(
      [
        valueSchema,
        z.array(valueSchema).min(1, 'Expected at least one value'),
        z.strictObject({ min: number }),
      ],
      'Expected a value, a list of values or { "min": a number }',
    ),
  )
  .describe('The values of other parameters with which this one is in use');

const common = {
  when: whenSchema.optional(),
  each: z.string().optional().describe('A whole-number parameter: so many of this one are in use'),
};

const numeric = {
  low: number,
  high: number,
  log: flag.default(false).describe('Drawn by its logarithm'),
  ...common,
};

const parameterSchema = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({
        type: z.literal('float'),
        ...numeric,
        step: number.gt(0, 'Expected a number above 0').optional(),
      }),
      z.strictObject({
        type: z.literal('integer'),
        ...numeric,
        low: z.int('Expected a whole number'),
        high: z.int('Expected a whole number'),
        step: z.int('Expected a positive integer').min(1, 'Expected a positive integer').default(1),
      }),
      z.strictObject({
        type: z.literal('choice'),
        values: z.array(valueSchema).min(1, 'Expected at least one value'),
        ...common,
      }),
    ],
    { error: 'Expected a parameter with a type of float, integer, choice' },
  )
  .superRefine((parameter, context) => {
    const refuse = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (parameter.type === 'choice') {
      if (new Set(parameter.values).size < parameter.values.length)
        refuse('values', 'Expected values that differ');
      return;
    }
    const { low, high, log, step } = parameter;
    if (low > high) refuse('high', `Expected at least low, which is ${low}`);
    if (log && low <= 0) refuse('low', 'Expected a number above 0 with log');
    if (log && step !== undefined && step !== 1) refuse('step', 'Expected no step with log');
    if (log && parameter.type === 'float' && step !== undefined) refuse('step', 'Expected no step with log');
  });

/** A space as JSON: parameters by name. */
export const spaceSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z][\w.-]*$/, 'Expected a name of letters, digits, dots, hyphens and underscores')
      .max(100, 'Expected a name of at most 100 letters'),
    parameterSchema,
  )
  .meta({ id: 'space' });

export type SpaceInput = z.input<typeof spaceSchema>;
export type SpaceSpec = z.output<typeof spaceSchema>;
type ParameterSpec = SpaceSpec[string];

/** What trials may be made of. A parameter comes after those that its conditions name. */
export interface Space {
  readonly parameters: readonly Parameter[];
}

/** The most repetitions of a parameter with `each`. */
const MOST_REPEATED = 100;

/**
 * Checks a space and brings it into order: parameters with `each` become one a repetition (`units[0]`, `units[1]`), and
 * a parameter comes after those that it depends on.
 *
 * @param where what messages begin with
 * @throws OptionError with the path of what is wrong
 * @example parseSpace({ rate: { type: 'float', low: 1e-4, high: 0.1, log: true } })
 */
export function parseSpace(value: unknown, where = 'space'): Space {
  refuseProto(value, where);
  const spec = parseOptions(spaceSchema, value, where);
  const specs = new Map(Object.entries(spec));
  const parameters: Parameter[] = [];
  const placed = new Set<string>();
  const place = (name: string, from: readonly string[]): void => {
    if (placed.has(name)) return;
    if (from.includes(name)) {
      throw new OptionError(`${where}: ${name} depends on itself, by ${[...from, name].join(', ')}`, {
        value: name,
        expected: 'conditions without a circle',
      });
    }
    const found = specs.get(name)!;
    for (const parent of parentsOf(found)) {
      checkParent(name, parent, found, specs, where);
      place(parent, [...from, name]);
    }
    placed.add(name);
    parameters.push(...repeated(name, found, specs, where));
  };
  for (const name of specs.keys()) place(name, []);
  return { parameters };
}

/** Refuses the one name that a check of an object's fields does not see. */
export function refuseProto(value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__')) return;
  throw new OptionError(`${where}: a parameter cannot be called __proto__`, {
    value: '__proto__',
    expected: 'another name',
  });
}

function parentsOf({ when = {}, each }: ParameterSpec): string[] {
  return [...Object.keys(when), ...(each === undefined ? [] : [each])];
}

function checkParent(
  name: string,
  parent: string,
  { when = {}, each }: ParameterSpec,
  specs: ReadonlyMap<string, ParameterSpec>,
  where: string,
): void {
  const found = specs.get(parent);
  if (found === undefined) {
    throw new OptionError(`${where}: ${name} depends on ${parent}, which is no parameter`, {
      value: parent,
      expected: `one of ${[...specs.keys()].filter((known) => known !== name).join(', ')}`,
    });
  }
  if (found.each !== undefined) {
    throw new OptionError(`${where}: ${name} depends on ${parent}, of which there are several`, {
      value: parent,
      expected: 'a parameter without "each"',
    });
  }
  if (parent === each && (found.type !== 'integer' || found.low < 0)) {
    throw new OptionError(`${where}: ${name}.each names ${parent}, which does not count anything`, {
      value: parent,
      expected: 'a parameter of type integer from 0 or more',
    });
  }
  if (!Object.hasOwn(when, parent)) return;
  const [parameter] = repeated(parent, found, specs, where);
  const condition = conditionOn(parent, when[parent]!);
  if (condition.min !== undefined && parameter!.type === 'choice') {
    throw new OptionError(`${where}: ${name}.when.${parent} has min, but ${parent} is a choice`, {
      value: when[parent],
      expected: describeValues(parameter!),
    });
  }
  const wrong = condition.values?.find((value) => !isValueOf(parameter!, value));
  if (wrong !== undefined) {
    throw new OptionError(`${where}: ${name}.when.${parent} can never be ${String(wrong)}`, {
      value: wrong,
      expected: describeValues(parameter!),
    });
  }
}

function conditionOn(parameter: string, when: NonNullable<ParameterSpec['when']>[string]): Condition {
  if (typeof when !== 'object') return { parameter, values: [when] };
  return Array.isArray(when) ? { parameter, values: when } : { parameter, min: when.min };
}

function repeated(
  name: string,
  { when = {}, each, ...spec }: ParameterSpec,
  specs: ReadonlyMap<string, ParameterSpec>,
  where: string,
): Parameter[] {
  const conditions = Object.entries(when).map(([parent, value]) => conditionOn(parent, value));
  const counter = each === undefined ? undefined : specs.get(each);
  if (each === undefined || counter?.type !== 'integer') return [{ ...spec, name, conditions } as Parameter];
  if (counter.high > MOST_REPEATED) {
    throw new OptionError(`${where}: ${name}.each names ${each}, which goes up to ${counter.high}`, {
      value: counter.high,
      expected: `at most ${MOST_REPEATED} repetitions`,
    });
  }
  return Array.from({ length: counter.high }, (_, index) => ({
    ...spec,
    name: `${name}[${index}]`,
    conditions: [...conditions, { parameter: each, min: index + 1 }],
  })) as Parameter[];
}

/** Whether a parameter is in use, by the values of those before it. */
export function isInUse({ conditions }: Parameter, params: Params): boolean {
  return conditions.every(({ parameter, values, min }) => {
    const value = Object.hasOwn(params, parameter) ? params[parameter]! : undefined;
    if (value === undefined) return false;
    return values === undefined ? (value as number) >= min! : values.includes(value);
  });
}

/** Parameter by parameter, those in use by the values before them: the way to make params that fit together. */
export function fillParams(space: Space, valueOf: (parameter: Parameter) => ParameterValue): Params {
  const params: Record<string, ParameterValue> = {};
  for (const parameter of space.parameters) {
    if (isInUse(parameter, params)) params[parameter.name] = valueOf(parameter);
  }
  return params;
}

/** The parameters that every trial has, and more than one value for. */
export function steadyParameters(space: Space): Parameter[] {
  return space.parameters.filter(
    (parameter) => parameter.conditions.length === 0 && valueCount(parameter) > 1,
  );
}

/**
 * Checks values that someone chose for a trial; those that are missing are left to the sampler.
 *
 * @throws OptionError for a name that is no parameter, or a value that it cannot have
 */
export function checkParams(
  space: Space,
  params: Readonly<Record<string, unknown>>,
  where = 'params',
): Params {
  for (const [name, value] of Object.entries(params)) {
    const parameter = space.parameters.find((known) => known.name === name);
    if (parameter === undefined) {
      throw new OptionError(`${where}: there is no parameter ${name}`, {
        value: name,
        expected: `one of ${space.parameters.map((known) => known.name).join(', ')}`,
      });
    }
    if (!isValueOf(parameter, value)) {
      throw new OptionError(`${where}: ${name} cannot be ${JSON.stringify(value)}`, {
        value,
        expected: describeValues(parameter),
      });
    }
  }
  return params as Params;
}
