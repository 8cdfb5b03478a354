import { elementCount } from '../core/shape.ts';
import type { ModelTensor } from '../nn/model.ts';

/** How a tensor of the state begins. */
export type Beginning =
  | ({ readonly from: 'initializer' } & Pick<ModelTensor, 'initializer' | 'fanIn' | 'fanOut'>)
  /** Filled with a number. */
  | { readonly from: 'number'; readonly number: number }
  /** As a copy of another tensor of the state. */
  | { readonly from: 'tensor'; readonly name: string };

/** A named tensor that one step takes and gives on. */
export interface StateTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Slots are the optimiser's own; an average is that of the parameter or statistic that it begins as. */
  readonly role: 'parameter' | 'slot' | 'statistic' | 'average';
  readonly begins: Beginning;
}

/** The tensors of a model in training, by name. */
export type TrainingState = Readonly<Record<string, Float32Array<ArrayBuffer>>>;

/** A model's tensor as a part of the state. */
export function modelTensor(tensor: ModelTensor, role: 'parameter' | 'statistic'): StateTensor {
  const { name, shape, initializer, fanIn, fanOut } = tensor;
  return { name, shape, role, begins: { from: 'initializer', initializer, fanIn, fanOut } };
}

/** Whether a tensor is one of the model's, which are what is evaluated, saved as the best and exported. */
export function isModelTensor({ role }: StateTensor): boolean {
  return role === 'parameter' || role === 'statistic';
}

/** The model's weights and statistics in a state; their averages where the optimiser keeps some. */
export function modelWeights<T>(
  tensors: readonly StateTensor[],
  state: Readonly<Record<string, T>>,
): Record<string, T> {
  const weights: Record<string, T> = {};
  for (const tensor of tensors) if (isModelTensor(tensor)) weights[tensor.name] = state[tensor.name]!;
  for (const { name, role, begins } of tensors) {
    if (role === 'average' && begins.from === 'tensor') weights[begins.name] = state[name]!;
  }
  return weights;
}

/** What tensors take in memory, in bytes. */
export function bytesOf(tensors: readonly Pick<StateTensor, 'shape'>[]): number {
  return tensors.reduce((sum, { shape }) => sum + Float32Array.BYTES_PER_ELEMENT * elementCount(shape), 0);
}
