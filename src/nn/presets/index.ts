import type { ModelPreset } from '../preset.ts';
import { ann } from './ann.ts';
import { cnn } from './cnn.ts';
import { deepCnn } from './deep-cnn.ts';
import { mlp } from './mlp.ts';

/** The reference models by name, from the smallest to the largest. */
export const modelPresets = { ann, mlp, cnn, 'deep-cnn': deepCnn } as const satisfies Record<
  string,
  ModelPreset
>;

export type ModelPresetName = keyof typeof modelPresets;
export const modelPresetNames = Object.keys(modelPresets) as [ModelPresetName, ...ModelPresetName[]];
