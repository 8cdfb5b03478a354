import { describe, expect, it } from 'vitest';
import { l1 } from '../nn/regularizers/l1.ts';
import { maxNorm } from '../nn/regularizers/max-norm.ts';
import { adamW } from '../optim/optimizers/adam-w.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { pastEnd } from './snapshot.ts';
import { bits, lasting, smallTrainer as trainer, trainUntil as train } from '../testing/small-trainer.ts';

describe('regularizers', () => {
  it('are part of the losses of training and of validation, as in Keras', async () => {
    const still = { optimizer: sgd({ learningRate: 1e-9 }), epochs: 1 };
    const [bare, penalised] = [trainer(still), trainer({ ...still, regularizers: [l1({ factor: 0.01 })] })];
    const [without, withPenalty] = [await train(bare), await train(penalised)];
    const penalty = penalised.penaltyOf(penalised.weights());
    expect(penalty).toBeGreaterThan(0.5);
    const [before, after] = [
      without.snapshot.progress.history[0]!,
      withPenalty.snapshot.progress.history[0]!,
    ];
    expect(after.train.loss - before.train.loss).toBeCloseTo(penalty, 4);
    expect(after.val!.loss - before.val!.loss).toBeCloseTo(penalty, 4);
  });

  it('keep the norm of every unit within its limit, after every step', async () => {
    const subject = trainer({ regularizers: [maxNorm({ limit: 0.5, parameters: 'dense2.kernel' })] });
    const { snapshot } = await train(subject);
    const kernel = snapshot.state['dense2.kernel']!;
    const norms = [0, 1, 2, 3].map((unit) => Math.hypot(...kernel.filter((_, index) => index % 4 === unit)));
    expect(Math.max(...norms)).toBeLessThan(0.5 + 1e-5);
    expect(Math.max(...norms)).toBeGreaterThan(0.45);
  });

  it('must be for parameters that there are', () => {
    const build = () => trainer({ regularizers: [l1({ factor: 1, parameters: 'dense9.*' })] });
    expect(build).toThrow('regularizers[0].parameters: no parameter matches "dense9.*"');
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
    const told = await train(trainer({}, subject.snapshot()));
    expect(told.reason).toEqual(result.value);
    expect(told.snapshot.progress.history).toHaveLength(1);
    const resumed = await train(trainer({}, pastEnd(subject.snapshot())));
    expect(lasting(resumed.snapshot)).toEqual(lasting(whole.snapshot));
  });

  it('comes when the time budget is used up, and a resumed run has another', async () => {
    const budget = { minutes: 1e-9 };
    const { snapshot, reason } = await train(trainer({ budget, epochs: 3 }));
    expect(reason).toEqual({ cause: 'budget', text: 'the time budget of 1e-9 minutes is used up' });
    expect(snapshot.progress).toMatchObject({ epoch: 1, stepInEpoch: 0 });
    expect((await train(trainer({ budget, epochs: 3 }, snapshot))).reason).toEqual(reason);
    const resumed = trainer({ budget, epochs: 3 }, pastEnd(snapshot));
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
