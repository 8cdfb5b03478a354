import { z } from 'zod';
import { DataError, OptionError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { measurePixels } from '../data/pixel-statistics.ts';
import type { ModelSpec } from '../nn/model.ts';
import { normalizationConstantsSchema, type NormalizationConstants } from '../nn/normalization.ts';

/** The schema of how pixels are scaled before the first layer. */
export const normalizationSchema = z.union(
  [z.enum(['unit', 'standard']), normalizationConstantsSchema],
  'Expected "unit", "standard" or { "mean": [0.5], "deviation": [0.25] }',
);

/**
 * How pixels are scaled before the first layer: to [0, 1]; by the mean and the deviation of each channel, measured on
 * the images that are trained on alone; or by given ones.
 */
export type Normalization = z.infer<typeof normalizationSchema>;

/**
 * The model with its normalisation. The constants become a part of it, so that it takes raw pixels whatever they are.
 *
 * @param trained the indices of the training images that are trained on: those held out must not be looked at
 * @throws OptionError for constants of another number of channels
 * @throws DataError for a channel that is the same everywhere, which has no deviation
 */
export function normalizedModel(
  model: ModelSpec,
  normalization: Normalization,
  data: Pick<Dataset, 'title' | 'train'>,
  trained: Int32Array,
): ModelSpec {
  if (normalization === 'unit') return model;
  const [height, width, channels] = model.input;
  if (normalization === 'standard') {
    const measured = measurePixels(data.train.images, height * width * channels, channels, trained);
    return { ...model, normalization: checkMeasured(measured, data.title) };
  }
  checkNormalizationFits(model, normalization);
  return { ...model, normalization };
}

/** Raises `OptionError` for constants of another number of channels than a model's images have. */
export function checkNormalizationFits(
  { input }: Pick<ModelSpec, 'input'>,
  normalization: Normalization,
): void {
  if (typeof normalization === 'string') return;
  const [, , channels] = input;
  if (normalization.mean.length === channels && normalization.deviation.length === channels) return;
  throw new OptionError(
    `normalization: the images have ${channels} ${channels === 1 ? 'channel' : 'channels'}`,
    {
      value: normalization,
      expected: `${channels} ${channels === 1 ? 'number' : 'numbers'} each for mean and deviation`,
    },
  );
}

function checkMeasured(measured: NormalizationConstants, title: string): NormalizationConstants {
  const flat = measured.deviation.indexOf(0);
  if (flat === -1) return measured;
  throw new DataError(`normalization: channel ${flat} is the same in all training images of ${title}`, {
    value: measured.mean[flat],
    expected: 'a deviation above 0 in every channel',
    hint: 'Use "normalization": "unit", or read the pictures as grey.',
  });
}
