/**
 * What augmentation costs: `npm run bench:augment` measures every augmentation by itself, and then training with and without
 * them, batches prepared by a thread or in place, in alternation. Medians over chunks of steps.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseOptions } from '../src/core/parse-options.ts';
import { randomStream } from '../src/core/random.ts';
import type { AugmentationSpec } from '../src/data/augment/augmentation.ts';
import { createAugmenter } from '../src/data/augment/augmenter.ts';
import { augmentationDefinitions, augmentationsSchema } from '../src/data/augment/index.ts';
import { modelPresetNames, type ModelPresetName } from '../src/nn/preset-names.ts';
import { prepareInThread } from '../src/train/preparer.node.ts';
import { prepareInPlace } from '../src/train/preparer.ts';
import type { TrainingOptions } from '../src/train/recipe.ts';
import { data, EXAMPLES, IMAGE_BYTES, SHAPE, TrainingContender } from './training-contender.ts';

/** Threads of a runtime that has just worked still spin for a while. */
const REST_MS = 300;

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'cnn' },
    batch: { type: 'string', default: '128' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
  },
});
const model = modelPresetNames.find((name) => name === values.model);
if (!model) throw new Error(`--model: no model ${values.model}; there are ${modelPresetNames.join(', ')}`);

const pipelines: readonly [string, Partial<TrainingOptions>][] = [
  ['none', {}],
  ['flip, shift', { augment: [{ type: 'flip' }, { type: 'shift' }] }],
  ['rotate, scale, elastic', { augment: [{ type: 'rotate' }, { type: 'scale' }, { type: 'elastic' }] }],
  ['randAugment, mixup', { augment: [{ type: 'randAugment' }], mix: { type: 'mixup' } }],
];

console.log('One 28x28 image on one thread, in microseconds:');
for (const { type } of augmentationDefinitions) {
  console.log(
    `  ${type.padEnd(16)}${imageMicroseconds([{ type, probability: 1 }])
      .toFixed(1)
      .padStart(6)}`,
  );
}
await compareTraining(model);

/** The best mean over short series, so that other work on the machine counts little. */
function imageMicroseconds(specs: readonly AugmentationSpec[]): number {
  const augment = createAugmenter(parseOptions(augmentationsSchema, specs, 'augment'), SHAPE);
  const out = new Uint8Array(IMAGE_BYTES);
  const series = 100;
  let best = Infinity;
  for (let start = 0; start < 300 * series; start += series) {
    const begin = performance.now();
    for (let index = start; index < start + series; index++) {
      const example = index % EXAMPLES;
      const image = data.train.images.subarray(example * IMAGE_BYTES, (example + 1) * IMAGE_BYTES);
      augment(image, randomStream(1, 'augment', 0, index), out);
    }
    best = Math.min(best, (1000 * (performance.now() - begin)) / series);
  }
  return best;
}

async function compareTraining(model: ModelPresetName): Promise<void> {
  const options = { model, batchSize: Number(values.batch), threads: Number(values.threads) };
  const contenders: TrainingContender[] = [];
  for (const [title, changes] of pipelines) {
    const create = (label: string, startPreparer: typeof prepareInPlace) =>
      TrainingContender.create(label, { ...options, changes, startPreparer });
    contenders.push(await create(title, prepareInThread));
    if (title !== 'none') contenders.push(await create(`${title}, in place`, prepareInPlace));
  }
  for (const contender of contenders) await contender.run(500);
  for (const { stepMs, stepCpuMs } of contenders) stepMs.length = stepCpuMs.length = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of contenders) {
      await sleep(REST_MS);
      await contender.run(1000 * Number(values.seconds));
    }
  }
  const plain = median(contenders[0]!.stepMs);
  console.log(
    `\n${model}, batch ${values.batch}, ${values.threads} threads, milliseconds a step; by itself: CPU time of preparing alone`,
  );
  console.log(
    `${'augment'.padEnd(34)}${'time'.padStart(8)}${'more'.padStart(9)}${'CPU time'.padStart(10)}${'by itself'.padStart(11)}`,
  );
  for (const { title, stepMs, stepCpuMs, preparationMs } of contenders) {
    const ms = median(stepMs);
    const more = `${(100 * (ms / plain - 1)).toFixed(1)}%`;
    const times = ms.toFixed(1).padStart(8) + more.padStart(9) + median(stepCpuMs).toFixed(1).padStart(10);
    console.log(title.padEnd(34) + times + preparationMs.toFixed(2).padStart(11));
  }
  for (const contender of contenders) await contender.close();
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
