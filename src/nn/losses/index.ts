import { z } from 'zod';
import { typedUnion } from '../../core/typed-union.ts';
import { InternalError } from '../../core/errors.ts';
import type { LossDefinition, LossSpec } from '../loss.ts';
import { binaryCrossEntropyLoss } from './binary-cross-entropy.ts';
import { crossEntropyLoss } from './cross-entropy.ts';
import { focalLoss } from './focal.ts';
import { hingeLoss } from './hinge.ts';
import { klDivergenceLoss } from './kl-divergence.ts';
import { meanAbsoluteErrorLoss } from './mean-absolute-error.ts';
import { meanSquaredErrorLoss } from './mean-squared-error.ts';

/** Every loss. */
export const lossDefinitions: readonly LossDefinition[] = [
  binaryCrossEntropyLoss,
  crossEntropyLoss,
  focalLoss,
  hingeLoss,
  klDivergenceLoss,
  meanAbsoluteErrorLoss,
  meanSquaredErrorLoss,
];

const types = lossDefinitions.map(({ type }) => type) as [string, ...string[]];
const expected = `Expected a loss (${types.join(', ')}), by name or with a type`;

const lossObjectSchema = typedUnion<LossSpec, LossSpec>(lossDefinitions, expected);

/** A loss by its name alone, or with options. */
export const lossSchema = z.union(
  [z.enum(types, expected).transform((type) => lossObjectSchema.parse({ type })), lossObjectSchema],
  expected,
);

/** What is minimised where nothing else is asked for. */
export const defaultLoss: LossSpec = lossSchema.parse('crossEntropy');

/** The definition of a loss and its checked options. */
export function resolveLoss(spec: LossSpec) {
  const { type, ...options } = spec;
  const definition = lossDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no loss of type ${type}`);
  return { definition, options: definition.options.parse(options) };
}

/**
 * A loss for a number of classes, with the numbers that it takes from the data put in where the `counts` of the classes'
 * training examples are given. Raises `OptionError` where an option does not fit the classes.
 */
export function lossForClasses(spec: LossSpec, classes: number, counts?: readonly number[]): LossSpec {
  const { definition, options } = resolveLoss(spec);
  const fitted = definition.forClasses ? definition.forClasses(options, classes, counts) : options;
  return { type: spec.type, ...(fitted as object) };
}
