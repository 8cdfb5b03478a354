import type { z } from 'zod';
import { OptionError } from './errors.ts';
import { knownOptions, knownWords } from './known-options.ts';
import { nearest } from './nearest.ts';
import { checkNesting } from './nesting.ts';
import { formatPath } from './option-path.ts';

type Path = readonly PropertyKey[];

/**
 * Checks a value against a schema and gives it with defaults filled in. Raises `OptionError` with the path, what was
 * expected and what was found: `layers[3].filters: expected a positive integer, got -3`. Where a name or a word looks
 * like a slip, the hint says of which.
 *
 * @param what what the value is, for messages, such as `recipe`
 */
export function parseOptions<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  checkNesting(value, what);
  const result = schema.safeParse(value, { error: inOurWords });
  if (result.success) return result.data;
  const [issue, path] = deepestIssue(foremost(result.error.issues), []);
  const found = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const where = formatPath(path);
  const location = where === '' ? what : `${what}: ${where}`;
  if (issue.code === 'unrecognized_keys') {
    const known = knownOptions(schema, value, path);
    const unknown = issue.keys.filter((key) => !known.includes(key));
    // Each is an option of one of the forms that there are, but no form has all of them.
    if (unknown.length === 0) {
      throw new OptionError(
        `${location}: ${issue.keys.join(', ')} does not go with the other options, got ${formatValue(found)}`,
        {
          value: found,
          expected: `one form of those with ${known.join(', ')}`,
        },
      );
    }
    throw new OptionError(`${location}: unknown option ${unknown.join(', ')}`, {
      value: found,
      expected: known.length === 0 ? 'no options' : `one of ${known.join(', ')}`,
      ...hintFor(unknown[0]!, known),
    });
  }
  throw new OptionError(`${location}: ${lowerFirst(issue.message)}, got ${formatValue(found)}`, {
    value: found,
    expected: issue.message,
    ...(typeof found === 'string' ? hintFor(found, knownWords(schema, value, path)) : {}),
  });
}

/** The hint for what looks like a slip of one of the known names. */
export function hintFor(word: string, known: readonly string[]): { hint?: string } {
  const meant = nearest(word, known);
  return meant === undefined ? {} : { hint: `Did you mean ${meant}?` };
}

/** The complaint to tell: of an unknown option rather than of what is missing in its place. */
function foremost(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
}

/**
 * In a choice between forms, the complaint of the form that came furthest; else the choice's own. A form that complains
 * of an unknown option came further than one that does not fit at all.
 */
function deepestIssue(issue: z.core.$ZodIssue, base: Path): [z.core.$ZodIssue, Path] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union') return [issue, path];
  const inner = issue.errors
    .filter((issues) => issues.length > 0)
    .map((issues) => deepestIssue(foremost(issues), path))
    .sort((a, b) => depth(b) - depth(a))[0];
  return inner && depth(inner) > path.length ? inner : [issue, path];
}

function depth([issue, path]: [z.core.$ZodIssue, Path]): number {
  return path.length + (issue.code === 'unrecognized_keys' ? 0.5 : 0);
}

const NOUNS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Messages for schemas that have none of their own. */
function inOurWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    const noun = NOUNS[issue.expected];
    return noun === undefined ? undefined : `Expected ${noun}`;
  }
  if (issue.code === 'invalid_union' && issue.options !== undefined)
    return `Expected one of ${(issue.options as readonly unknown[]).map(String).join(', ')}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message;
  if (issue.code === 'invalid_value') return `Expected one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small')
    return `Expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue.code === 'too_big')
    return `Expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  return undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text =
    typeof value === 'number'
      ? String(value)
      : ((JSON.stringify(value) as string | undefined) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
