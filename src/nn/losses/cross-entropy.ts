import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import { oneOf, positiveNumber } from '../../core/option-schemas.ts';
import { logSoftmax } from '../../ops/log-softmax.ts';
import { multiply } from '../../ops/multiply.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { defineLoss, labelSmoothingSchema, smoothed, type LossSpec } from '../loss.ts';

const classWeightsSchema = z.union(
  [z.array(positiveNumber), oneOf(['balanced'])],
  'Expected "balanced" or a list of numbers above 0, one a class',
);

/**
 * Categorical cross-entropy, in nats: −Σ weight · target · log softmax(logits) of an example, as PyTorch's
 * CrossEntropyLoss and, without class weights, Keras's CategoricalCrossentropy.
 *
 * With `labelSmoothing` ε the target is 1 − ε + ε / classes for the label and ε / classes for the others. `classWeights`
 * is one number a class, or `balanced`: examples / (classes · examples of the class), measured on the training part, as
 * in scikit-learn. The mean is then Σ loss / Σ weight of the label, as in PyTorch; for mixed examples the weight is the
 * mean of its classes', where PyTorch takes 1.
 */
export const crossEntropyLoss = defineLoss({
  type: 'crossEntropy',
  options: z.strictObject({
    labelSmoothing: labelSmoothingSchema,
    classWeights: classWeightsSchema.optional(),
  }),
  activation: 'softmax',
  forClasses: (options, classes, counts) => {
    const { classWeights } = options;
    if (classWeights === undefined) return options;
    if (classWeights !== 'balanced') {
      if (classWeights.length === classes) return options;
      throw new OptionError(
        `loss.classWeights: expected ${classes} numbers, one a class, got ${classWeights.length}`,
        { value: classWeights, expected: `${classes} numbers` },
      );
    }
    return counts ? { ...options, classWeights: balancedWeights(counts) } : options;
  },
  isCrossEntropy: ({ labelSmoothing, classWeights }) => labelSmoothing === 0 && classWeights === undefined,
  build: ({ labelSmoothing, classWeights }, { logits, targets }) => {
    const classes = logits.shape[1] as number;
    const surprise = multiply(logSoftmax(logits), smoothed(targets, labelSmoothing, classes));
    if (classWeights === undefined) return { sum: multiply(reduceSum(surprise, { axes: [0, 1] }), -1) };
    const weights = logits.graph.constant(
      'float32',
      [1, classes],
      Float32Array.from(classWeights as number[]),
    );
    return {
      sum: multiply(reduceSum(multiply(surprise, weights), { axes: [0, 1] }), -1),
      weight: reduceSum(multiply(targets, weights), { axes: [0, 1] }),
    };
  },
});

function balancedWeights(counts: readonly number[]): number[] {
  const examples = counts.reduce((sum, count) => sum + count, 0);
  const absent = counts.indexOf(0);
  if (absent >= 0) {
    throw new OptionError(`loss.classWeights: class ${absent} has no training example to balance`, {
      value: 'balanced',
      expected: 'an example of every class',
      hint: 'Give a list of numbers, or more training examples.',
    });
  }
  return counts.map((count) => examples / (counts.length * count));
}

/** Cross-entropy; see `crossEntropyLoss`. @example crossEntropy({ labelSmoothing: 0.1 }) */
export function crossEntropy(options: z.input<typeof crossEntropyLoss.options> = {}): LossSpec {
  return { type: 'crossEntropy', ...options };
}
