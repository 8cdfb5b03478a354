import { valueCount, type Parameter } from '../../space/parameter.ts';
import type { Space } from '../../space/space.ts';

/** How the parameters of a space are put together. */
export interface GroupOptions {
  /** Those that every trial has are chosen together; otherwise each on its own. */
  readonly multivariate: boolean;
  /** Those that are in use on the same conditions are chosen together as well. */
  readonly group: boolean;
}

/** The parameters that are chosen together, each in one group; those with a single value are in none. */
export function jointGroups({ parameters }: Space, { multivariate, group }: GroupOptions): Parameter[][] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of parameters) {
    if (valueCount(parameter) === 1) continue;
    const { name, conditions } = parameter;
    const isJoint = multivariate && (group || conditions.length === 0);
    const key = isJoint ? JSON.stringify(conditions) : name;
    groups.set(key, [...(groups.get(key) ?? []), parameter]);
  }
  return [...groups.values()];
}
