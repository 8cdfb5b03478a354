import type { DType, TypedArray } from '../core/dtype.ts';

/** A tensor as it goes into and comes out of a session. */
export interface RuntimeTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** A compiled ONNX model, ready to run. */
export interface Session {
  /** Computes the model's outputs; inputs are passed by reference, outputs are fresh copies. */
  run(inputs: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  /** Frees the session's memory; it cannot be used after. */
  release(): Promise<void>;
}

export interface SessionOptions {
  /** Threads that one operation may use. */
  readonly threads: number;
  /** What the runtime is to tell of itself. */
  readonly record?: {
    /** What the name of the file begins with that its profile goes to, when the session is released. */
    readonly profilePrefix: string;
    /** A file for the model as it is run: with what the runtime has added, joined and left out. */
    readonly modelPath: string;
  };
}

/** A way to run ONNX models: the CPU now; GPUs and browsers are further ones. */
export interface Provider {
  readonly name: string;
  /** The runtime's version. */
  readonly version: string;
  createSession(model: Uint8Array, options: SessionOptions): Promise<Session>;
  /** The channels in a block of the blocked layout; `undefined` where the provider has none that works. */
  blockSize(): Promise<number | undefined>;
}
