import { OptionError } from '../core/errors.ts';
import type { Params } from '../tune/space/parameter.ts';
import type { Json } from '../core/json.ts';

/** What labels of choices stand for in a recipe: by parameter, then by value. */
export type Cases = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/**
 * Stands for what is to be left out: a parameter that is not in use, in a list or as an option.
 */
const ABSENT = Symbol('absent');

/** What a template may ask of the data. */
export type DataFacts = Readonly<Record<string, number>>;

interface Filling {
  readonly params: Params;
  readonly cases: Cases;
  readonly data: DataFacts;
  /** Which repetition this is, of the innermost list that is repeated. */
  readonly index?: number;
  /** What is being filled in, so that cases do not name each other in a circle. */
  readonly within: readonly string[];
}

/**
 * Fills the parameters of a trial into a template, which is JSON with four forms of its own:
 *
 * - `{ "$param": "units" }` is the parameter's value, or what `cases` has for it. Where it is not in use, the option is
 *   left out. In a list, a list takes its place item by item. Of a parameter with `each` it is the value of its repetition.
 * - `{ "$repeat": "depth", "of": […] }` in a list is what `of` holds, as often as the parameter says.
 * - `{ "$when": { "norm": true }, "then": … }` is what `then` holds where the parameter has that value, or one of a list of
 *   values, else it is left out. In a list, a list takes its place item by item.
 * - `{ "$data": "classes" }` is the number of the data's classes.
 *
 * @throws OptionError for what cannot be filled in
 */
export function fillTemplate(template: Json, params: Params, cases: Cases = {}, data: DataFacts = {}): Json {
  const filled = fill(template, { params, cases, data, within: [] });
  if (filled === ABSENT) throw new OptionError('a template cannot be a parameter that is not in use');
  return filled;
}

/** The names of the parameters that a template mentions. */
export function namedParameters(template: Json): Set<string> {
  const names = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!isList(value)) {
      for (const key of ['$param', '$repeat']) {
        if (typeof value[key] === 'string') names.add(value[key]);
      }
      Object.keys(value['$when'] ?? {}).forEach((name) => names.add(name));
    }
    Object.values(value).forEach(visit);
  };
  visit(template);
  return names;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function fill(value: Json, filling: Filling): Json | typeof ABSENT {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.flatMap((item) => fillItem(item, filling));
  if ('$param' in value) return fillParam(value, filling);
  if ('$data' in value) return fillData(value, filling);
  if ('$when' in value) return fillWhen(value, filling);
  if ('$repeat' in value) {
    throw new OptionError('"$repeat" stands outside a list', { value, expected: 'a list around it' });
  }
  const entries = Object.entries(value).map(([key, inner]) => [key, fill(inner, filling)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== ABSENT));
}

/** What an item of a list becomes: nothing, itself, or several. */
function fillItem(item: Json, filling: Filling): readonly Json[] {
  if (typeof item === 'object' && item !== null && !isList(item) && '$repeat' in item) {
    return fillRepeat(item, filling);
  }
  const filled = fill(item, filling);
  if (filled === ABSENT) return [];
  const stands = typeof item === 'object' && item !== null && ('$param' in item || '$when' in item);
  return stands && isList(filled) ? filled : [filled];
}

function fillRepeat(item: Readonly<Record<string, Json>>, filling: Filling): readonly Json[] {
  const { $repeat: times, of, ...others } = item;
  const count = typeof times === 'string' ? filling.params[times] : times;
  if (of === undefined || !isList(of) || Object.keys(others).length > 0) {
    throw new OptionError('"$repeat" goes with "of", a list, and nothing else', { value: item });
  }
  if (count === undefined) return [];
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0 || count > 1000) {
    throw new OptionError(`"$repeat": ${JSON.stringify(times)} is no count`, {
      value: times,
      expected: 'a whole number, or a parameter of type integer',
    });
  }
  return Array.from({ length: count }, (_, index) =>
    of.flatMap((inner) => fillItem(inner, { ...filling, index })),
  ).flat();
}

function fillWhen(
  { $when: when, then, ...others }: Readonly<Record<string, Json>>,
  filling: Filling,
): Json | typeof ABSENT {
  const isObject = typeof when === 'object' && when !== null && !isList(when);
  if (!isObject || then === undefined || Object.keys(others).length > 0) {
    throw new OptionError('"$when" goes with "then", and with nothing else', {
      value: when,
      expected: '{ "$when": { a parameter: its value }, "then": ... }',
    });
  }
  const { params } = filling;
  const holds = Object.entries(when).every(([name, wanted]) => {
    const value = Object.hasOwn(params, name) ? params[name]! : null;
    return isList(wanted) ? wanted.includes(value) : wanted === value;
  });
  return holds ? fill(then, filling) : ABSENT;
}

function fillData({ $data: name, ...others }: Readonly<Record<string, Json>>, { data }: Filling): Json {
  if (typeof name === 'string' && Object.hasOwn(data, name) && Object.keys(others).length === 0)
    return data[name]!;
  throw new OptionError(`"$data": there is no ${JSON.stringify(name)}`, {
    value: name,
    expected: `one of ${Object.keys(data).join(', ')}`,
  });
}

function fillParam(
  { $param: name, ...others }: Readonly<Record<string, Json>>,
  filling: Filling,
): Json | typeof ABSENT {
  if (typeof name !== 'string' || Object.keys(others).length > 0) {
    throw new OptionError('"$param" goes with the name of a parameter, and nothing else', { value: name });
  }
  const { params, cases, index, within } = filling;
  const repeated = index === undefined ? undefined : params[`${name}[${index}]`];
  const value = repeated ?? (Object.hasOwn(params, name) ? params[name] : undefined);
  if (value === undefined) return ABSENT;
  const meanings = Object.hasOwn(cases, name) ? cases[name]! : {};
  if (!Object.hasOwn(meanings, String(value))) return value;
  if (within.includes(name)) {
    throw new OptionError(`cases.${name} names itself, by ${[...within, name].join(', ')}`, { value: name });
  }
  return fill(meanings[String(value)]!, { ...filling, within: [...within, name] });
}
