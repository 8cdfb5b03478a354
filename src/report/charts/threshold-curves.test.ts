import { describe, expect, it } from 'vitest';
import { chartSubjects } from '../../../test/golden/chart-subjects.ts';
import { thresholdCurvesInfo, thresholdCurvesLegend, thresholdCurvesSpec } from './threshold-curves.ts';

const { test } = chartSubjects()[0]!.predictions!;
const names = ['a', 'b', 'c', 'd'];

describe('thresholdCurvesInfo', () => {
  it('knows the curves of a small case', () => {
    const predictions = {
      labels: Int32Array.of(0, 0, 1, 1),
      probabilities: Float32Array.of(0.9, 0.1, 0.4, 0.6, 0.5, 0.5, 0.1, 0.9),
      classes: 2,
    };
    const info = thresholdCurvesInfo(predictions, ['a', 'b'], 'roc')!;
    expect(info.curves[0]).toEqual({
      classIndex: 0,
      name: 'a',
      area: 0.75,
      points: [
        [0, 0],
        [0, 0.5],
        [0.5, 0.5],
        [0.5, 1],
        [1, 1],
      ],
    });
    expect(info.macro.area).toBe(0.75);
    // Both curves are as high there.
    const middle = info.macro.points.find(([x]) => x === 0.5)!;
    expect(middle[1]).toBe(1);
    expect(info.macro.points[0]).toEqual([0, 0.5]);
  });

  it('begins with the class that is told from the rest worst', () => {
    const { curves, macro } = thresholdCurvesInfo(test, names, 'precisionRecall')!;
    const areas = curves.map(({ area }) => area);
    expect(areas).toEqual([...areas].sort((a, b) => a - b));
    expect(macro.area).toBeCloseTo(areas.reduce((sum, area) => sum + area, 0) / 4, 12);
  });

  it('leaves out classes without examples, and is nothing where there are no others', () => {
    const one = { labels: Int32Array.of(1), probabilities: Float32Array.of(0.5, 0.5), classes: 2 };
    expect(thresholdCurvesInfo(one, ['a', 'b'], 'roc')).toBeUndefined();
    const three = {
      labels: Int32Array.of(0, 1),
      probabilities: Float32Array.of(0.8, 0.1, 0.1, 0.3, 0.4, 0.3),
      classes: 3,
    };
    expect(thresholdCurvesInfo(three, ['a', 'b', 'c'], 'roc')!.curves.map(({ name }) => name)).toEqual([
      'a',
      'b',
    ]);
  });

  it('keeps no more points than can be seen', () => {
    const count = 20_000;
    const labels = Int32Array.from({ length: count }, (_, index) => index % 2);
    const probabilities = new Float32Array(2 * count);
    labels.forEach((label, index) => {
      const value = ((index * 7919) % count) / count;
      probabilities[2 * index + 1] = 0.3 * label + 0.7 * value;
      probabilities[2 * index] = 1 - probabilities[2 * index + 1]!;
    });
    const info = thresholdCurvesInfo({ labels, probabilities, classes: 2 }, ['a', 'b'], 'roc')!;
    expect(info.curves[0]!.points.length).toBeLessThan(810);
    expect(info.curves[0]!.points.at(-1)).toEqual([1, 1]);
  });
});

describe('thresholdCurvesSpec', () => {
  const info = thresholdCurvesInfo(test, names, 'roc')!;
  const drawn = (options?: { classes: number[] }) =>
    (
      thresholdCurvesSpec(info, undefined, options).series as { name: string; lineStyle: { color: string } }[]
    ).map(({ name, lineStyle }) => [name, lineStyle.color]);

  it('draws chosen classes in colours and the others behind them', () => {
    expect(drawn({ classes: [2] }).at(-2)).toEqual(['c', 'var(--series-1)']);
    expect(drawn({ classes: [2] }).filter(([, color]) => color === 'var(--muted)')).toHaveLength(4);
    expect(drawn().at(-1)).toEqual(['mean of all classes', 'var(--text)']);
    expect(drawn()[0]).toEqual(['chance', 'var(--muted)']);
  });

  it('has the areas in its legend', () => {
    const labels = thresholdCurvesLegend(info, undefined, { classes: [info.curves[1]!.classIndex] }).map(
      ({ label }) => label,
    );
    expect(labels).toEqual([
      `mean of all classes (AUC ${info.macro.area.toFixed(3)})`,
      `${info.curves[1]!.name} (${info.curves[1]!.area.toFixed(3)})`,
      '3 other classes',
    ]);
  });
});
