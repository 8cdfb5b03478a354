import { describe, expect, it } from 'vitest';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { adamW } from '../optim/optimizers/adam-w.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { parseOptions } from '../core/parse-options.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../testing/test-graph.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { CompiledStep } from './compiled-step.ts';
import type { TrainingState } from './state-tensor.ts';
import { initialState } from './initial-state.ts';
import { trainingSchema, type TrainingOptions } from './recipe.ts';
import { checksumOf } from '../runs/checksum.node.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';
import { stepInputs } from './step-inputs.ts';
import { Trainer } from './trainer.ts';
import { buildTrainingGraph } from './training-graph.ts';
import {
  bits,
  lasting,
  smallData as data,
  smallModel as model,
  smallTrainer as trainer,
  trainUntil as train,
} from '../testing/small-trainer.ts';

describe('Trainer', () => {
  it('gives the same bits for the same seed, and learns', async () => {
    const first = await train(trainer());
    const second = await train(trainer());
    expect(lasting(second.snapshot)).toEqual(lasting(first.snapshot));
    expect(first.reason).toEqual({ cause: 'epochs', text: 'all 2 epochs done' });
    const [one, two] = first.snapshot.progress.history;
    expect(two!.train.loss).toBeLessThan(one!.train.loss);
  });

  it('gives other bits for another seed', async () => {
    const [first, second] = [await train(trainer()), await train(trainer({ seed: 6 }))];
    expect(bits(second.snapshot.state)).not.toEqual(bits(first.snapshot.state));
  });

  it.each([1, 2, 4, 5, 7])('goes on from a snapshot after %i events to the same bits', async (events) => {
    const whole = await train(trainer());
    let seen = 0;
    const stopped = trainer();
    const { snapshot } = await train(stopped, () => ++seen === events);
    const tensors = stopped.graph.state;
    const file = encodeSnapshot(snapshot, tensors);
    const read = decodeSnapshot(file, tensors, 'test');
    expect(read).toEqual(snapshot);
    const resumed = await train(trainer({}, read));
    expect(lasting(resumed.snapshot)).toEqual(lasting(whole.snapshot));
  });

  it('refuses data that do not fit the model', () => {
    const other = tinyData({ side: 9, classes: 4, train: 20, test: 5 });
    const training = parseOptions(
      trainingSchema,
      { optimizer: sgd({ learningRate: 1 }), epochs: 1, batchSize: 4 },
      '',
    );
    const build = () =>
      new Trainer({ model, training, data: other, provider: cpuProvider, threads: 1, blockSize: undefined });
    expect(build).toThrow('model: input [8,8,1] does not fit the images of Tiny, [9,9,1]');
  });

  it.each<[string, Partial<TrainingOptions>, RegExp]>([
    [
      'the weights',
      { optimizer: sgd({ learningRate: 1e30 }) },
      /^(the loss is (NaN|Infinity)|training diverges) at step [12]: the (output of [a-z0-9]+|gradient of [a-z0-9]+\.(kernel|gamma|beta|bias)|update of [a-z0-9]+\.(kernel|gamma|beta|bias|mean|variance)) is not finite$/,
    ],
    [
      'the update alone',
      { optimizer: sgd({ learningRate: 1e39 }) },
      /^training diverges at step 1: the update of conv2d1\.kernel is not finite$/,
    ],
  ])('says where %s stop being numbers', async (_, changes, message) => {
    const diverging = trainer(changes);
    await expect(train(diverging)).rejects.toThrow(message);
    await diverging.release();
  });

  /** A trainer of a model without randomness of its own. */
  const plainTrainer = (changes: Partial<TrainingOptions>, initialWeights: TrainingState = {}) => {
    const layers = [
      flatten(),
      dense({ units: 8, activation: 'relu' }),
      dense({ units: 8 }),
      dense({ units: 4 }),
    ];
    const training = parseOptions(
      trainingSchema,
      { optimizer: sgd({ learningRate: 1e-9 }), epochs: 2, batchSize: 40, ...changes },
      'training',
    );
    return new Trainer({
      ...{ model: sequential({ input: [8, 8, 1], classes: 4 }, layers), training, data },
      initialWeights: () => initialWeights,
      ...{ provider: cpuProvider, threads: 1, blockSize: undefined },
    });
  };

  it('names the first layer whose output is not finite', async () => {
    const subject = plainTrainer({}, { 'dense2.kernel': new Float32Array(64).fill(3.4e38) });
    await expect(train(subject)).rejects.toThrow(
      /^the loss is (NaN|Infinity) at step 1: the output of dense2 is not finite$/,
    );
    await subject.release();
  });

  it('takes the examples as they stand without shuffling', async () => {
    const distance = async (shuffle: boolean) => {
      const { snapshot } = await train(plainTrainer({ shuffle, history: { steps: true } }));
      const [first, second] = snapshot.progress.history.map(({ stepLosses }) => stepLosses!);
      expect(first).toHaveLength(4);
      return Math.max(...first!.map((loss, step) => Math.abs(loss - second![step]!)));
    };
    expect(await distance(false)).toBeLessThan(1e-6);
    expect(await distance(true)).toBeGreaterThan(1e-4);
  });

  it('keeps the loss of every step on request, also when it is resumed', async () => {
    const changes = { history: { steps: true } };
    const whole = await train(trainer(changes));
    const records = whole.snapshot.progress.history;
    for (const { stepLosses, train: figures } of records) {
      expect(stepLosses).toHaveLength(8);
      const sizes = stepLosses!.map((_, index) => (index < 7 ? 16 : 8));
      const total = stepLosses!.reduce((sum, loss, index) => sum + loss * sizes[index]!, 0);
      expect(total / 120).toBeCloseTo(figures.loss, 12);
    }
    let seen = 0;
    const stopped = trainer(changes);
    const { snapshot } = await train(stopped, () => ++seen === 2);
    const tensors = stopped.graph.state;
    const resumed = await train(
      trainer(changes, decodeSnapshot(encodeSnapshot(snapshot, tensors), tensors, 'test')),
    );
    expect(lasting(resumed.snapshot)).toEqual(lasting(whole.snapshot));
  });

  it('refuses to keep more losses than can be kept', () => {
    expect(() => trainer({ history: { steps: true }, epochs: 20_000 })).toThrow(
      'history.steps: the run has 160000 steps, of which at most 100000 are kept',
    );
  });
});

