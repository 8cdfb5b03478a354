import type { Value } from '../graph/graph.ts';
import { logSoftmax } from '../ops/log-softmax.ts';
import { relu } from '../ops/relu.ts';
import { sigmoid } from '../ops/sigmoid.ts';
import { softmax } from '../ops/softmax.ts';
import { tanh } from '../ops/tanh.ts';

/** All activations by name; the last two work over the classes of [batch, classes]. */
export const activations = {
  linear: (x) => x,
  relu,
  sigmoid,
  tanh,
  softmax,
  logSoftmax,
} as const satisfies Record<string, (x: Value) => Value>;

export type ActivationName = keyof typeof activations;
export const activationNames = Object.keys(activations) as [ActivationName, ...ActivationName[]];
