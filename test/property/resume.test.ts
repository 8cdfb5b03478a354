import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { cpuProvider } from '../../src/runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../../src/testing/test-graph.ts';
import type { Training } from '../../src/train/recipe.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '../../src/train/snapshot.ts';
import type { StopReason } from '../../src/train/stop-reason.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { data, drawTraining, model, RECIPES } from './random-training.ts';

/** Trains until so many events have come, or to the end; gives what a checkpoint would hold, and why it ended. */
async function train(training: Training, from: Snapshot | undefined, events: number) {
  const options = { model, training, data, provider: cpuProvider, threads: 1, blockSize: machineBlockSize };
  const trainer = new Trainer({ ...options, ...(from ? { snapshot: from } : {}) });
  const run = trainer.run();
  let reason: StopReason | undefined;
  for (let event = 0; event < events && reason === undefined; event++) {
    const { done, value } = await run.next();
    if (done) reason = value;
  }
  await run.return(undefined as never);
  await trainer.release();
  const tensors = trainer.graph.state;
  return { snapshot: decodeSnapshot(encodeSnapshot(trainer.snapshot(), tensors), tensors, 'test'), reason };
}

const bits = (tensors: Readonly<Record<string, Float32Array<ArrayBuffer>>>) =>
  Object.entries(tensors).map(([name, { buffer }]) => [name, new Uint32Array(buffer).join()]);

/** All but how long things took. */
const comparable = ({ state, bestWeights, progress }: Snapshot) => ({
  state: bits(state),
  bestWeights: bits(bestWeights),
  progress: JSON.parse(JSON.stringify(progress), (key, value: unknown) =>
    /durationMs/i.test(key) ? undefined : value,
  ) as unknown,
});

describe('training by any recipe', () => {
  it.each(Array.from({ length: RECIPES }, (_, recipe) => recipe))(
    'goes on after stops at random steps to the same bits: recipe %i',
    async (recipe) => {
      const training = drawTraining(recipe, 3);
      const whole = await train(training, undefined, Infinity);
      const stream = randomStream(18, 'stops', recipe);
      let snapshot: Snapshot | undefined;
      for (let stops = 0; stops < 3; stops++) {
        ({ snapshot } = await train(training, snapshot, 1 + stream.integer(3)));
      }
      const resumed = await train(training, snapshot, Infinity);
      expect(resumed.reason).toEqual(whole.reason);
      expect(comparable(resumed.snapshot)).toEqual(comparable(whole.snapshot));
    },
  );
});
