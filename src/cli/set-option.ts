import type { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { knownOptions, takesAnyOption } from '../core/known-options.ts';
import { formatPath, hintFor } from '../core/parse-options.ts';

/** A value that `--set` puts into a recipe. */
export interface Setting {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** Collects the values of an option `--set path=value` that may be given several times. */
export function collectSetting(text: string, earlier: readonly Setting[] = []): readonly Setting[] {
  return [...earlier, parseSetting(text)];
}

/** Reads `optimizer.learningRate=0.01`: a path, and JSON or a text without quotes. */
function parseSetting(text: string): Setting {
  const equals = text.indexOf('=');
  const path = parsePath(equals === -1 ? text : text.slice(0, equals));
  if (equals === -1 || path === undefined) {
    throw new OptionError(`--set: cannot read "${text}"`, {
      value: text,
      expected: 'a path and a value, such as optimizer.learningRate=0.01 or model.layers[2].rate=0.5',
    });
  }
  return { path, value: parseValue(text.slice(equals + 1), formatPath(path)) };
}

function parsePath(text: string): (string | number)[] | undefined {
  if (!/^[\w$-]+(\.[\w$-]+|\[\d+\])*$/.test(text)) return undefined;
  return [...text.matchAll(/\[(\d+)\]|[\w$-]+/g)].map(([word, index]) =>
    index === undefined ? word : Number(index),
  );
}

/** JSON where it is JSON, else the text itself; what begins like a list, an object or a quoted text must be JSON. */
function parseValue(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!/^\s*[[{"]/.test(text)) return text;
    throw new OptionError(`--set ${where}: not valid JSON: ${text}`, {
      value: text,
      expected: 'a number, true, false, a text, or a list or an object as JSON',
      hint: 'Put the whole argument into single quotes, so that the shell leaves its double quotes alone.',
      cause,
    });
  }
}

/**
 * A copy of a value with settings put into it, one after the other. Objects that are missing on the way are made. Only
 * the path is checked, against the schema; the values are left to it.
 *
 * @throws OptionError for a path that the schema does not know
 */
export function applySettings(schema: z.ZodType, value: unknown, settings: readonly Setting[]): unknown {
  const result: unknown = structuredClone(value);
  for (const { path, value: set } of settings) {
    let holder = result;
    for (const [depth, key] of path.entries()) {
      checkStep(schema, result, holder, path.slice(0, depth + 1));
      const fields = holder as Record<string | number, unknown>;
      if (depth === path.length - 1) fields[key] = set;
      else if (typeof key === 'string' && !Object.hasOwn(fields, key)) fields[key] = {};
      holder = fields[key];
    }
  }
  return result;
}

/** Refuses a step into what is no list or object, past a list's end, or to an option that there is not. */
function checkStep(schema: z.ZodType, root: unknown, holder: unknown, path: Setting['path']): void {
  const key = path.at(-1)!;
  const parent = path.slice(0, -1);
  const where = `--set ${formatPath(path)}`;
  const holderName = parent.length === 0 ? 'the recipe' : formatPath(parent);
  if (typeof key === 'number' ? !Array.isArray(holder) : !isObject(holder)) {
    const [noun, sign] = typeof key === 'number' ? ['list', `[${key}]`] : ['object', key];
    throw new OptionError(`${where}: ${holderName} is no ${noun} that has ${sign}`, {
      value: holder,
      expected: `a path to an option; ${holderName} is ${JSON.stringify(holder)}`,
      hint: `"--set '${formatPath(parent)}={…}'" replaces all of it.`,
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
