import type { ModelTensor } from '../nn/model.ts';

/** A named tensor that one step takes and gives on. */
export interface StateTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: 'parameter' | 'slot' | 'statistic';
  /** How it begins; slots begin as zeros. */
  readonly initializer: ModelTensor['initializer'];
  readonly fanIn: number;
  readonly fanOut: number;
}

/** A model's tensor as a part of the state. */
export function stateTensor(
  { name, shape, initializer, fanIn, fanOut }: ModelTensor,
  role: StateTensor['role'],
): StateTensor {
  return { name, shape, role, initializer, fanIn, fanOut };
}
