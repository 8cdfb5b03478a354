import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { classActivationMaps } from '../../src/explain/class-activation-map.ts';
import { activation, batchNorm, conv2d, dense, flatten, maxPool2d, sequential } from '../../src/index.ts';
import { defaultLoss } from '../../src/nn/losses/index.ts';
import { cpuProvider } from '../../src/runtime/cpu-provider.node.ts';

/** What scripts/golden/class_activation_maps.py writes, where every number is defined. */
interface GoldenMaps {
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly images: readonly number[];
  readonly classes: readonly number[];
  readonly maps: readonly (readonly number[])[];
}

const path = join(import.meta.dirname, 'class-activation-maps.json');
const golden = JSON.parse(readFileSync(path, 'utf8')) as GoldenMaps;

const model = sequential({ input: [8, 8, 1], classes: 3 }, [
  conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  maxPool2d(),
  conv2d({ filters: 6, kernelSize: 3, padding: 'same' }),
  batchNorm(),
  activation('relu'),
  flatten(),
  dense({ units: 8, activation: 'tanh' }),
  dense({ units: 3 }),
]);

it('gives the Grad-CAM maps of PyTorch', async () => {
  const weights = Object.fromEntries(
    Object.entries(golden.weights).map(([name, values]) => [name, Float32Array.from(values)]),
  );
  const images = Uint8Array.from(golden.images);
  const { values, count, height, width } = await classActivationMaps(
    { model, weights, loss: defaultLoss },
    images,
    golden.classes,
    { provider: cpuProvider },
  );
  expect([count, height, width]).toEqual([4, 8, 8]);
  const expected = golden.maps.flat();
  expect(values).toHaveLength(expected.length);
  const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - values[at]!)), 0);
  expect(worst).toBeLessThan(1e-5);
});
