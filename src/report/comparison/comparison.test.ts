import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import type { Run } from '../../runs/record.ts';
import { rankRuns } from '../ranking.ts';
import type { TestAnswers } from '../test-answers.ts';
import { compareRanking, comparisonTexts, type Comparison } from './comparison.ts';

const COUNT = 10_000;
const labels = Int32Array.from({ length: COUNT }, (_, index) => index % 10);

/** A run that is wrong on these test images, which it takes for the next class. */
function subject(name: string, wrong: readonly number[], recipe: object = {}, seed = 7) {
  const run = fixtureRun({ name, hits: COUNT - wrong.length });
  const record = { ...run.record, seed, recipe: { ...run.record.recipe, seed, ...recipe } };
  const classes = labels.slice();
  for (const at of wrong) classes[at] = (labels[at]! + 1) % 10;
  return { run: { ...run, id: `${run.id}-${seed}`, record }, answers: { labels, classes } };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

function compare(subjects: readonly { run: Run; answers?: TestAnswers | undefined }[]): Comparison {
  const runs = subjects.map(({ run }) => run);
  const answers = new Map(
    subjects.flatMap(({ run, answers: each }) => (each === undefined ? [] : [[run.id, each] as const])),
  );
  return compareRanking(rankRuns(runs)[0]!, runs, answers);
}

describe('runs on the same images', () => {
  // Right alone: a against b 10 to 2, b against c 20 to 0, a against c 28 to 0.
  const a = subject('a', range(0, 90));
  const b = subject('b', [...range(2, 90), ...range(100, 110)]);
  const c = subject('c', [...range(2, 90), ...range(100, 110), ...range(200, 220)]);

  it('tests each run against the next and the best, corrected for all of these tests', () => {
    const { runs } = compare([c, a, b]);
    const [ab, bc, ac] = runs;
    expect(runs).toHaveLength(3);
    // 12 discordant: twice (1 + 12 + 66) / 2^12 by the binomial distribution; the largest of three stays as it is.
    expect(ab!.test!.hits).toEqual({ both: 9900, onlyFirst: 10, onlySecond: 2, neither: 88 });
    expect(ab!.test!.pValue).toBeCloseTo(158 / 4096, 12);
    expect(ab!.test!.adjustedPValue).toBeCloseTo(158 / 4096, 12);
    // 20 discordant, all on one side; the second smallest of three counts twice, but no less than three times the smallest.
    expect(bc!.test!.pValue).toBeCloseTo(2 / 2 ** 20, 15);
    expect(bc!.test!.adjustedPValue).toBeGreaterThan(bc!.test!.pValue);
    expect(ac!.test!.hits).toMatchObject({ onlyFirst: 30, onlySecond: 2 });
    expect([ab, bc, ac].map((pair) => [pair!.first, pair!.second])).toEqual([
      [a.run.id, b.run.id],
      [b.run.id, c.run.id],
      [a.run.id, c.run.id],
    ]);
  });

  it('says by how much, with interval and p', () => {
    expect(compare([a, b]).runs[0]!.text).toBe(
      'a is 0.08 points above b on the same 10,000 test images (95% interval 0.00 to 0.16; McNemar p = 0.039).',
    );
  });

  it('says of what chance explains that it cannot be shown, never that it is equal', () => {
    const near = subject('near', range(1, 92));
    expect(compare([a, near]).runs[0]!.text).toMatch(
      /^No difference between a and near that 10,000 images can show \(0\.01 points, 95% interval −0\.0\d to 0\.0\d; McNemar p = 1\.00\)\.$/,
    );
    for (const text of comparisonTexts(compare([a, near, b]))) expect(text).not.toMatch(/same as|equal\b/);
  });

  it('tells where the correction takes a difference away', () => {
    // 10 to 2 is p = 0.0386; of five tests with four others like it, nothing is left.
    const others = range(0, 3).map((index) => subject(`o${index}`, [...range(2, 90), ...range(100, 110)]));
    const [first] = compare([a, ...others]).runs;
    expect(first!.test!.adjustedPValue).toBeCloseTo((5 * 158) / 4096, 12);
    expect(first!.text).toMatch(
      /^No difference between a and o0 .*p = 0\.039, but p = 0\.19 corrected for 5 comparisons\)\.$/,
    );
  });

  it('falls back on the interval of different images, and says so', () => {
    const [{ text, test }] = compare([a, { run: subject('far', range(0, 500)).run }]).runs as [
      Comparison['runs'][0],
    ];
    expect(test).toBeNull();
    expect(text).toMatch(
      /^a is 4\.10 points above far, more than the choice of 10,000 test images explains \(95% interval 3\.6\d to 4\.5\d, as for different images, because/,
    );
    expect(compare([a, { run: b.run }]).runs[0]!.text).toMatch(/^No difference .*as for different images/);
  });

  it('does not pair answers for other labels', () => {
    const other = { ...b.answers, labels: labels.map((label) => (label + 1) % 10) };
    expect(compare([a, { run: b.run, answers: other }]).runs[0]!.test).toBeNull();
  });
});

describe('classes', () => {
  it('names the classes on which the best differs from the second, in both directions', () => {
    const of = (label: number, count: number): number[] => range(0, count).map((index) => 10 * index + label);
    // Class 7: 10 against 2, which by itself is p = 0.039, but not among ten classes.
    const first = subject('first', [...of(1, 40), ...of(7, 2)]);
    const second = subject('second', [...of(3, 60), ...of(5, 1), ...of(7, 12).slice(2)]);
    const { classes } = compare([first, second]);
    expect(classes!.classes).toHaveLength(10);
    expect(classes!.classes[3]).toMatchObject({ support: 1000, firstRecall: 1, secondRecall: 0.94 });
    expect(classes!.classes[5]!.adjustedPValue).toBe(1);
    expect(classes!.classes[7]!.pValue).toBeCloseTo(158 / 4096, 12);
    expect(classes!.classes[7]!.adjustedPValue).toBeCloseTo((8 * 158) / 4096, 12);
    expect(classes!.text).toBe(
      'Class by class, first is above second on Dress (100.00% against 94.00% of 1,000; p < 0.001), and below second on ' +
        "Trouser (96.00% against 100.00% of 1,000; p < 0.001): McNemar's test of each class, corrected for 10 classes.",
    );
  });

  it('says where there is nothing to be seen', () => {
    const text = compare([subject('first', [1]), subject('second', [3, 5])]).classes!.text;
    expect(text).toContain(
      'there is no difference between first and second that the images of a class can show',
    );
    expect(text).toContain('the smallest p = 1.00');
  });
});

describe('seeds', () => {
  const seeds = (name: string, hits: readonly number[], from = 1) =>
    hits.map((each, index) => ({ run: subject(name, range(0, COUNT - each), {}, from + index).run }));

  it('gives mean, deviation and t interval, and pairs runs by their seeds', () => {
    const { seeds: found } = compare([
      ...seeds('cnn', [9200, 9300, 9100]),
      ...seeds('mlp', [9000, 9100, 9000]).reverse(),
    ]);
    expect(found.groups.map(({ text }) => text)).toEqual([
      'cnn: 92.00% of test images on average over 3 seeds (95% interval of the mean 89.52–94.48%), deviation 1.00 points.',
      'mlp: 90.33% of test images on average over 3 seeds (95% interval of the mean 88.90–91.77%), deviation 0.58 points.',
    ]);
    // The differences are 0.02, 0.02 and 0.01: t = 5 with 2 degrees of freedom.
    expect(found.pairs[0]!.test!.pValue).toBeCloseTo(1 - Math.sqrt(25 / 27), 9);
    expect(found.pairs[0]!.text).toBe(
      'cnn is 1.67 points above mlp on average over 3 seeds (95% interval 0.23 to 3.10; paired t-test p = 0.038).',
    );
  });

  it('adds Wilcoxon’s test from six seeds on', () => {
    const { seeds: found } = compare([
      ...seeds('cnn', [9201, 9302, 9103, 9204, 9305, 9106]),
      ...seeds('mlp', [9000, 9100, 9000, 9000, 9100, 9000]),
    ]);
    expect(found.pairs[0]!.wilcoxonPValue).toBeCloseTo(2 / 64, 12);
    expect(found.pairs[0]!.text).toMatch(/Wilcoxon p = 0\.031\)\.$/);
  });

  it('claims nothing where seeds cannot show it, are not the same, or differ by the same', () => {
    const text = (...groups: { run: Run }[][]): string => compare(groups.flat()).seeds.pairs[0]!.text;
    expect(text(seeds('cnn', [9200, 9000]), seeds('mlp', [9000, 9100]))).toMatch(
      /^No difference between cnn and mlp that 2 seeds can show \(0\.50 points on average, 95% interval −\d/,
    );
    expect(text(seeds('cnn', [9200, 9000]), seeds('mlp', [9000, 8900], 5))).toMatch(/no two seeds in common/);
    expect(text(seeds('cnn', [9200, 9100]), seeds('mlp', [9100, 9000]))).toMatch(
      /cnn is 1\.00 points above mlp with each of 2 seeds; without spread/,
    );
  });

  it('counts a run that was repeated with its seed once', () => {
    const [first] = seeds('cnn', [9200]);
    const again = { run: { ...first!.run, id: `${first!.run.id}-again` } };
    expect(compare([first!, again]).seeds.groups).toEqual([]);
  });

  it('puts the group first that is ahead on the seeds that both have', () => {
    const cnn = [...seeds('cnn', [9000, 9010]), ...seeds('cnn', [9900], 9)];
    const { pairs } = compare([...cnn, ...seeds('mlp', [9100, 9150])]).seeds;
    expect(pairs[0]).toMatchObject({ first: 'mlp', second: 'cnn', pairs: [1, 2] });
  });
});

describe('folds', () => {
  const folds = (name: string, accuracies: readonly number[], more: object = {}) =>
    accuracies.map((accuracy, index) => {
      const validation = { folds: accuracies.length, fold: index + 1, ...more };
      const { run } = subject(`${name}-fold-${index + 1}-of-${accuracies.length}`, range(0, 1000 + index), {
        model: name,
        validation,
      });
      const result = { ...run.record.result!, validation: { loss: 0.3, accuracy } };
      return { run: { ...run, record: { ...run.record, result } } };
    });

  it('compares cross-validations with the correction for overlapping training sets', () => {
    const { folds: found } = compare([
      ...folds('cnn', [0.92, 0.93, 0.91]),
      ...folds('mlp', [0.9, 0.91, 0.9]),
    ]);
    expect(found.groups.map(({ label, interval }) => [label, interval])).toEqual([
      ['cnn', null],
      ['mlp', null],
    ]);
    // t = 5 / √(3 (1/3 + 1/2)) = √10, and p = 1 − t / √(t² + 2).
    expect(found.pairs[0]!.test!.pValue).toBeCloseTo(1 - Math.sqrt(10 / 12), 9);
    expect(found.pairs[0]!.text).toMatch(
      /^No difference between cnn and mlp that 3 folds can show \(1\.67 points on average of held-out images, 95% interval −0\.60 to 3\.93; t-test for overlapping training sets p = 0\.087\)\.$/,
    );
  });

  it('compares neither unfinished ones nor other folds', () => {
    expect(compare(folds('cnn', [0.92, 0.93, 0.91]).slice(1)).folds.groups).toEqual([]);
    const other = compare([...folds('cnn', [0.92, 0.93]), ...folds('mlp', [0.9, 0.92], { seed: 3 })]).folds;
    expect(other.pairs[0]!.text).toContain('no two folds in common');
  });
});
