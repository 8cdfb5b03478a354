import type { ModelSpec } from './model.ts';

/** Builds a reference model for images of a size and a number of classes. */
export type ModelPreset = (ends: Pick<ModelSpec, 'input' | 'classes'>) => ModelSpec;
