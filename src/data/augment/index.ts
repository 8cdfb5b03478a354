import { typedUnion } from '../../core/typed-union.ts';
import { z } from 'zod';
import type { AugmentationDefinition, AugmentationSpec } from './augmentation.ts';
import { brightnessAugmentation } from './brightness.ts';
import { contrastAugmentation } from './contrast.ts';
import { cropAugmentation } from './crop.ts';
import { cutoutAugmentation } from './cutout.ts';
import { elasticAugmentation } from './elastic.ts';
import { flipAugmentation } from './flip.ts';
import { noiseAugmentation } from './noise.ts';
import { randAugmentAugmentation } from './rand-augment.ts';
import { randomErasingAugmentation } from './random-erasing.ts';
import { probabilitySchema } from './ranges.ts';
import { rotateAugmentation } from './rotate.ts';
import { scaleAugmentation } from './scale.ts';
import { shearAugmentation } from './shear.ts';
import { shiftAugmentation } from './shift.ts';

/** Every type of augmentation. */
export const augmentationDefinitions: readonly AugmentationDefinition[] = [
  shiftAugmentation,
  cropAugmentation,
  flipAugmentation,
  rotateAugmentation,
  scaleAugmentation,
  shearAugmentation,
  elasticAugmentation,
  brightnessAugmentation,
  contrastAugmentation,
  noiseAugmentation,
  randomErasingAugmentation,
  cutoutAugmentation,
  randAugmentAugmentation,
];

const types = augmentationDefinitions.map(({ type }) => type).join(', ');

/** One augmentation of a pipeline. */
const augmentationSchema = typedUnion<AugmentationSpec>(
  augmentationDefinitions.map(({ type, options, probability }) => ({
    type,
    options: options.safeExtend({ probability: probabilitySchema.default(probability) }),
  })),
  `Expected an augmentation with a type of ${types}`,
);

/** Augmentations that are applied one after another. */
export const augmentationsSchema = z.array(
  augmentationSchema,
  'Expected a list of augmentations, such as [{ "type": "flip" }]',
);
