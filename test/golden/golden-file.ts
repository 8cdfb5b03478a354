import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const GOLDEN_MODELS = ['ann', 'mlp', 'cnn', 'deep-cnn'] as const;

export type GoldenModel = (typeof GOLDEN_MODELS)[number];

/** How the layers of a model are written: a name, then what it needs. */
export type GoldenLayer =
  | readonly ['flatten' | 'relu' | 'maxPool' | 'batchNorm' | 'logSoftmax']
  | readonly ['dense', units: number]
  | readonly ['conv', filters: number]
  | readonly ['dropout', rate: number];

export interface GoldenTensor {
  /** The layer's index and the tensor's kind, such as `3.kernel` or `1.runningMean`. */
  readonly name: string;
  readonly shape: readonly number[];
}

export interface GoldenParameter extends GoldenTensor {
  /** A bias in front of batch norm: its gradient is rounding noise. */
  readonly zeroGradient: boolean;
}

/** What PyTorch computes in float64. */
export interface GoldenTrajectory {
  readonly optimizer: 'adam' | 'sgd';
  readonly images: 'noise' | 'rectangle';
  readonly dropout: boolean;
  /** Of its weights, batches and masks: one with which float32 runs of PyTorch stay with the reference. */
  readonly seed: number;
  /** Mean cross-entropy of every step, before its update. */
  readonly losses: readonly number[];
  /** Of the last batch, after the last update, with running statistics. */
  readonly evaluationLoss: number;
  /** L2 norms after the last update: of every parameter, then of every running statistic. */
  readonly norms: readonly number[];
  /** L2 norms of the first step's gradients, for every parameter. */
  readonly gradientNorms: readonly number[];
  /** The largest relative distance of any figure in PyTorch's float32 runs. */
  readonly rounding: number;
  /** Windows of max pooling whose largest value, above zero, is there more than once. */
  readonly tiedWindowShare?: number;
  /** With a pooling that gives a window's gradient to its first maximum. */
  readonly stockPoolLosses?: readonly number[];
}

/** What scripts/golden/models.py writes, where every number is defined. */
export interface GoldenFile {
  readonly model: GoldenModel;
  /** Of `checks`, and the first that trajectories try. */
  readonly seed: number;
  readonly batchSize: number;
  readonly steps: number;
  readonly optimizers: {
    readonly adam: {
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    };
    readonly sgd: { readonly learningRate: number; readonly momentum: number };
  };
  /** `momentum` is the share of the new batch in the running statistics. */
  readonly batchNorm: { readonly momentum: number; readonly epsilon: number };
  readonly layers: readonly GoldenLayer[];
  readonly parameters: readonly GoldenParameter[];
  readonly statistics: readonly GoldenTensor[];
  readonly checks: {
    readonly firstKernelStart: readonly number[];
    readonly firstPixels: readonly number[];
    readonly pixelSum: { readonly noise: number; readonly rectangle: number };
    readonly firstLabels: readonly number[];
  };
  readonly trajectories: readonly GoldenTrajectory[];
}

/** Reads the trajectories of a model. */
export function readGolden(model: GoldenModel): GoldenFile {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${model}.json`), 'utf8')) as GoldenFile;
}
