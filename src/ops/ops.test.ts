import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { add } from './add.ts';
import { argMax } from './arg-max.ts';
import { batchNormGradient } from './batch-norm-gradient.ts';
import { batchNormInference } from './batch-norm-inference.ts';
import { batchNorm } from './batch-norm.ts';
import { broadcastTo } from './broadcast-to.ts';
import { cast } from './cast.ts';
import { concatenate } from './concatenate.ts';
import { divide } from './divide.ts';
import { equal } from './equal.ts';
import { exp } from './exp.ts';
import { gather } from './gather.ts';
import { opDefinitions } from './index.ts';
import { interleave2d } from './interleave2d.ts';
import { log } from './log.ts';
import { logSoftmax } from './log-softmax.ts';
import { maxPool2dGradient } from './max-pool2d-gradient.ts';
import { maxPool2d } from './max-pool2d.ts';
import { multiply } from './multiply.ts';
import { notNegative } from './not-negative.ts';
import { pad2d } from './pad2d.ts';
import { power } from './power.ts';
import { reduceMean, reduceSum } from './reduce-sum.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { squareRoot } from './square-root.ts';
import { step } from './step.ts';
import { stridedSlice2d } from './strided-slice2d.ts';
import { subtract } from './subtract.ts';
import { tanh } from './tanh.ts';
import { transpose } from './transpose.ts';
import { turnedKernel } from './turned-kernel.ts';
import { upsample2d } from './upsample2d.ts';

const matrix = { shape: [3, 4] };
const awayFromZero = { shape: [3, 4], data: [-2, -1, -0.5, 0.4, 1, 2, 3, -3, 0.7, -0.7, 1.5, -1.5] };
const image = { shape: [2, 4, 6, 5] };

