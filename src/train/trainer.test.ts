import { describe, expect, it } from 'vitest';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { dropout } from '../nn/layers/dropout.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { maxPool2d } from '../nn/layers/max-pool2d.ts';
import { sequential } from '../nn/model.ts';
import { adamW } from '../optim/optimizers/adam-w.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { oneCycle } from '../optim/schedules/one-cycle.ts';
import { parseOptions } from '../core/parse-options.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../testing/test-graph.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { CompiledStep, type TrainingState } from './compiled-step.ts';
import { initialState } from './initial-state.ts';
import { trainingSchema, type TrainingOptions } from './recipe.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from './snapshot.ts';
import { stepInputs } from './step-inputs.ts';
import { Trainer } from './trainer.ts';
import { buildTrainingGraph } from './training-graph.ts';

const data = tinyData({ side: 8, classes: 4, train: 150, test: 40 });
const model = sequential({ input: [8, 8, 1], classes: 4 }, [
  conv2d({ filters: 16, kernelSize: 3, padding: 'same' }),
  batchNorm(),
  maxPool2d(),
  flatten(),
  dense({ units: 8, activation: 'relu' }),
  dropout({ rate: 0.3 }),
  dense({ units: 4 }),
]);

const trainer = (changes: Partial<TrainingOptions> = {}, snapshot?: Snapshot) => {
  const training = parseOptions(
    trainingSchema,
    {
      optimizer: adamW({ learningRate: oneCycle({ peak: 0.01 }) }),
      epochs: 2,
      batchSize: 16,
      seed: 5,
      validation: { count: 30 },
      ...changes,
    },
    'training',
  );
  return new Trainer({
    ...{ model, training, data, provider: cpuProvider, threads: 1, blockSize: machineBlockSize },
    ...(snapshot ? { snapshot } : {}),
  });
};

/** Trains until `until` says so, or to the end; gives the snapshot and why it ended. */
async function train(subject: Trainer, until: () => boolean = () => false) {
  const run = subject.run();
  for (;;) {
    const { done, value } = await run.next();
    if (!done && !until()) continue;
    await subject.release();
    return { snapshot: subject.snapshot(), reason: done ? value : undefined };
  }
}

const bits = (state: TrainingState) =>
  Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, [...new Uint32Array(tensor.buffer)]]),
  );

/** All of a snapshot but how long it took. */
const lasting = ({ state, bestWeights, progress }: Snapshot) => ({
  state: bits(state),
  bestWeights: bits(bestWeights),
  progress: {
    ...progress,
    durationMs: 0,
    epochDurationMs: 0,
    history: progress.history.map((record) => ({ ...record, durationMs: 0 })),
  },
});

describe('Trainer', () => {
  it('gives the same bits for the same seed, and learns', async () => {
    const first = await train(trainer());
    const second = await train(trainer());
    expect(lasting(second.snapshot)).toEqual(lasting(first.snapshot));
    expect(first.reason).toBe('all 2 epochs done');
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

  it('says where the loss stops being a number', async () => {
    const diverging = trainer({ optimizer: sgd({ learningRate: 1e30 }) });
    await expect(train(diverging)).rejects.toThrow(/the loss is (NaN|Infinity) at step \d+/);
    await diverging.release();
  });
});

describe('early stopping', () => {
  // With a learning rate of almost nothing, no epoch is better by the large minDelta than the first.
  const still = { optimizer: sgd({ learningRate: 1e-9 }), epochs: 9 };

  it('stops at the epoch that makes `patience` without a gain', async () => {
    const stop = { monitor: 'val.loss', patience: 2, minDelta: 10 } as const;
    const { snapshot, reason } = await train(trainer({ ...still, stop }));
    expect(snapshot.progress.history.map(({ epoch, best }) => [epoch, best])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    expect(reason).toBe('val.loss has not become better for 2 epochs (best in epoch 1)');
  });

  it('restores the best weights, or leaves the last', async () => {
    for (const restoreBest of [true, false]) {
      const stop = { patience: 1, minDelta: 10, restoreBest };
      const subject = trainer({ ...still, optimizer: sgd({ learningRate: 0.01 }), stop });
      const { snapshot } = await train(subject);
      expect(subject.bestEpoch).toBe(1);
      const result = bits(subject.resultWeights());
      if (restoreBest) expect(result).toEqual(bits(snapshot.bestWeights));
      else expect(bits(snapshot.state)).toMatchObject(result);
      expect(bits(snapshot.bestWeights)['dense1.kernel']).not.toEqual(bits(snapshot.state)['dense1.kernel']);
    }
  });

  it('does not stop while there are gains', async () => {
    const stop = { monitor: 'train.loss', patience: 1, minDelta: 0 } as const;
    const { reason } = await train(trainer({ stop, epochs: 3, optimizer: adamW({ learningRate: 3e-3 }) }));
    expect(reason).toBe('all 3 epochs done');
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
});
