import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ndArray } from '../../core/nd-array.ts';
import { parseOptions } from '../../core/parse-options.ts';
import { evaluateGraph } from '../../graph/evaluate.ts';
import { Graph, type Value } from '../../graph/graph.ts';
import { divide } from '../../ops/divide.ts';
import { testOp } from '../../testing/test-op.ts';
import type { LossSpec } from '../loss.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { crossEntropy } from './cross-entropy.ts';
import { focal } from './focal.ts';
import { hinge } from './hinge.ts';
import { lossDefinitions, lossForClasses, lossSchema, resolveLoss } from './index.ts';
import { klDivergence } from './kl-divergence.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { meanSquaredError } from './mean-squared-error.ts';

type Row = readonly number[];
/** The loss of one example, written out. */
type Plain = (logits: Row, targets: Row) => number;

const sum = (row: Row) => row.reduce((total, element) => total + element, 0);
const softmax = (row: Row) => row.map((x) => Math.exp(x) / sum(row.map(Math.exp)));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const smooth = (row: Row, share: number, choices: number) =>
  row.map((t) => t * (1 - share) + share / choices);
const informationOf = (targets: Row) => sum(targets.map((t) => (t === 0 ? 0 : t * Math.log(t))));
const plainCrossEntropy: Plain = (logits, targets) =>
  -sum(softmax(logits).map((p, k) => targets[k]! * Math.log(p)));

const weights = [1, 2, 0.5];
const tests: Record<string, { readonly spec: LossSpec; readonly plain: Plain; readonly weights?: Row }> = {
  'cross-entropy': { spec: crossEntropy(), plain: plainCrossEntropy },
  'cross-entropy with smoothed labels': {
    spec: crossEntropy({ labelSmoothing: 0.2 }),
    plain: (logits, targets) => plainCrossEntropy(logits, smooth(targets, 0.2, 3)),
  },
  'cross-entropy with class weights': {
    spec: crossEntropy({ classWeights: weights, labelSmoothing: 0.1 }),
    plain: (logits, targets) =>
      plainCrossEntropy(
        logits,
        smooth(targets, 0.1, 3).map((t, k) => t * weights[k]!),
      ),
    weights,
  },
  'binary cross-entropy': {
    spec: binaryCrossEntropy({ labelSmoothing: 0.1 }),
    plain: (logits, targets) => {
      const goal = smooth(targets, 0.1, 2);
      const terms = logits.map(
        (x, k) => goal[k]! * Math.log(sigmoid(x)) + (1 - goal[k]!) * Math.log(1 - sigmoid(x)),
      );
      return -sum(terms) / 3;
    },
  },
  'mean squared error': {
    spec: meanSquaredError(),
    plain: (logits, targets) => sum(softmax(logits).map((p, k) => (p - targets[k]!) ** 2)) / 3,
  },
  'mean absolute error': {
    spec: meanAbsoluteError(),
    plain: (logits, targets) => sum(softmax(logits).map((p, k) => Math.abs(p - targets[k]!))) / 3,
  },
  'KL divergence': {
    spec: klDivergence(),
    plain: (logits, targets) => plainCrossEntropy(logits, targets) + informationOf(targets),
  },
  'KL divergence with smoothed labels': {
    spec: klDivergence({ labelSmoothing: 0.3 }),
    plain: (logits, targets) => {
      const goal = smooth(targets, 0.3, 3);
      return plainCrossEntropy(logits, goal) + informationOf(goal);
    },
  },
  hinge: {
    spec: hinge(),
    plain: (logits, targets) =>
      sum(
        targets.map((t, label) => {
          const others = logits.filter((_, k) => k !== label);
          return (t * sum(others.map((x) => Math.max(0, 1 - logits[label]! + x)))) / 3;
        }),
      ),
  },
  'squared hinge': {
    spec: hinge({ margin: 0.7, power: 2 }),
    plain: (logits, targets) =>
      sum(
        targets.map((t, label) => {
          const others = logits.filter((_, k) => k !== label);
          return (t * sum(others.map((x) => Math.max(0, 0.7 - logits[label]! + x) ** 2))) / 3;
        }),
      ),
  },
  'focal with its defaults': {
    spec: focal(),
    plain: (logits, targets) =>
      -sum(softmax(logits).map((p, k) => 0.25 * targets[k]! * (1 - p) ** 2 * Math.log(p))),
  },
  'focal with a fraction and smoothed labels': {
    spec: focal({ gamma: 1.5, alpha: 2, labelSmoothing: 0.1 }),
    plain: (logits, targets) => {
      const goal = smooth(targets, 0.1, 3);
      return -sum(softmax(logits).map((p, k) => 2 * goal[k]! * (1 - p) ** 1.5 * Math.log(p)));
    },
  },
  'focal with a gamma of 0': { spec: focal({ gamma: 0, alpha: 1 }), plain: plainCrossEntropy },
};

