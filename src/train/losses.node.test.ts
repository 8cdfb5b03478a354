import { describe, expect, it } from 'vitest';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { lossDefinitions } from '../nn/losses/index.ts';
import { sequential } from '../nn/model.ts';
import { crossEntropy } from '../nn/losses/cross-entropy.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { train } from './train.node.ts';

const data = tinyData({ side: 6, classes: 3, train: 130, test: 30 });
const options = { epochs: 4, batchSize: 10, validation: { count: 30 }, threads: 1, seed: 2 } as const;
const model = (activation?: 'softmax' | 'logSoftmax' | 'sigmoid') =>
  sequential({ input: [6, 6, 1], classes: 3 }, [
    flatten(),
    dense({ units: 3, ...(activation === undefined ? {} : { activation }) }),
  ]);
const optimizer = adam({ learningRate: 0.03 });

async function probabilitiesOf(file: Uint8Array): Promise<number[][]> {
  const session = await cpuProvider.createSession(file, { threads: 1 });
  const image = { dtype: 'uint8', shape: [30, 6, 6, 1], data: data.test.images } as const;
  const { probabilities } = await session.run({ image });
  await session.release();
  const all = Array.from(probabilities!.data as Float32Array);
  return Array.from({ length: 30 }, (_, row) => all.slice(3 * row, 3 * row + 3));
}

describe.each(lossDefinitions)('$type, from the recipe to the exported model', ({ type, activation }) => {
  it('learns, is evaluated by itself, and predicts as it was evaluated', async () => {
    const run = await train(model(), data, { ...options, optimizer, loss: type }).result;
    expect(run.history.at(-1)!.train.loss).toBeLessThan(run.history[0]!.train.loss);
    const rows = await probabilitiesOf(run.exportOnnx());
    const predicted = rows.map((row) => row.indexOf(Math.max(...row)));
    expect(predicted).toEqual([...run.test.predictions]);
    const sums = rows.map((row) => row.reduce((sum, probability) => sum + probability, 0));
    const isOne = sums.every((sum) => Math.abs(sum - 1) < 1e-5);
    expect(isOne).toBe(activation === 'softmax');
    expect((await run.evaluate(data.test)).loss).toBeCloseTo(run.test.loss, 6);
  });
});

describe('a final activation', () => {
  it('is taken for what the loss adds itself: the results are the same with it', async () => {
    const weights = async (activation: 'softmax' | 'logSoftmax' | undefined) =>
      (await train(model(activation), data, { ...options, epochs: 1, optimizer }).result).weights;
    expect(await weights('softmax')).toEqual(await weights(undefined));
    expect(await weights('logSoftmax')).toEqual(await weights(undefined));
  });

  it('of another kind of loss is refused at once', () => {
    expect(() => train(model('sigmoid'), data, { ...options, optimizer })).toThrow(
      'loss: it makes probabilities by softmax, but the model ends in sigmoid',
    );
    expect(() =>
      train(model('softmax'), data, { ...options, optimizer, loss: 'binaryCrossEntropy' }),
    ).toThrow('loss: it makes probabilities by sigmoid, but the model ends in softmax');
  });
});

describe('class weights', () => {
  it('are measured on the training part, and kept with the run', async () => {
    const loss = crossEntropy({ classWeights: 'balanced' });
    const { loss: fitted } = await train(model(), data, { ...options, epochs: 1, optimizer, loss }).result;
    const weights = fitted['classWeights'] as number[];
    expect(weights).toHaveLength(3);
    // 100 images are trained on: Σ count · weight is their number.
    const counts = weights.map((weight) => 100 / (3 * weight));
    for (const count of counts) expect(count).toBeCloseTo(Math.round(count), 10);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(100, 10);
  });
});
