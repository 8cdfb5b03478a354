import { describe, expect, it } from 'vitest';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { dropout } from '../nn/layers/dropout.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { globalMaxPool2d } from '../nn/layers/global-max-pool2d.ts';
import { crossEntropy } from '../nn/losses/cross-entropy.ts';
import { sequential } from '../nn/model.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { profileTraining } from './profile-training.node.ts';
import { totalMs } from './step-times.ts';

const model = sequential({ input: [8, 8, 3], classes: 3 }, [
  flatten(),
  dense({ units: 16, activation: 'relu' }),
  dropout({ rate: 0.5 }),
  dense({ units: 3 }),
]);
const options = { optimizer: adam(), epochs: 1, batchSize: 4, threads: 1, steps: 2 } as const;

describe('profileTraining', () => {
  it('measures steps that augment, mix, balance and normalise', async () => {
    const profile = await profileTraining(model, {
      ...options,
      augment: [{ type: 'flip' }],
      mix: { type: 'mixup', alpha: 0.2 },
      sampling: 'balanced',
      normalization: 'standard',
      loss: crossEntropy({ classWeights: 'balanced' }),
    });
    expect(profile.layers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['input', 'flatten1', 'dense1', 'dropout1', 'dense2', 'loss']),
    );
    // Forward and the weight gradients of both layers, and the input gradient of the second.
    expect(profile.multiplyAdds).toBe(4 * (2 * 192 * 16 + 3 * 16 * 3));
    expect(profile).toMatchObject({ batchSize: 4, steps: 2, threads: 1 });
    for (const value of [profile.stepMs, profile.kernelsMs, profile.recordingMs, profile.ceilingPerSecond])
      expect(value).toBeGreaterThan(0);
    expect(Math.min(...profile.nodes.map(({ durationMs }) => durationMs))).toBe(0);
    const { peakBytes, heldBytes, inUseBytes, stateBytes } = profile.memory;
    expect([stateBytes, inUseBytes, heldBytes, peakBytes]).toEqual(
      [stateBytes, inUseBytes, heldBytes, peakBytes].toSorted((a, b) => a - b),
    );
    // Weights and two slots of each.
    expect(stateBytes).toBe(3 * 4 * (192 * 16 + 16 + 16 * 3 + 3));
    expect(profile.nodes.map(({ name }) => name)).toContain(profile.memory.fullestNode);
  });

  it('shows that the runtime updates a layer before it goes on to the gradients of the one before', async () => {
    const wide = sequential({ input: [8, 8, 1], classes: 3 }, [
      flatten(),
      ...[80, 80, 3].map((units) => dense({ units })),
    ]);
    const { nodes } = await profileTraining(wide, options);
    const names = nodes.map(({ name }) => name);
    const updated = names.findLastIndex((name) => name.startsWith('update/dense2/'));
    const before = names.findIndex((name) => name.startsWith('backward/dense1/'));
    expect(updated).toBeGreaterThan(0);
    expect(before).toBeGreaterThan(updated);
  });

  it('counts the work of all slices of a batch', async () => {
    const large = sequential({ input: [32, 32, 1], classes: 3 }, [
      conv2d({ filters: 32, kernelSize: 1, activation: 'tanh' }),
      globalMaxPool2d(),
      dense({ units: 3 }),
    ]);
    const profile = await profileTraining(large, { ...options, batchSize: 128 });
    expect(profile.slices).toBe(2);
    expect(profile.multiplyAdds).toBe(128 * (2 * 1024 * 32 + 3 * 32 * 3));
    expect(totalMs(profile.layers) + profile.addedMs).toBeCloseTo(profile.kernelsMs, 6);
  });

  it('leaves out what is done once for several steps, such as reordering state', async () => {
    const profile = await profileTraining(model, { ...options, batchSize: 128, steps: 5 });
    expect(profile.steps).toBe(5);
    expect(profile.nodes.map(({ name }) => name)).toEqual(
      profile.nodes.map(({ name }) => name).filter((name) => !name.startsWith('outer_')),
    );
    const dense1 = profile.layers.find(({ name }) => name === 'dense1')!;
    expect(dense1.multiplyAdds).toBe(128 * 2 * 192 * 16);
  });

  it('refuses what it cannot do', async () => {
    await expect(profileTraining(model, { ...options, steps: 0 })).rejects.toThrow('steps: expected');
    await expect(profileTraining(model, { ...options, threads: 0 })).rejects.toThrow('threads: expected');
    const loss = crossEntropy({ classWeights: [1, 2] });
    await expect(profileTraining(model, { ...options, loss })).rejects.toThrow('expected 3 numbers');
  });

  it('ends where its signal says', async () => {
    const reason = new Error('enough');
    await expect(profileTraining(model, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});
