import { z } from 'zod';
import { OptionError } from './errors.ts';

const patternSchema = z
  .string('Expected a pattern of names such as "conv*.kernel"')
  .regex(/^!?[^!\s]+$/, 'Expected a pattern of names such as "conv*.kernel"');

/** One pattern of names, or a list of them; see `selectNames`. */
export const namePatternsSchema = z.union(
  [
    patternSchema.refine((pattern) => !pattern.startsWith('!'), 'Expected a pattern that chooses names'),
    z
      .array(patternSchema)
      .refine(
        ([first]) => first !== undefined && !first.startsWith('!'),
        'Expected a list of patterns that begins with one that chooses names',
      ),
  ],
  'Expected a pattern of names such as "conv*.kernel", or a list of them',
);

export type NamePatterns = z.output<typeof namePatternsSchema>;

/**
 * The names that patterns choose, in the order of `names`. In a pattern `*` stands for any characters, dots included,
 * and `?` for one; all else stands for itself. A pattern with `!` before it takes away again from what the patterns before
 * it have chosen. Raises `OptionError`, with all names, where a pattern matches none of them.
 *
 * @param where the path of the option, for the message, such as `optimizer.groups[0].parameters`
 * @param what what the names are names of, such as `parameter`
 */
export function selectNames(
  patterns: NamePatterns,
  names: readonly string[],
  where: string,
  what: string,
): string[] {
  const chosen = new Set<string>();
  for (const pattern of typeof patterns === 'string' ? [patterns] : patterns) {
    const takesAway = pattern.startsWith('!');
    const expression = patternExpression(takesAway ? pattern.slice(1) : pattern);
    const matches = names.filter((name) => expression.test(name));
    if (matches.length === 0) {
      throw new OptionError(`${where}: no ${what} matches "${pattern}"; there are ${names.join(', ')}`, {
        value: pattern,
        expected: `a pattern of names such as "${names[0] ?? '*'}"`,
      });
    }
    for (const name of matches) {
      if (takesAway) chosen.delete(name);
      else chosen.add(name);
    }
  }
  return names.filter((name) => chosen.has(name));
}

function patternExpression(pattern: string): RegExp {
  const source = pattern.replaceAll(/[^A-Za-z0-9]/g, (character) => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
  return new RegExp(`^${source}$`, 'u');
}
