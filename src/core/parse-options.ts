import type { z } from 'zod';
import { OptionError } from './errors.ts';

/**
 * Checks a value against a schema and gives it with defaults filled in. Raises `OptionError` with the path, what was
 * expected and what was found: `layers[3].filters: expected a positive whole number, got -3`.
 *
 * @param what what the value is, for messages, such as `recipe`
 */
export function parseOptions<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue, path] = deepestIssue(result.error.issues[0]!, []);
  const found = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const where = formatPath(path);
  const location = where === '' ? what : `${what}: ${where}`;
  const message =
    issue.code === 'unrecognized_keys'
      ? `${location}: unknown option ${issue.keys.join(', ')}`
      : `${location}: ${lowerFirst(issue.message)}, got ${formatValue(found)}`;
  throw new OptionError(message, { value: found, expected: issue.message });
}

/** In a choice between forms, the complaint of the form that came furthest; else the choice's own. */
function deepestIssue(
  issue: z.core.$ZodIssue,
  base: readonly PropertyKey[],
): [z.core.$ZodIssue, readonly PropertyKey[]] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union') return [issue, path];
  const inner = issue.errors
    .flatMap((issues) => issues.slice(0, 1))
    .map((candidate) => deepestIssue(candidate, path))
    .sort((a, b) => b[1].length - a[1].length)[0];
  return inner && inner[1].length > path.length ? inner : [issue, path];
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('');
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