const LOGITS = [
  [0.3, -1.2, 2],
  [0.1, 0.4, -0.5],
  [-2, 1.5, 1.1],
  [0.9, 0.2, 0.6],
];
const TARGETS = {
  labels: [
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'mixed examples': [
    [0, 0.3, 0.7],
    [1, 0, 0],
    [0.5, 0.5, 0],
    [0.1, 0, 0.9],
  ],
};
const kinds = Object.keys(TARGETS) as (keyof typeof TARGETS)[];

const meanOf = (spec: LossSpec, logits: Value, targets: Value): Value => {
  const { definition, options } = resolveLoss(spec);
  const { sum: total, weight } = definition.build(options, { logits, targets });
  return divide(total, weight ?? logits.graph.scalar(logits.shape[0] as number));
};

describe('a loss', () => {
  it.each(Object.entries(tests).flatMap(([name, test]) => kinds.map((kind) => [name, kind, test] as const)))(
    '%s of %s is what it is written out to be',
    (_, kind, { spec, plain, weights: classWeights }) => {
      const graph = new Graph('loss');
      const logits = graph.input('logits', 'float32', [4, 3]);
      graph.output('loss', meanOf(spec, logits, graph.input('targets', 'float32', [4, 3])));
      const targets = TARGETS[kind];
      const { loss } = evaluateGraph(graph, {
        logits: ndArray([4, 3], LOGITS.flat()),
        targets: ndArray([4, 3], targets.flat()),
      });
      const total = sum(LOGITS.map((row, index) => plain(row, targets[index]!)));
      const divisor = classWeights ? sum(targets.flat().map((t, index) => t * classWeights[index % 3]!)) : 4;
      expect(loss!.data[0]).toBeCloseTo(total / divisor, 6);
    },
  );

  it.each(Object.entries(tests).flatMap(([name, test]) => kinds.map((kind) => [name, kind, test] as const)))(
    '%s of %s has its gradient and gives the same on the runtime',
    async (_, kind, { spec }) => {
      const targets = TARGETS[kind].flat();
      await testOp({
        inputs: [{ shape: [4, 3], data: LOGITS.flat() }],
        build: (logits) =>
          meanOf(spec, logits, logits.graph.constant('float32', [4, 3], Float32Array.from(targets))),
      });
    },
  );

  it('is tested for every type and every file of the folder', () => {
    const types = lossDefinitions.map(({ type }) => type).sort();
    expect([...new Set(Object.values(tests).map(({ spec }) => spec.type))].sort()).toEqual(types);
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    const kebab = (type: string) => type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(files.sort()).toEqual(types.map((type) => `${kebab(type)}.ts`).sort());
  });

  it.each(lossDefinitions)('$type stays finite where an example is certain, right or wrong', ({ type }) => {
    const graph = new Graph('loss');
    const logits = graph.input('logits', 'float32', [2, 3]);
    const targets = graph.input('targets', 'float32', [2, 3]);
    graph.output('loss', meanOf(lossSchema.parse(type), logits, targets));
    const { loss } = evaluateGraph(graph, {
      logits: ndArray([2, 3], [500, -500, 0, 500, -500, 0]),
      targets: ndArray([2, 3], [1, 0, 0, 0, 1, 0]),
    });
    expect(Number.isFinite(loss!.data[0]!)).toBe(true);
    expect(loss!.data[0]!).toBeGreaterThan(0.05);
  });
});

describe('a loss in a recipe', () => {
  it('may be a name, which has the defaults', () => {
    for (const { type } of lossDefinitions) {
      expect(lossSchema.parse(type)).toEqual(lossSchema.parse({ type }));
    }
    expect(lossSchema.parse('focal')).toEqual({ type: 'focal', gamma: 2, alpha: 0.25, labelSmoothing: 0 });
  });

  it.each<[unknown, string]>([
    ['crossentropy', 'loss: expected a loss (binaryCrossEntropy, crossEntropy, focal, hinge'],
    [{ type: 'mse' }, 'loss: '],
    [crossEntropy({ labelSmoothing: 1 }), 'loss: labelSmoothing: expected a number from 0 to below 1, got 1'],
    [crossEntropy({ classWeights: [1, 0] }), 'loss: classWeights[1]: expected a number above 0, got 0'],
    [
      crossEntropy({ classWeights: 'even' as never }),
      'loss: classWeights: expected "balanced" or a list of numbers above 0',
    ],
    [focal({ gamma: 0.5 }), 'loss: gamma: expected 0 or a number of at least 1, got 0.5'],
    [hinge({ power: 3 as never }), 'loss: power: expected 1 or 2, got 3'],
    [{ type: 'hinge', labelSmoothing: 0.1 }, 'loss: unknown option labelSmoothing'],
  ])('%j is refused', (loss, message) => {
    expect(() => parseOptions(lossSchema, loss, 'loss')).toThrow(message);
  });
});

describe('class weights', () => {
  it('are measured where they are to be balanced', () => {
    const balanced = crossEntropy({ classWeights: 'balanced' });
    expect(lossForClasses(balanced, 3)['classWeights']).toBe('balanced');
    expect(lossForClasses(balanced, 3, [10, 20, 30])['classWeights']).toEqual([2, 1, 2 / 3]);
    expect(() => lossForClasses(balanced, 3, [4, 0, 4])).toThrow(
      'loss.classWeights: class 1 has no training example to balance',
    );
  });

  it('must be one a class', () => {
    const loss = crossEntropy({ classWeights: [1, 2] });
    expect(lossForClasses(loss, 2)).toMatchObject(loss);
    expect(() => lossForClasses(loss, 3)).toThrow(
      'loss.classWeights: expected 3 numbers, one a class, got 2',
    );
  });
});
