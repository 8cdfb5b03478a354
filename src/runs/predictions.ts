import { StorageError } from '../core/errors.ts';
import { decodeSafetensorsOf, encodeSafetensors, type SavedTensor } from './safetensors.ts';

/** What a run's best weights said of one part of its data. */
export interface PartPredictions {
  /** The true class of each example, from 0. */
  readonly labels: Int32Array;
  /** `[labels.length, classes]`, row by row. */
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/** What a run's best weights said of images that it was not trained on. */
export interface RunPredictions {
  /** All test images, in their order. */
  readonly test: PartPredictions;
  /** `indices`: which of the data's training images these are. */
  readonly validation: PartPredictions & { readonly indices: Int32Array };
}

/** The name of the file in a run's folder. */
export const PREDICTIONS_FILE = 'predictions.safetensors';

function partTensors(
  name: string,
  { labels, probabilities, classes }: PartPredictions,
): [string, SavedTensor][] {
  return [
    [`${name}.labels`, { dtype: 'I32', shape: [labels.length], data: new Int32Array(labels) }],
    [
      `${name}.probabilities`,
      { dtype: 'F32', shape: [labels.length, classes], data: new Float32Array(probabilities) },
    ],
  ];
}

/** Predictions as a safetensors file. */
export function encodePredictions({ test, validation }: RunPredictions): Uint8Array {
  const { indices } = validation;
  return encodeSafetensors(
    new Map<string, SavedTensor>([
      ...partTensors('test', test),
      ...partTensors('validation', validation),
      ['validation.indices', { dtype: 'I32', shape: [indices.length], data: new Int32Array(indices) }],
    ]),
  );
}

/**
 * Reads what `encodePredictions` wrote.
 *
 * @param where names the file in messages
 * @param classes the number of classes of the run's data
 * @throws StorageError where it is damaged, or does not fit the run
 */
export function decodePredictions(file: Uint8Array, where: string, classes: number): RunPredictions {
  const { tensors } = decodeSafetensorsOf(where, file);
  const refuse = (name: string, expected: string): never => {
    const got = tensors.get(name);
    const found = got === undefined ? 'nothing' : `${got.dtype} [${got.shape.join(', ')}]`;
    throw new StorageError(`${where}: ${name}: expected ${expected}, got ${found}`, {
      value: name,
      expected,
    });
  };
  const integers = (name: string, count?: number): Int32Array => {
    const tensor = tensors.get(name);
    const fits = tensor?.dtype === 'I32' && tensor.shape.length === 1;
    if (!fits || (count ?? tensor.shape[0]) !== tensor.shape[0]) return refuse(name, `I32 [${count ?? 'n'}]`);
    return tensor.data;
  };
  const part = (name: string): PartPredictions => {
    const labels = integers(`${name}.labels`);
    if (labels.some((label) => label < 0 || label >= classes)) {
      refuse(`${name}.labels`, `classes from 0 to ${classes - 1}`);
    }
    const key = `${name}.probabilities`;
    const tensor = tensors.get(key);
    const shape = [labels.length, classes];
    if (tensor?.dtype !== 'F32' || String(tensor.shape) !== String(shape)) {
      return refuse(key, `F32 [${shape.join(', ')}]`);
    }
    return { labels, probabilities: tensor.data, classes };
  };
  const validation = part('validation');
  const indices = integers('validation.indices', validation.labels.length);
  return { test: part('test'), validation: { ...validation, indices } };
}
