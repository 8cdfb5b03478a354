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
      ...{ model: sequential({ input: [8, 8, 1], classes: 4 }, layers), training, data, initialWeights },
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

describe('the end of training', () => {
  it('is told in words that fit one epoch', async () => {
    const { reason } = await train(trainer({ epochs: 1 }));
    expect(reason).toEqual({ cause: 'epochs', text: 'the only epoch done' });
  });

  it('comes when it is asked for, but not before the first epoch is done, and can be undone', async () => {
    const whole = await train(trainer());
    const subject = trainer();
    const run = subject.run();
    subject.requestEnd('enough');
    let result = await run.next();
    while (!result.done) result = await run.next();
    await subject.release();
    expect(result.value).toEqual({ cause: 'callback', text: 'enough' });
    expect(subject.history).toHaveLength(1);
    const resumed = await train(trainer({}, subject.snapshot()));
    expect(lasting(resumed.snapshot)).toEqual(lasting(whole.snapshot));
  });

  it('comes when the time budget is used up, and a resumed run has another', async () => {
    const budget = { minutes: 1e-9 };
    const { snapshot, reason } = await train(trainer({ budget, epochs: 3 }));
    expect(reason).toEqual({ cause: 'budget', text: 'the time budget of 1e-9 minutes is used up' });
    expect(snapshot.progress).toMatchObject({ epoch: 1, stepInEpoch: 0 });
    const resumed = trainer({ budget, epochs: 3 }, snapshot);
    const { snapshot: second } = await train(resumed);
    expect(second.progress.history).toHaveLength(1);
    expect(second.progress.stepInEpoch).toBe(1);
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
    expect(reason).toEqual({
      cause: 'earlyStopping',
      text: 'val.loss has not become better for 2 epochs (best in epoch 1)',
    });
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
    expect(reason?.text).toBe('all 3 epochs done');
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
