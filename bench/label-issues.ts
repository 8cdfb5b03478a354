/**
 * Finding wrong labels: `npm run bench:label-issues` gives one in twenty training images the label of another class,
 * cross-validates a model on them, and prints how many of these labels are found and how many of those that are found are
 * among them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fashionMnist } from '../src/data/load-dataset.node.ts';
import { sketches } from '../src/data/sketches/sketches.ts';
import { findLabelIssues } from '../src/metrics/label-issues.ts';
import { modelPresetNames } from '../src/nn/preset-names.ts';
import { mergeHeldOut, type HeldOutRun } from '../src/runs/held-out.ts';
import { readPredictions, readRun } from '../src/runs/store.node.ts';
import { flipLabels } from './flip-labels.ts';
import { crossValidate } from '../src/train/cross-validation.node.ts';
import { parseRecipe, recipeModel } from '../src/train/recipe.ts';
import { recipePresets } from '../src/train/recipes/index.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'ann,cnn' },
    data: { type: 'string', default: 'sketches,fashion-mnist' },
    folds: { type: 'string', default: '3' },
    epochs: { type: 'string' },
    seed: { type: 'string', default: '0' },
    threads: { type: 'string' },
  },
});
const SHARE = 0.05;
const seed = Number(values.seed);

for (const dataName of values.data.split(',')) {
  const clean = dataName === 'sketches' ? await sketches() : await fashionMnist({ offline: true });
  const { data, flipped } = await flipLabels(clean, SHARE, seed);
  for (const name of modelPresetNames.filter((preset) => values.models.split(',').includes(preset))) {
    const runsDir = await mkdtemp(join(tmpdir(), 'atelier-label-issues-'));
    const recipe = parseRecipe({
      ...recipePresets[name],
      seed,
      ...(values.epochs === undefined ? {} : { epochs: Number(values.epochs) }),
    });
    const { name: _, data: __, model, validation: ___, ...training } = recipe;
    const spec = recipeModel({ model }, { input: data.imageShape, classes: data.classNames.length });
    const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
    const options = { ...training, ...threads, folds: Number(values.folds), runsDir };
    const { folds, validation } = await crossValidate(spec, data, options);
    const runs: HeldOutRun[] = [];
    for (const { folder } of folds) {
      const run = await readRun(folder!);
      runs.push({ run, predictions: (await readPredictions(run))! });
    }
    await rm(runsDir, { recursive: true });
    const heldOut = mergeHeldOut(runs);
    console.log(
      `${name} on ${data.title}, ${heldOut.labels.length} images, ${flipped.size} labels flipped: validation accuracy ` +
        `${(100 * validation.accuracy.mean).toFixed(2)}% over ${folds.length} folds`,
    );
    for (const method of ['implausible', 'noiseRate', 'class', 'both', 'joint'] as const) {
      const issues = findLabelIssues(heldOut, { method });
      const right = issues.filter(({ example }) => flipped.has(heldOut.indices[example]!));
      const corrected = right.filter(
        ({ example, suggested }) => clean.train.labels[heldOut.indices[example]!] === suggested,
      );
      console.log(
        `  ${method.padEnd(11)}  found ${String(issues.length).padStart(5)}  recall ${percent(right.length / flipped.size)}  ` +
          `precision ${percent(right.length / issues.length)}  true class suggested ${percent(corrected.length / right.length)}`,
      );
    }
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
