import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import { isModelTensor } from '../../src/train/state-tensor.ts';
import { decodeSnapshot, encodeSnapshot, startProgress } from '../../src/train/snapshot.ts';

describe('snapshots', () => {
  const anyTensors = fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,8}[0-9]\.[a-z]{1,8}$/),
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
      role: fc.constantFrom('parameter' as const, 'slot' as const, 'statistic' as const, 'average' as const),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
  );

  it('survive the file bit for bit', () => {
    const figures = fc.record({
      loss: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
      accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(anyTensors, figures, fc.nat(), (some, train, seed) => {
        const tensors = some.map((tensor) => ({
          ...tensor,
          begins: { from: 'number', number: 0 } as const,
        }));
        const stream = randomStream(seed, 'snapshot');
        // Any bits but those of a NaN, of which there are many kinds that compare as one.
        const draw = (shape: readonly number[]) => {
          const words = Uint32Array.from({ length: elementCount(shape) }, () => stream.uint32());
          return new Float32Array(
            words.map((word) =>
              Number.isNaN(new Float32Array(Uint32Array.of(word).buffer)[0]) ? 0x80000000 : word,
            ).buffer,
          );
        };
        const all = (which: typeof tensors) =>
          Object.fromEntries(which.map(({ name, shape }) => [name, draw(shape)]));
        const snapshot = {
          state: all(tensors),
          bestWeights: all(tensors.filter(isModelTensor)),
          progress: {
            ...startProgress(),
            epoch: 1,
            lossSum: train.loss,
            history: [
              { epoch: 1, step: 3, learningRate: 0.1, durationMs: 5.5, train, val: train, best: true },
            ],
          },
        };
        expect(decodeSnapshot(encodeSnapshot(snapshot, tensors), tensors, 'test')).toEqual(snapshot);
      }),
    );
  });
});
