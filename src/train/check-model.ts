import { OptionError } from '../core/errors.ts';
import type { AugmentationSpec, ImageShape } from '../data/augment/augmentation.ts';
import { createAugmenter } from '../data/augment/augmenter.ts';
import type { Dataset } from '../data/dataset.ts';
import { defaultLoss, lossForClasses } from '../nn/losses/index.ts';
import type { ModelSpec } from '../nn/model.ts';
import { resolveRegularizers } from '../nn/regularizers/index.ts';
import { frozenParameters, namedParameters } from './frozen-parameters.ts';
import { buildInferenceGraph } from './inference-graph.ts';
import { checkNormalizationFits } from './normalization.ts';
import type { Training } from './recipe.ts';
import type { StateTensor } from './state-tensor.ts';
import { buildTrainingGraph, type StepOptions } from './training-graph.ts';

/** What a model must fit. */
type DataFacts = Pick<Dataset, 'title' | 'imageShape' | 'classNames'>;

/**
 * Builds a model for training and for use, so that shapes that do not fit raise `ShapeError`, and options that do not fit
 * the model or its images `OptionError`, before any work.
 *
 * @returns the tensors of its training
 */
export function checkModelBuilds(
  model: ModelSpec,
  training: StepOptions & Pick<Training, 'batchSize' | 'normalization'>,
): readonly StateTensor[] {
  checkNormalizationFits(model, training.normalization);
  checkAugmentationsFit(training.augment ?? [], model.input);
  const loss = lossForClasses(training.loss ?? defaultLoss, model.classes, evenCounts(model.classes));
  const { state } = buildTrainingGraph(model, { ...training, loss }, training.batchSize);
  buildInferenceGraph(model, { output: 'logits', loss });
  return state;
}

/** Raises `OptionError`, with the place in the recipe, for an augmentation that does not go with images of a shape. */
export function checkAugmentationsFit(augment: readonly AugmentationSpec[], shape: ImageShape): void {
  createAugmenter(augment, shape);
}

/**
 * Raises `OptionError` where a pattern of names chooses none of a model's parameters. A built-in model has the same names
 * whatever its images, so that this can be checked before they are known.
 */
export function checkParameterNames(
  model: ModelSpec,
  { optimizer, regularizers }: Pick<Training, 'optimizer' | 'regularizers'>,
): void {
  frozenParameters(model, optimizer);
  resolveRegularizers(regularizers, namedParameters(model));
}

/** As many examples of each class: the numbers that a loss measures change no shape. */
export function evenCounts(classes: number): number[] {
  return Array.from({ length: classes }, () => 1);
}

/** Refuses a model whose images or classes are not those of the data. */
export function checkModelFitsData(model: ModelSpec, data: DataFacts): void {
  if (model.input.join() !== data.imageShape.join()) {
    throw new OptionError(
      `model: input [${model.input.join()}] does not fit the images of ${data.title}, [${data.imageShape.join()}]`,
      {
        value: model.input,
        expected: `[${data.imageShape.join()}]`,
      },
    );
  }
  if (model.classes !== data.classNames.length) {
    throw new OptionError(
      `model: ${model.classes} classes do not fit the ${data.classNames.length} of ${data.title}`,
      {
        value: model.classes,
        expected: String(data.classNames.length),
      },
    );
  }
}
