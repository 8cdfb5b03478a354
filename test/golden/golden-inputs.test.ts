import { describe, expect, it } from 'vitest';
import { GOLDEN_MODELS, readGolden } from './golden-file.ts';
import { goldenDropoutMask, goldenImages, goldenLabels, goldenWeights } from './golden-inputs.ts';

describe.each(GOLDEN_MODELS)('golden inputs of %s', (model) => {
  const golden = readGolden(model);
  const sum = (values: Uint8Array) => values.reduce((total, value) => total + value, 0);

  it('are what the other side computed', () => {
    const noise = goldenImages(golden, 0, 'noise');
    expect([...goldenWeights(golden)[0]!.subarray(0, 4)]).toEqual(golden.checks.firstKernelStart);
    expect([...noise.subarray(0, 8)]).toEqual(golden.checks.firstPixels);
    expect(sum(noise)).toBe(golden.checks.pixelSum.noise);
    expect(sum(goldenImages(golden, 0, 'rectangle'))).toBe(golden.checks.pixelSum.rectangle);
    expect([...goldenLabels(golden, 0)]).toEqual(golden.checks.firstLabels);
  });

  it('fill every shape', () => {
    const sizes = golden.parameters.map(({ shape }) =>
      shape.reduce((product, length) => product * length, 1),
    );
    expect(goldenWeights(golden).map(({ length }) => length)).toEqual(sizes);
  });

  it('are complete: every result has a number for every tensor and step', () => {
    const tensors = golden.parameters.length + golden.statistics.length;
    for (const { losses, norms, gradientNorms } of golden.trajectories) {
      expect(losses).toHaveLength(golden.steps);
      expect(norms).toHaveLength(tensors);
      expect(gradientNorms).toHaveLength(golden.parameters.length);
    }
  });
});

describe('goldenDropoutMask', () => {
  it('keeps the share it should', () => {
    const mask = goldenDropoutMask(readGolden('mlp'), 0, 1, 0.3, 20_000);
    const kept = mask.filter((value) => value !== 0);
    expect(kept.every((value) => value === 1)).toBe(true);
    expect(kept.length / mask.length).toBeCloseTo(0.7, 1);
  });
});
