/**
 * Epochs that pruning saves: `npm run bench:pruning` searches one space on Fashion-MNIST at random, every trial trained to
 * its end, and then by TPE with Hyperband until an epoch is as good as the best one of the random search. Prints, for each
 * seed, after what share of random search's epochs that was.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fashionMnist } from '../src/data/load-dataset.node.ts';
import { subsetDataset } from '../src/data/subset.ts';
import { recipeObjective } from '../src/studies/recipe-objective.node.ts';
import { openRecipeStudy } from '../src/studies/recipe-study.ts';
import { parseStudySpec, type StudySpecInput } from '../src/studies/study-spec.ts';
import { optimize } from '../src/tune/optimize.ts';
import { hyperband } from '../src/tune/pruners/hyperband.ts';
import { tpe } from '../src/tune/samplers/tpe.ts';
import { memoryStorage } from '../src/tune/storages/memory-storage.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3,4,5' },
    trials: { type: 'string', default: '60' },
    epochs: { type: 'string', default: '27' },
    threads: { type: 'string', default: '1' },
  },
});
const trials = Number(values.trials);
const epochs = Number(values.epochs);

const study: StudySpecInput = {
  name: 'pruning',
  recipe: {
    model: {
      layers: [
        { type: 'flatten' },
        {
          $repeat: 'depth',
          of: [
            { type: 'dense', units: { $param: 'units' } },
            { type: 'activation', function: 'relu' },
            { type: 'dropout', rate: { $param: 'dropout' } },
          ],
        },
        { type: 'dense', units: { $data: 'classes' } },
      ],
    },
    optimizer: { $param: 'optimizer' },
    batchSize: { $param: 'batchSize' },
    epochs,
    validation: { count: 6000, seed: 0 },
  },
  space: {
    optimizer: { type: 'choice', values: ['sgd', 'adam'] },
    learningRate: { type: 'float', low: 1e-5, high: 1, log: true },
    momentum: { type: 'float', low: 0, high: 0.99, when: { optimizer: 'sgd' } },
    depth: { type: 'integer', low: 1, high: 3 },
    units: { type: 'integer', low: 16, high: 128, log: true },
    dropout: { type: 'float', low: 0, high: 0.6 },
    batchSize: { type: 'choice', values: [32, 64, 128, 256] },
  },
  cases: {
    optimizer: {
      sgd: {
        type: 'sgd',
        learningRate: { $param: 'learningRate' },
        momentum: { $param: 'momentum' },
      },
      adam: { type: 'adam', learningRate: { $param: 'learningRate' } },
    },
  },
};

const data = await subsetDataset(await fashionMnist({ offline: true }), { count: 10_000 });
const total = trials * epochs;
const shares: number[] = [];
for (const seed of values.seeds.split(',').map(Number)) {
  const random = await search({ seed }, Infinity);
  const goal = Math.max(...random.accuracies);
  // A seed of its own: it must not begin with the trials of the random search.
  const pruned = await search({ seed: seed + 100, sampler: tpe(), pruner: hyperband() }, goal);
  const reached = Math.max(...pruned.accuracies) >= goal;
  shares.push(reached ? pruned.accuracies.length / total : 1);
  console.log(
    `seed ${seed}: random search ${(100 * goal).toFixed(2)}% in ${total} epochs of ${random.trials} trials; ` +
      `TPE with Hyperband ${reached ? `${pruned.accuracies.length} epochs` : `not in ${total} epochs`} of ` +
      `${pruned.trials} trials, ${(100 * shares.at(-1)!).toFixed(0)}%`,
  );
}
const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
console.log(`mean share of random search's epochs: ${(100 * mean).toFixed(0)}% (at most 33% is wanted)`);

/** Goes on until an epoch is as good as the goal, or the epochs are used up; gives the accuracy of each epoch in turn. */
async function search(
  options: Pick<StudySpecInput, 'seed' | 'sampler' | 'pruner'>,
  goal: number,
): Promise<{ accuracies: number[]; trials: number }> {
  const runsDir = await mkdtemp(join(tmpdir(), 'atelier-pruning-'));
  const enough = new AbortController();
  const accuracies: number[] = [];
  const spec = parseStudySpec({ ...study, ...options });
  const { study: opened } = await openRecipeStudy(memoryStorage(), spec, data);
  const objective = recipeObjective(spec, {
    data,
    runsDir,
    threads: Number(values.threads),
    onEvent: (_, event) => {
      if (event.type !== 'epoch' || enough.signal.aborted) return;
      accuracies.push(event.val!.accuracy);
      if (event.val!.accuracy >= goal || accuracies.length >= total) enough.abort();
    },
  });
  await optimize(opened, objective, { signal: enough.signal }).catch((error: unknown) => {
    if (!enough.signal.aborted) throw error;
  });
  await rm(runsDir, { recursive: true, force: true });
  return { accuracies, trials: opened.trials.length };
}
