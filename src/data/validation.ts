import { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { located } from '../core/located-error.ts';
import { openFraction, positiveInteger, seedSchema } from '../core/option-schemas.ts';
import type { Dataset } from './dataset.ts';
import { foldSplit } from './folds.ts';
import { trainValidationSplit, type TrainValidationSplit } from './split.ts';

const EXPECTED =
  'Expected { "fraction": 0.1 }, { "count": 5000 }, { "folds": 5, "fold": 1 } or "given", the first three also with ' +
  '"stratified" and "seed"';

const heldOutSchema = z
  .strictObject(
    {
      fraction: openFraction.optional(),
      count: positiveInteger.optional(),
      folds: z
        .int('Expected a whole number of at least 2')
        .min(2, 'Expected a whole number of at least 2')
        .optional(),
      /** Which of the folds validates, from 1. */
      fold: positiveInteger.optional(),
      /** Whether every class keeps its share, within one example; true unless given. */
      stratified: z.boolean('Expected true or false').optional(),
      /** Which examples are held out; the seed of the training unless given. */
      seed: seedSchema.optional(),
    },
    EXPECTED,
  )
  .refine(({ fraction, count, folds, fold }) => {
    const forms = [fraction !== undefined, count !== undefined, folds !== undefined];
    return forms.filter(Boolean).length === 1 && (fold !== undefined) === (folds !== undefined);
  }, EXPECTED)
  .refine(({ folds, fold }) => folds === undefined || fold === undefined || fold <= folds, {
    message: 'Expected a fold from 1 to the number of folds',
    path: ['fold'],
  });

/** The schema of what part of the training examples is held out for validation. */
export const validationSchema = z.union([z.literal('given'), heldOutSchema], EXPECTED);

/**
 * What part of the training examples is held out for validation: a share or a number of them, one fold of a
 * cross-validation, or those that the data set's makers gave.
 */
export type Validation = z.infer<typeof validationSchema>;

/**
 * Divides the training examples of a data set into those to train with and those to validate with.
 *
 * @param seed the seed of the training
 * @throws OptionError where a part would be empty, and for `given` where the data set has no validation part
 */
export function splitExamples(
  { title, train, givenValidation }: Pick<Dataset, 'title' | 'train' | 'givenValidation'>,
  validation: Validation,
  seed: number,
): TrainValidationSplit {
  const { labels } = train;
  if (validation !== 'given') {
    const { folds, fold, ...options } = { ...validation, seed: validation.seed ?? seed };
    try {
      return folds === undefined || fold === undefined
        ? trainValidationSplit(labels, options)
        : foldSplit(labels, { ...options, folds, fold });
    } catch (error) {
      throw located(error, 'validation: ');
    }
  }
  if (givenValidation === undefined || givenValidation.length === 0) {
    throw new OptionError(`validation: ${title} has no validation part of its own`, {
      value: validation,
      expected: 'a data set with a folder "val" or arrays "val_images" and "val_labels"',
      hint: 'Hold a part out: { "fraction": 0.1 } or { "count": 5000 }.',
    });
  }
  const given = new Set(givenValidation);
  return {
    train: Int32Array.from(labels.keys()).filter((index) => !given.has(index)),
    validation: Int32Array.from(givenValidation).sort(),
  };
}