/** Tests of ops that have no test file of their own, by name; the first test below checks that none is forgotten. */
const tests: Record<string, Record<string, OpTest>> = {
  add: {
    'of one shape': { inputs: [matrix, matrix], build: (a, b) => add(a, b) },
    'with broadcasting': { inputs: [{ shape: [2, 1, 4] }, { shape: [3, 1] }], build: (a, b) => add(a, b) },
    'with a number': { inputs: [matrix], build: (a) => add(a, 2.5) },
  },
  subtract: { broadcasting: { inputs: [{ shape: [4] }, matrix], build: (a, b) => subtract(a, b) } },
  multiply: { broadcasting: { inputs: [matrix, { shape: [3, 1] }], build: (a, b) => multiply(a, b) } },
  power: {
    'a square': { inputs: [matrix], build: (x) => power(x, 2) },
    'a fraction': { inputs: [{ shape: [3, 4], range: [0.2, 2] }], build: (x) => power(x, 1.5) },
    'a power of 1': { inputs: [matrix], build: (x) => multiply(power(x, 1), x) },
  },
  divide: {
    broadcasting: { inputs: [matrix, { shape: [4], range: [0.5, 2] }], build: (a, b) => divide(a, b) },
  },
  equal: {
    'of whole numbers': {
      inputs: [
        { shape: [3, 1], dtype: 'int32', data: [0, 1, 2] },
        { shape: [1, 3], dtype: 'int32', data: [2, 1, 1] },
      ],
      build: (a, b) => cast(equal(a, b), 'float32'),
      gradient: false,
    },
  },
  cast: {
    'from bytes': {
      inputs: [{ shape: [3], dtype: 'uint8', data: [0, 7, 255] }],
      build: (x) => cast(x, 'float32'),
      gradient: false,
    },
  },
  exp: { 'any numbers': { inputs: [matrix], build: (x) => exp(x) } },
  log: { 'positive numbers': { inputs: [{ shape: [3, 4], range: [0.2, 3] }], build: (x) => log(x) } },
  squareRoot: {
    'positive numbers': { inputs: [{ shape: [3, 4], range: [0.2, 3] }], build: (x) => squareRoot(x) },
  },
  tanh: { 'any numbers': { inputs: [matrix], build: (x) => tanh(x) } },
  sigmoid: { 'any numbers': { inputs: [matrix], build: (x) => sigmoid(x) } },
  relu: { 'both signs': { inputs: [awayFromZero], build: (x) => relu(x) } },
  step: {
    'both signs, zero and tiny': {
      inputs: [{ shape: [5], data: [-1, 0, Math.fround(1e-37), 1e-3, 5] }],
      build: (x) => step(x),
      gradient: false,
    },
  },
  reduceSum: {
    'dropping axes': { inputs: [{ shape: [2, 3, 4] }], build: (x) => reduceSum(x, { axes: [0, 2] }) },
    'keeping axes': {
      inputs: [{ shape: [2, 3, 4] }],
      build: (x) => reduceSum(x, { axes: [1], keepDims: true }),
    },
    'as a mean': { inputs: [{ shape: [2, 3, 4] }], build: (x) => reduceMean(x, { axes: [1, 2] }) },
  },
  broadcastTo: { rows: { inputs: [{ shape: [3, 1] }], build: (x) => broadcastTo(x, [2, 3, 4]) } },
  reshape: { flat: { inputs: [matrix], build: (x) => reshape(x, [2, 6]) } },
  transpose: { 'of three axes': { inputs: [{ shape: [2, 3, 4] }], build: (x) => transpose(x, [2, 0, 1]) } },
  gather: {
    rows: {
      inputs: [{ shape: [4, 3] }, { shape: [3], dtype: 'int32', data: [2, 0, 2] }],
      build: (x, indices) => gather(x, indices),
      gradient: false,
    },
  },
  slice: {
    'in the middle': {
      inputs: [{ shape: [2, 5, 3] }],
      build: (x) => slice(x, { axis: 1, start: 1, end: 3 }),
    },
    'at the start': { inputs: [{ shape: [5] }], build: (x) => slice(x, { axis: 0, start: 0, end: 2 }) },
  },
  concatenate: {
    'of three': {
      inputs: [{ shape: [2, 1, 2] }, { shape: [2, 3, 2] }, { shape: [2, 2, 2] }],
      build: (...parts) => concatenate(parts, 1),
    },
  },
  softmax: { rows: { inputs: [{ shape: [3, 5], range: [-4, 4] }], build: (x) => softmax(x) } },
  logSoftmax: {
    rows: { inputs: [{ shape: [3, 5], range: [-4, 4] }], build: (x) => logSoftmax(x) },
    'large logits': { inputs: [{ shape: [1, 3], data: [1000, 999, -1000] }], build: (x) => logSoftmax(x) },
  },
  argMax: {
    'first of ties': {
      inputs: [{ shape: [2, 3], data: [1, 3, 3, 5, 2, 1] }],
      build: (x) => cast(argMax(x), 'float32'),
      gradient: false,
    },
  },
  turnedKernel: {
    'on the runtime': {
      inputs: [{ shape: [3, 4, 2, 3] }],
      build: (kernel) => turnedKernel(kernel),
      gradient: false,
    },
    'of groups': {
      inputs: [{ shape: [6, 2, 2, 3] }],
      build: (kernel) => turnedKernel(kernel, 2),
      gradient: false,
    },
    depthwise: {
      inputs: [{ shape: [4, 1, 3, 3] }],
      build: (kernel) => turnedKernel(kernel, 4),
      gradient: false,
    },
  },
  stridedSlice2d: {
    'some of them': {
      inputs: [{ shape: [3, 2, 5, 4] }],
      build: (kernel) => stridedSlice2d(kernel, { first: [1, 0], steps: [2, 3], counts: [2, 2] }),
      gradient: false,
    },
  },
  interleave2d: {
    'of all places': {
      inputs: [1, 2, 3, 4].map(() => ({ shape: [2, 3, 2, 4] })),
      build: (...values) => interleave2d(values, { strides: [2, 2], places: [0, 1, 2, 3] }),
      gradient: false,
    },
    'of some places': {
      inputs: [{ shape: [2, 3, 2, 4] }, { shape: [2, 3, 2, 4] }],
      build: (...values) => interleave2d(values, { strides: [3, 2], places: [5, 2] }),
      gradient: false,
    },
  },
  pad2d: {
    'uneven sides': { inputs: [image], build: (x) => pad2d(x, { pads: [1, 0, 2, 3] }) },
    'with a value': { inputs: [image], build: (x) => pad2d(x, { pads: [0, 1, 1, 0] }, -2.5) },
  },
  upsample2d: { '2x3': { inputs: [image], build: (x) => upsample2d(x, { size: [2, 3] }) } },
  maxPool2d: {
    '2x2': {
      inputs: [{ shape: [2, 3, 4, 6], distinct: 0.01 }],
      build: (x) => maxPool2d(x, { size: [2, 2] }),
    },
    'with rows left over': {
      inputs: [{ shape: [2, 1, 5, 7], distinct: 0.01 }],
      build: (x) => maxPool2d(x, { size: [2, 3] }),
    },
  },
  notNegative: {
    'both signs, zero and tiny': {
      inputs: [{ shape: [5], data: [-1, 0, -1e-3, Math.fround(1e-37), 5] }],
      build: (x) => notNegative(x),
      gradient: false,
    },
  },
  maxPool2dGradient: {
    'ties share equally': {
      inputs: [
        { shape: [1, 1, 1, 2], data: [6, 8] },
        { shape: [1, 1, 2, 4], data: [1, 1, 5, 2, 0, 1, 3, 4] },
        { shape: [1, 1, 1, 2], data: [1, 5] },
      ],
      build: (dy, x, y) => maxPool2dGradient(dy, x, y, { size: [2, 2] }),
      gradient: false,
    },
  },
  batchNorm: {
    // The first one's mean is read after the second has run, which must not have written over it.
    'two of one scale and shift': {
      inputs: [{ shape: [3, 2, 4, 3] }, { shape: [2], range: [0.5, 2] }],
      build: (x, gamma) => {
        const beta = x.graph.constant('float32', [2], new Float32Array(2));
        const first = batchNorm(x, gamma, beta, { epsilon: 1e-3 });
        const second = batchNorm(tanh(first.y), gamma, beta, { epsilon: 1e-3 });
        const late = reduceSum(multiply(second.y, second.y), { axes: [0, 1, 2, 3] });
        return [multiply(first.mean, late), multiply(first.variance, late)];
      },
      gradient: false,
    },
    images: {
      inputs: [{ shape: [3, 2, 4, 3] }, { shape: [2], range: [0.5, 2] }, { shape: [2] }],
      build: (x, gamma, beta) =>
        Object.values(batchNorm(x, gamma, beta, { epsilon: 1e-3 })).map((value) => multiply(value, 2)),
      tolerance: 1e-4,
    },
    rows: {
      inputs: [{ shape: [6, 3] }, { shape: [3], range: [0.5, 2] }, { shape: [3] }],
      build: (x, gamma, beta) =>
        Object.values(batchNorm(x, gamma, beta, { epsilon: 1e-3 })).map((value) => multiply(value, 2)),
      tolerance: 1e-4,
    },
  },
  batchNormGradient: {
    'on the runtime': {
      inputs: [
        { shape: [3, 2, 4, 3] },
        { shape: [3, 2, 4, 3] },
        { shape: [2], range: [0.5, 2] },
        { shape: [2], data: [0.1, -0.2] },
        { shape: [2], range: [0.5, 2] },
      ],
      build: (dy, x, gamma, mean, variance) =>
        batchNormGradient(dy, x, gamma, mean, variance, { epsilon: 1e-3 }),
      gradient: false,
    },
  },
  batchNormInference: {
    images: {
      inputs: [
        { shape: [3, 2, 4, 3] },
        { shape: [2] },
        { shape: [2] },
        { shape: [2] },
        { shape: [2], range: [0.5, 2] },
      ],
      build: (x, gamma, beta, mean, variance) =>
        batchNormInference(x, gamma, beta, mean, variance, { epsilon: 1e-3 }),
    },
    rows: {
      inputs: [
        { shape: [5, 3] },
        { shape: [3] },
        { shape: [3] },
        { shape: [3] },
        { shape: [3], range: [0.5, 2] },
      ],
      build: (x, gamma, beta, mean, variance) =>
        batchNormInference(x, gamma, beta, mean, variance, { epsilon: 1e-3 }),
    },
  },
};

describe('opDefinitions', () => {
  it('are all tested, under distinct names', () => {
    const files = readdirSync(import.meta.dirname);
    const names = opDefinitions.map(({ name }) => name);
    const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    const untested = names.filter((name) => !(name in tests) && !files.includes(`${kebab(name)}.test.ts`));
    expect(untested).toEqual([]);
    expect(names).toHaveLength(new Set(names).size);
    expect(names).toEqual(expect.arrayContaining(Object.keys(tests)));
  });
});

describe.each(Object.entries(tests))('%s', (_, cases) => {
  it.each(Object.entries(cases))('%s', async (__, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
