import { typedUnion } from '../../core/typed-union.ts';
import { InternalError } from '../../core/errors.ts';
import { nonNegativeNumber } from '../../core/option-schemas.ts';
import { groupRules, type GroupRule, type ParameterGroup } from '../parameter-groups.ts';
import type { OptimizerDefinition, OptimizerSpec } from '../optimizer.ts';
import { learningRateSchema } from '../schedules/index.ts';
import { updateOptionsSchema, type UpdateOptions } from '../update-options.ts';
import { adadeltaOptimizer } from './adadelta.ts';
import { adagradOptimizer } from './adagrad.ts';
import { adamWOptimizer } from './adam-w.ts';
import { adamOptimizer } from './adam.ts';
import { lionOptimizer } from './lion.ts';
import { muonOptimizer } from './muon.ts';
import { nadamOptimizer } from './nadam.ts';
import { rmspropOptimizer } from './rmsprop.ts';
import { sgdOptimizer } from './sgd.ts';

/** Every optimiser. */
export const optimizerDefinitions: readonly OptimizerDefinition[] = [
  adadeltaOptimizer,
  adagradOptimizer,
  adamOptimizer,
  adamWOptimizer,
  lionOptimizer,
  muonOptimizer,
  nadamOptimizer,
  rmspropOptimizer,
  sgdOptimizer,
];

export const optimizerSchema = typedUnion<OptimizerSpec>(
  optimizerDefinitions.map(({ type, options, defaults }) => ({
    type,
    options: options.safeExtend({
      ...updateOptionsSchema.shape,
      learningRate: learningRateSchema.default(defaults.learningRate),
      weightDecay: nonNegativeNumber.default(defaults.weightDecay),
    }),
  })),
  `Expected an optimizer with a type of ${optimizerDefinitions.map(({ type }) => type).join(', ')}`,
);

/** An optimiser ready for use. */
export interface ResolvedOptimizer extends Omit<UpdateOptions, 'weightDecay' | 'groups'> {
  readonly definition: OptimizerDefinition;
  /** Its own options, checked and with defaults filled in. */
  readonly options: Record<string, unknown>;
  readonly groups: readonly ParameterGroup[];
  /** How the parameters of no group are trained, then those of every group; nothing for those that are frozen. */
  readonly rules: readonly (GroupRule | undefined)[];
}

/** The definition of an optimiser and its checked options. */
export function resolveOptimizer(spec: OptimizerSpec): ResolvedOptimizer {
  const { type, learningRate: _, ...rest } = spec;
  const definition = optimizerDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no optimizer of type ${type}`);
  const {
    weightDecay = definition.defaults.weightDecay,
    groups = [],
    ...common
  } = updateOptionsSchema.parse(rest);
  const own = Object.entries(rest).filter(([name]) => !Object.hasOwn(updateOptionsSchema.shape, name));
  return {
    ...common,
    definition,
    options: definition.options.parse(Object.fromEntries(own)),
    groups,
    rules: groupRules(groups, weightDecay),
  };
}
