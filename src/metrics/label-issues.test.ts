import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { confidentJoint } from './confident-joint.ts';
import { findLabelIssues } from './label-issues.ts';
import type { Predictions } from './predictions.ts';

function predictionsOf(labels: readonly number[], rows: readonly (readonly number[])[]): Predictions {
  return {
    labels: Int32Array.from(labels),
    probabilities: Float32Array.from(rows.flat()),
    classes: rows[0]!.length,
  };
}

/**
 * Four examples of 0, of which the third looks like 1 and the fourth like nothing; two of 1, one of them unsure; none
 * of 2.
 */
const small = predictionsOf(
  [0, 0, 0, 0, 1, 1],
  [
    [0.9, 0.1, 0],
    [0.9, 0.1, 0],
    [0.2, 0.8, 0],
    [0.4, 0.2, 0.4],
    [0.2, 0.8, 0],
    [0.4, 0.6, 0],
  ],
);

describe('confidentJoint', () => {
  const joint = confidentJoint(small);

  it('compares each class with its mean self-confidence', () => {
    expect(joint.thresholds[0]).toBeCloseTo((0.9 + 0.9 + 0.2 + 0.4) / 4, 7);
    expect(joint.thresholds[1]).toBeCloseTo((0.8 + 0.6) / 2, 7);
    expect(joint.thresholds[2]).toBeNull();
    expect([...joint.confident]).toEqual([0, 0, 1, -1, 1, -1]);
  });

  it('counts confident examples, and scales each row to all that are labelled so', () => {
    expect(joint.counts).toEqual([
      [2, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect(joint.estimate).toEqual([
      [(2 / 3) * 4, (1 / 3) * 4, 0],
      [0, 2, 0],
      [0, 0, 0],
    ]);
  });

  it('takes the most probable class where several are probable enough', () => {
    const two = predictionsOf([0, 1, 0], [[0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]); // oxfmt-ignore
    // The thresholds are 0.375 and 0.25.
    expect([...confidentJoint(two).confident]).toEqual([0, 0, 1]);
  });

  it('counts examples that are exactly as sure as the mean', () => {
    const alike = predictionsOf(new Array<number>(7).fill(0), new Array<number[]>(7).fill([0.9, 0.1]));
    expect(confidentJoint(alike).counts[0]).toEqual([7, 0]);
  });
});

describe('findLabelIssues', () => {
  it('finds the example that looks like another class', () => {
    expect(findLabelIssues(small)).toEqual([
      {
        example: 2,
        given: 0,
        suggested: 1,
        selfConfidence: Math.fround(0.2),
        margin: Math.fround(0.8) - Math.fround(0.2),
      },
    ]);
  });

  it('takes by default what is as improbable as the classes that examples are not labelled', () => {
    // The 20 probabilities of other classes end in 0.1, 0.1, 0.2, 0.3, 0.4…, 0.8: at 0.85 of the way from the first to the
    // last, 16.15, is 0.2 + 0.15 (0.3 − 0.2) = 0.215.
    const found = (own: number) => {
      const rows = [[0.85, 0.05, 0.1], [0.85, 0.05, 0.1], [0.14, 0.8, 0.06], [own, 0.3, 0.7 - own], [0.05, 0.9, 0.05], [0.1, 0.8, 0.1], [0.05, 0.05, 0.9], [0.2, 0.05, 0.75], [0.05, 0.05, 0.9], [0.05, 0.05, 0.9]]; // oxfmt-ignore
      return findLabelIssues(predictionsOf([0, 0, 0, 0, 1, 1, 2, 2, 2, 2], rows)).map(
        ({ example }) => example,
      );
    };
    expect(found(0.21)).toEqual([2, 3]);
    expect(found(0.22)).toEqual([2]);
  });

  it('takes by default what is no more probable than other classes are on average, where models are sure', () => {
    // Of the 18 probabilities of other classes all but one are 0.01, so most of them say nothing; their mean is 0.063.
    const found = (own: number) => {
      const sure = [0, 1, 2].flatMap((label) => [label, label].map((each) => [0, 1, 2].map((index) => (index === each ? 0.98 : 0.01)))); // oxfmt-ignore
      const rows = [...sure, [0.98, 0.01, 0.01], [0.98, 0.01, 0.01], [own, 0.97, 0.01]];
      return findLabelIssues(predictionsOf([0, 0, 1, 1, 2, 2, 0, 0, 0], rows)).map(({ example }) => example);
    };
    expect(found(0.06)).toEqual([8]);
    expect(found(0.07)).toEqual([]);
  });

  it('takes as many as estimated, by margin for a pair of classes and by self-confidence for a class', () => {
    // Of eight labelled 0 two are confidently of 1 and one of 2; example 5 has the least of its label, but is like both others.
    const rows = [
      ...new Array<number[]>(5).fill([0.9, 0.05, 0.05]),
      [0.1, 0.45, 0.45],
      [0.15, 0.84, 0.01],
      [0.16, 0.83, 0.01],
      [0.2, 0.01, 0.79],
      [0, 0.8, 0.2],
      [0, 0.2, 0.75],
    ];
    const some = predictionsOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2], rows);
    expect(confidentJoint(some).estimate[0]!.map((value) => Number(value.toFixed(6)))).toEqual([
      5.625, 2.25, 1.125,
    ]);
    const found = (method: 'noiseRate' | 'class' | 'both' | 'joint') =>
      findLabelIssues(some, { method }).map(({ example }) => example);
    expect(found('noiseRate')).toEqual([6, 7, 8]);
    expect(found('class')).toEqual([5, 6, 7]);
    expect(found('both')).toEqual([6, 7]);
    expect(found('joint')).toEqual([6, 7, 8]);
  });

  it('ranks by self-confidence or by margin', () => {
    const some = predictionsOf(
      [0, 0, 0, 0, 1, 2],
      [
        [0.9, 0.05, 0.05],
        [0.9, 0.05, 0.05],
        [0.15, 0.45, 0.4],
        [0.2, 0.8, 0],
        [0, 0.45, 0.55],
        [0, 0.1, 0.9],
      ],
    );
    const found = (rankBy: 'selfConfidence' | 'margin') =>
      findLabelIssues(some, { method: 'joint', rankBy }).map(({ example }) => example);
    expect(found('selfConfidence')).toEqual([2, 3]);
    expect(found('margin')).toEqual([3, 2]);
  });

  it('lists equally suspicious examples in their order', () => {
    const rows = [[0.9, 0.05, 0.05], [0.9, 0.05, 0.05], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1], [0, 0.8, 0.2], [0, 0.2, 0.8]]; // oxfmt-ignore
    const issues = findLabelIssues(predictionsOf([0, 0, 0, 0, 1, 2], rows));
    expect(issues.map(({ example, suggested }) => [example, suggested])).toEqual([
      [2, 2],
      [3, 1],
    ]);
  });

  it('leaves out examples whose own label is the most probable, or as probable as any', () => {
    // Of four labelled 0 one is confidently so and one confidently of 1, so two of them are estimated to be of 1.
    const some = predictionsOf([0, 0, 0, 0, 1], [[1, 0], [0.6, 0.4], [0.5, 0.5], [0.375, 0.625], [0.4, 0.6]]); // oxfmt-ignore
    expect(confidentJoint(some).estimate[0]).toEqual([2, 2]);
    for (const method of ['implausible', 'noiseRate', 'class'] as const) {
      expect(findLabelIssues(some, { method }).map(({ example }) => example)).toEqual([3]);
    }
  });

  it('finds nothing in labels that are the most probable classes, or among no examples', () => {
    const rows = [[0.6, 0.4], [0.9, 0.1], [0.4, 0.6], [0.1, 0.9]]; // oxfmt-ignore
    for (const method of ['implausible', 'noiseRate', 'class', 'both', 'joint'] as const) {
      expect(findLabelIssues(predictionsOf([0, 0, 1, 1], rows), { method })).toEqual([]);
      expect(findLabelIssues({ ...small, labels: new Int32Array(), probabilities: new Float32Array() }, { method })).toEqual([]); // oxfmt-ignore
    }
  });

  it('refuses unknown names and probabilities that are none', () => {
    expect(() => findLabelIssues(small, { method: 'guess' as 'both' })).toThrow(
      /method: expected one of implausible, noiseRate, class, both, joint; got guess/,
    );
    expect(() => findLabelIssues(small, { rankBy: 'toString' as 'margin' })).toThrow(
      /rankBy: expected one of/,
    );
    expect(() => findLabelIssues({ ...small, classes: 2 })).toThrow(/18 probabilities for 6 labels/);
  });

  it.each([
    ['implausible', 0.8, 0.8],
    ['noiseRate', 0.8, 0.5],
    ['class', 0.8, 0.5],
    ['both', 0.75, 0.55],
    ['joint', 0.75, 0.6],
  ] as const)('finds flipped labels, one in twenty: %s', (method, leastRecall, leastPrecision) => {
    const { predictions, flipped } = withFlippedLabels();
    const issues = findLabelIssues(predictions, { method });
    const right = issues.filter(({ example }) => flipped.has(example)).length;
    expect(right / flipped.size).toBeGreaterThan(leastRecall);
    expect(right / issues.length).toBeGreaterThan(leastPrecision);
  });
});

/**
 * 3,000 examples of ten classes by a model that is right on 92%, the first four classes hard to tell apart; 5% of the
 * labels are flipped.
 */
function withFlippedLabels(): { readonly predictions: Predictions; readonly flipped: ReadonlySet<number> } {
  const random = randomStream(1, 'test');
  const classes = 10;
  const labels = new Int32Array(3000);
  const flipped = new Set<number>();
  const probabilities = new Float32Array(labels.length * classes);
  labels.forEach((_, example) => {
    const truth = random.integer(classes);
    if (random.float64() < 0.05) flipped.add(example);
    labels[example] = flipped.has(example) ? (truth + 1 + random.integer(classes - 1)) % classes : truth;
    const logits = Array.from({ length: classes }, (_, index) => {
      const alike = index < 4 && truth < 4 ? 4 : 0;
      return Math.exp(1.5 * random.normal() + (index === truth ? 7 : alike));
    });
    const sum = logits.reduce((total, value) => total + value, 0);
    probabilities.set(logits.map((value) => value / sum), example * classes); // oxfmt-ignore
  });
  return { predictions: { labels, probabilities, classes }, flipped };
}
