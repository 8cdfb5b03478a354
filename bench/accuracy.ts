/**
 * Test accuracy over seeds: `npm run bench:accuracy` trains the reference models by their recipes on Fashion-MNIST, once for
 * each seed, and prints every result, the mean and the standard deviation.
 */
import { parseArgs } from 'node:util';
import { fashionMnist } from '../src/data/load-dataset.node.ts';
import { modelPresetNames, referenceModelNames } from '../src/nn/preset-names.ts';
import { parseRecipe, recipeModel } from '../src/train/recipe.ts';
import { recipePresets } from '../src/train/recipes/index.ts';
import { train } from '../src/train/train.node.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: referenceModelNames.join(',') },
    seeds: { type: 'string', default: '0,1,2' },
    threads: { type: 'string' },
  },
});

const data = await fashionMnist({ offline: true });
console.log(`${data.title}, ${data.origin}`);
for (const name of modelPresetNames.filter((preset) => values.models.split(',').includes(preset))) {
  const results: { accuracy: number; loss: number; seconds: number }[] = [];
  for (const seed of values.seeds.split(',').map(Number)) {
    const { name: _, data: __, model, ...training } = parseRecipe({ ...recipePresets[name], seed });
    const spec = recipeModel({ model }, { input: data.imageShape, classes: data.classNames.length });
    const options = { ...training, ...(values.threads ? { threads: Number(values.threads) } : {}) };
    const { test, durationMs, bestEpoch } = await train(spec, data, options).result;
    results.push({ accuracy: test.accuracy, loss: test.loss, seconds: durationMs / 1000 });
    console.log(
      `${name} seed ${seed}: test accuracy ${(100 * test.accuracy).toFixed(2)}%, loss ${test.loss.toFixed(4)}, ` +
        `best epoch ${bestEpoch}, ${(durationMs / 1000).toFixed(0)} s`,
    );
  }
  const accuracy = spread(results.map((result) => 100 * result.accuracy));
  const loss = spread(results.map((result) => result.loss));
  console.log(
    `${name}: accuracy ${accuracy.mean.toFixed(2)} ± ${accuracy.deviation.toFixed(2)}, loss ${loss.mean.toFixed(4)} ± ${loss.deviation.toFixed(4)}`,
  );
}

/** Mean and sample standard deviation. */
function spread(numbers: readonly number[]): { mean: number; deviation: number } {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, numbers.length - 1)) };
}
