import type { z } from 'zod';
import { OptionError } from './errors.ts';
import { knownOptions, takesAnyOption } from './known-options.ts';
import { formatPath } from './option-path.ts';
import { hintFor } from './parse-options.ts';

/** A value that is put into an object at a path, such as `model.layers[2].rate`. */
export interface Setting {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * A copy of a value with settings put into it, one after the other. Objects that are missing on the way are made. Only
 * the path is checked, against the schema; the values are left to it.
 *
 * @param where what messages begin with, before the path
 * @throws OptionError for a path that the schema does not know
 */
export function applySettings(
  schema: z.ZodType,
  value: unknown,
  settings: readonly Setting[],
  where: string,
): unknown {
  const result: unknown = structuredClone(value);
  for (const { path, value: set } of settings) {
    let holder = result;
    for (const [depth, key] of path.entries()) {
      checkStep(schema, result, holder, path.slice(0, depth + 1), where);
      const fields = holder as Record<string | number, unknown>;
      if (depth === path.length - 1) fields[key] = set;
      else if (typeof key === 'string' && !Object.hasOwn(fields, key)) fields[key] = {};
      holder = fields[key];
    }
  }
  return result;
}

/** Refuses a step into what is no list or object, past a list's end, or to an option that there is not. */
function checkStep(
  schema: z.ZodType,
  root: unknown,
  holder: unknown,
  path: Setting['path'],
  beginning: string,
): void {
  const key = path.at(-1)!;
  const parent = path.slice(0, -1);
  const where = `${beginning} ${formatPath(path)}`;
  const holderName = parent.length === 0 ? 'the recipe' : formatPath(parent);
  if (typeof key === 'number' ? !Array.isArray(holder) : !isObject(holder)) {
    const [noun, sign] = typeof key === 'number' ? ['list', `[${key}]`] : ['object', key];
    throw new OptionError(`${where}: ${holderName} is no ${noun} that has ${sign}`, {
      value: holder,
      expected: `a path to an option; ${holderName} is ${JSON.stringify(holder)}`,
      hint: `A setting of ${formatPath(parent)} replaces all of it.`,
    });
  }
  if (typeof key === 'number') {
    const { length } = holder as readonly unknown[];
    if (key < length) return;
    throw new OptionError(`${where}: ${holderName} has ${length} entries, from [0]`, {
      value: key,
      expected: length === 0 ? 'a path into a list that has entries' : `an index from 0 to ${length - 1}`,
    });
  }
  const known = knownOptions(schema, root, parent);
  if (known.includes(key) || (key !== '__proto__' && takesAnyOption(schema, root, parent))) return;
  const { hint } = hintFor(key, known);
  throw new OptionError(`${where}: unknown option ${key}`, {
    value: key,
    expected: known.length === 0 ? 'no options' : `one of ${known.join(', ')}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
