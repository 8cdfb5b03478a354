import { OptionError } from '../core/errors.ts';
import { shuffledClasses } from './sample.ts';
import type { TrainValidationSplit } from './split.ts';

export interface FoldOptions {
  /** Into how many parts the examples are divided, two or more. */
  readonly folds: number;
  /** Which part validates, from 1. */
  readonly fold: number;
  readonly seed: number;
  /** Whether every part has its share of every class, within one example; true unless given. */
  readonly stratified?: boolean | undefined;
}

/**
 * One of the splits of a k-fold cross-validation: every example validates in exactly one of the k folds, and trains in
 * the others. Sizes of folds differ by one at most; so do, where stratified, the counts of each class.
 *
 * @throws OptionError for more folds than examples, and a fold that is none of them
 * @example foldSplit(labels, { folds: 5, fold: 1, seed: 0 })
 */
export function foldSplit(labels: Int32Array, options: FoldOptions): TrainValidationSplit {
  const { folds, fold, seed, stratified = true } = options;
  if (!Number.isInteger(folds) || folds < 2 || folds > labels.length) {
    throw new OptionError(`cannot divide ${labels.length} examples into ${folds} folds`, {
      value: folds,
      expected: `2 to ${labels.length} folds`,
      hint: 'Five or ten folds are usual.',
    });
  }
  if (!Number.isInteger(fold) || fold < 1 || fold > folds) {
    throw new OptionError(`there is no fold ${fold} among ${folds}`, {
      value: fold,
      expected: `1 to ${folds}`,
      hint: 'Folds are counted from 1.',
    });
  }
  const train: number[] = [];
  const validation: number[] = [];
  // Dealt out like cards, class after class without starting anew, so that whole folds are even too.
  let position = 0;
  for (const members of shuffledClasses(labels, { seed, stratified, purpose: 'folds' })) {
    for (const member of members) (position++ % folds === fold - 1 ? validation : train).push(member);
  }
  return { train: Int32Array.from(train).sort(), validation: Int32Array.from(validation).sort() };
}
