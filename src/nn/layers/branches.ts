import { z } from 'zod';
import { oneOf } from '../../core/option-schemas.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';
import { addLayer } from './add.ts';
import { concatenateLayer } from './concatenate.ts';
import { pathsSchema } from './paths.ts';

const merges = { add: addLayer, concatenate: concatenateLayer };

export const branchesLayer = defineLayer({
  type: 'branches',
  options: (layers) =>
    z.strictObject({ paths: pathsSchema(layers), merge: oneOf(['add', 'concatenate']).default('add') }),
  build: ({ paths, merge }, x, context) => merges[merge].build({ paths }, x, context),
});

/**
 * Several paths of layers from the same input, with what becomes of their outputs as an option: see `add` and
 * `concatenate`, which are the same layers by their own names.
 *
 * @example branches({ paths: [[conv2d({ filters: 32, kernelSize: 3, padding: 'same' })], []], merge: 'add' })
 */
export function branches(options: {
  readonly paths: readonly (readonly LayerSpec[])[];
  readonly merge?: 'add' | 'concatenate';
}): LayerSpec {
  return { type: 'branches', ...options };
}
