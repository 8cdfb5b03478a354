import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { DType, TypedArray } from '../core/dtype.ts';
import { RuntimeFailure } from '../core/errors.ts';
import { probeBlocked } from './probe-blocked.ts';
import type { Provider, RuntimeTensor, Session, SessionOptions } from './provider.ts';

let probed: Promise<number | undefined> | undefined;

/** ONNX Runtime's CPU kernels, from the package onnxruntime-node. */
export const cpuProvider: Provider = {
  name: 'cpu',
  version: (createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }).version,
  createSession,
  blockSize: () => (probed ??= probeBlocked(cpuProvider)),
};

async function createSession(model: Uint8Array, options: SessionOptions): Promise<Session> {
  // Loaded when it is wanted: a thread must not be broken off meanwhile.
  const runtime = await import('onnxruntime-node');
  const toTensor = ({ dtype, data, shape }: RuntimeTensor): Tensor =>
    new runtime.Tensor(dtype, data as never, [...shape]);
  let session: InferenceSession;
  try {
    session = await runtime.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      // A planned block beside what the first run has taken holds a third more memory, and is no faster.
      enableMemPattern: false,
      // Nothing is quantized; the passes for such models would scale the same bytes anew for every use.
      extra: { session: { disable_quant_qdq: '1' } },
      ...(options.record && {
        enableProfiling: true,
        profileFilePrefix: options.record.profilePrefix,
        optimizedModelFilePath: options.record.modelPath,
      }),
    });
  } catch (cause) {
    throw new RuntimeFailure(`the runtime refused a model: ${messageOf(cause)}`, { cause });
  }
  return {
    run: async (inputs) => {
      try {
        const feeds = Object.fromEntries(
          Object.entries(inputs).map(([name, tensor]) => [name, toTensor(tensor)]),
        );
        const results = await session.run(feeds);
        return Object.fromEntries(
          Object.entries(results).map(([name, tensor]) => [name, fromTensor(tensor)]),
        );
      } catch (cause) {
        throw new RuntimeFailure(`the runtime failed: ${messageOf(cause)}`, { cause });
      }
    },
    release: async () => {
      if (options.record) session.endProfiling();
      await session.release();
    },
  };
}

function fromTensor(tensor: Tensor): RuntimeTensor {
  return { dtype: tensor.type as DType, shape: tensor.dims, data: tensor.data as TypedArray };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
