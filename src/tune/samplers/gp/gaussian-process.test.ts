import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { logExpectedExcess } from './expected-improvement.ts';
import { firstKernel, fitKernel, kernelLoss } from './fit-kernel.ts';
import { GaussianProcess, type KernelParameters, type Observations } from './gaussian-process.ts';
import { logImprovement, logImprovementWithSlope } from './improvement-search.ts';

interface Case {
  readonly points: number[][];
  readonly values: number[];
  readonly isName: boolean[];
  readonly raw: number[];
  readonly loss: number;
  readonly slope: number[];
  readonly queries: number[][];
  readonly mean: number[];
  readonly variance: number[];
  readonly improvement: number[];
  readonly improvementSlope: number[][];
  readonly fittedLoss: number;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../test/golden/gaussian-process.json', import.meta.url), 'utf8'),
) as { readonly excess: readonly (readonly [number, number])[]; readonly cases: readonly Case[] };

const observationsOf = ({ points, values, isName }: Case): Observations => ({
  points: points.map((point) => Float64Array.from(point)),
  values: Float64Array.from(values),
  isName,
});

const kernelOf = ({ raw, isName }: Case): KernelParameters => ({
  inverseSquaredLengths: raw.slice(0, isName.length).map(Math.exp),
  scale: Math.exp(raw.at(-2)!),
  noise: Math.exp(raw.at(-1)!) + 1e-6,
});

const expectClose = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i]! - value), `${i}: ${actual[i]}, not ${value}`).toBeLessThan(
      1e-9 * Math.max(1, Math.abs(value)),
    );
  });
};

describe.each(golden.cases)("a Gaussian process as Optuna's, case %#", (test) => {
  const observations = observationsOf(test);
  const process = new GaussianProcess(observations, kernelOf(test));
  const queries = test.queries.map((point) => Float64Array.from(point));

  it('predicts mean and variance', () => {
    const predictions = queries.map((point) => process.predict(point));
    expectClose(
      predictions.map(({ mean }) => mean),
      test.mean,
    );
    expectClose(
      predictions.map(({ variance }) => variance),
      test.variance,
    );
  });

  it('finds a kernel as probable, with the gradient', () => {
    const slope = new Float64Array(test.raw.length);
    const loss = kernelLoss(observations);
    expectClose([loss(Float64Array.from(test.raw), slope)], [test.loss]);
    expectClose(slope, test.slope);
  });

  it('fits a kernel as well', () => {
    const { inverseSquaredLengths, scale, noise } = fitKernel(observations, firstKernel(test.isName.length));
    const raw = [...inverseSquaredLengths.map(Math.log), Math.log(scale), Math.log(noise - 1e-6)];
    const loss = kernelLoss(observations)(Float64Array.from(raw), new Float64Array(raw.length));
    expect(loss).toBeLessThan(test.fittedLoss + 1e-3);
  });

  it('expects the same improvement, with the slope', () => {
    const improvement = { process, best: Math.min(...test.values) };
    expectClose(
      queries.map((point) => logImprovement(improvement, point)),
      test.improvement,
    );
    queries.forEach((point, i) => {
      const slope = new Float64Array(point.length);
      expectClose([logImprovementWithSlope(improvement, point, slope)], [test.improvement[i]!]);
      expectClose(slope, test.improvementSlope[i]!);
    });
  });
});

it("the logarithm of an expected excess is Optuna's, far in the tail too", () => {
  for (const [z, expected] of golden.excess) {
    const { value, slope } = logExpectedExcess(z);
    expect(Math.abs(value - expected), `at ${z}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
    const h = 1e-5 * Math.max(1, Math.abs(z));
    const difference = (logExpectedExcess(z + h).value - logExpectedExcess(z - h).value) / (2 * h);
    expect(Math.abs(slope / difference - 1), `slope at ${z}`).toBeLessThan(1e-6);
  }
});
