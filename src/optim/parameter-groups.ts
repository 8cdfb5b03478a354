import { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { namePatternsSchema, selectNames } from '../core/name-pattern.ts';
import { nonNegativeNumber, positiveNumber } from '../core/option-schemas.ts';

/**
 * Parameters that are trained in another way than the rest, or not at all. `learningRateFactor` multiplies the learning
 * rate, whatever its schedule. `weightDecay` is for all parameters of the group, not for kernels alone. `frozen` parameters stay
 * as they are to the bit, and no gradient is computed for them; a batch norm whose parameters are all frozen works by its
 * running statistics and leaves them alone, as in Keras.
 */
export const parameterGroupSchema = z
  .strictObject({
    /** Patterns of names; see `selectNames`. */
    parameters: namePatternsSchema,
    learningRateFactor: positiveNumber.optional(),
    weightDecay: nonNegativeNumber.optional(),
    frozen: z.literal(true, 'Expected true, or nothing').optional(),
  })
  .refine(
    ({ learningRateFactor, weightDecay, frozen }) =>
      (frozen === true) !== (learningRateFactor !== undefined || weightDecay !== undefined),
    'Expected either frozen, or a learningRateFactor, a weightDecay or both',
  );

export type ParameterGroup = z.output<typeof parameterGroupSchema>;

/** How the parameters of a group are trained. */
export interface GroupRule {
  /** Put after the names of the group's numbers; empty for the parameters of no group. */
  readonly suffix: string;
  readonly learningRateFactor: number;
  readonly weightDecay: number;
  /** Whether all parameters decay, or kernels alone. */
  readonly decaysAll: boolean;
}

/** The rule of the parameters of no group, then that of every group; `undefined` for one that is frozen. */
export function groupRules(
  groups: readonly ParameterGroup[],
  weightDecay: number,
): (GroupRule | undefined)[] {
  return [
    { suffix: '', learningRateFactor: 1, weightDecay, decaysAll: false },
    ...groups.map((group, index) => {
      if (group.frozen) return undefined;
      return {
        suffix: `.group${index}`,
        learningRateFactor: group.learningRateFactor ?? 1,
        weightDecay: group.weightDecay ?? weightDecay,
        decaysAll: group.weightDecay !== undefined,
      };
    }),
  ];
}

/**
 * How each parameter is trained, by name; those that are frozen are not there. Raises `OptionError` where a pattern matches
 * nothing, where a parameter is in two groups, and where nothing is left to train.
 *
 * @param rules of `groupRules`
 */
export function rulesOfNames(
  {
    groups,
    rules,
  }: { readonly groups: readonly ParameterGroup[]; readonly rules: readonly (GroupRule | undefined)[] },
  names: readonly string[],
): ReadonlyMap<string, GroupRule> {
  const groupOf = new Map<string, number>();
  groups.forEach(({ parameters }, index) => {
    const where = `optimizer.groups[${index}].parameters`;
    for (const name of selectNames(parameters, names, where, 'parameter')) {
      const other = groupOf.get(name);
      if (other !== undefined) {
        throw new OptionError(`${where}: ${name} is in groups[${other}] already`, {
          value: parameters,
          expected: 'groups that have no parameter in common',
          hint: `take it out of one of them by a pattern such as "!${name}"`,
        });
      }
      groupOf.set(name, index);
    }
  });
  const ruleOf = names.flatMap((name) => {
    const group = groupOf.get(name);
    const rule = rules[group === undefined ? 0 : group + 1];
    return rule ? [[name, rule] as const] : [];
  });
  if (ruleOf.length === 0) {
    throw new OptionError('optimizer.groups: every parameter is frozen, so that nothing is left to train', {
      value: groups,
    });
  }
  return new Map(ruleOf);
}