describe('a chunk of steps', () => {
  it.each(machineBlockSize === undefined ? ['plain'] : ['plain', 'blocked'])(
    'gives the same bits in one call as in three, %s',
    async (layout) => {
      const training = parseOptions(
        trainingSchema,
        { optimizer: adamW({ learningRate: 0.01 }), epochs: 1, batchSize: 8, seed: 3 },
        'training',
      );
      const graph = buildTrainingGraph(model, training, 8);
      const step = await CompiledStep.compile(graph, data.train, cpuProvider, {
        threads: 1,
        blockSize: layout === 'plain' ? undefined : machineBlockSize,
      });
      const run = async (chunk: number) => {
        let state = initialState(graph.state, 3);
        const losses: number[] = [];
        for (let first = 0; first < 6; first += chunk) {
          const indices = Int32Array.from({ length: chunk * 8 }, (_, index) => first * 8 + index);
          const result = await step.run(
            state,
            stepInputs(
              graph,
              training,
              { indices },
              {
                first,
                steps: chunk,
                run: { steps: 6, stepsPerEpoch: 6, history: [] },
              },
            ),
          );
          ({ state } = result);
          losses.push(...result.losses);
        }
        return { state: bits(state), losses };
      };
      const together = await run(6);
      expect(together.losses).toHaveLength(6);
      expect(await run(2)).toEqual(together);
      expect(await run(1)).toEqual(together);
      await step.release();
    },
  );
});

describe('decodeSnapshot', () => {
  it('refuses the snapshot of another model', async () => {
    const subject = trainer();
    const { snapshot } = await train(subject, () => true);
    const file = encodeSnapshot(snapshot, subject.graph.state);
    const other = subject.graph.state.map((tensor) => ({ ...tensor, name: `other.${tensor.name}` }));
    expect(() => decodeSnapshot(file, other, 'a file')).toThrow('a file: other.conv2d1.kernel is missing');
  });

  it('refuses a snapshot of which a byte has changed', async () => {
    const subject = trainer();
    const { snapshot } = await train(subject, () => true);
    const tensors = subject.graph.state;
    const file = encodeSnapshot(snapshot, tensors, checksumOf);
    expect(decodeSnapshot(file, tensors, 'a file', checksumOf)).toEqual(snapshot);
    const header = Buffer.from(file).toString('latin1');
    const digit = header.search(/(?<=examples\\":)\d/);
    for (const at of [digit, file.length - 5000, file.length - 2]) {
      const changed = file.slice();
      changed[at]! ^= 1;
      expect(() => decodeSnapshot(changed, tensors, 'a file', checksumOf)).toThrow(
        'a file: its contents have changed since it was written',
      );
    }
  });
});
