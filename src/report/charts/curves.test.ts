import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { curvesInfo, curvesLegend, curvesSpec, smoothed } from './curves.ts';

const runs = [
  fixtureRun({ name: 'cnn', hits: 9182, epochs: 3 }),
  fixtureRun({ name: 'dense', hits: 8876, epochs: 5, status: 'interrupted' }),
  fixtureRun({ name: 'none', hits: 0, epochs: 0, status: 'failed' }),
];

interface DrawnLine {
  readonly name: string;
  readonly lineStyle: { readonly type: unknown; readonly color: string };
  readonly data: readonly { readonly value: readonly number[]; readonly symbolSize: number }[];
}

const linesOf = (spec: { readonly series?: unknown }): DrawnLine[] => spec.series as DrawnLine[];

describe('curvesInfo', () => {
  it('takes both curves of every run that finished an epoch', () => {
    const info = curvesInfo(runs, 'accuracy');
    expect(info.runs.map(({ label, status, bestEpoch, place }) => [label, status, bestEpoch, place])).toEqual(
      [
        ['cnn', 'complete', 3, 0],
        ['dense', 'interrupted', 5, 1],
      ],
    );
    const [first] = info.runs;
    expect(first!.train).toEqual(runs[0]!.history.map(({ train }) => train.accuracy));
    expect(first!.validation[2]).toBe(runs[0]!.history[2]!.val!.accuracy);
    expect(first!.steps).toEqual([430, 860, 1290]);
    expect(first!.timesMs).toEqual([2100, 4200, 6300]);
    expect(curvesInfo(runs, 'loss').runs[1]!.train[0]).toBe(runs[1]!.history[0]!.train.loss);
    expect(curvesInfo([], 'loss').runs).toEqual([]);
  });

  it('knows epochs without validation', () => {
    const first = { ...runs[0]!.history[0]!, val: undefined };
    const run = { ...runs[0]!, history: [first, ...runs[0]!.history.slice(1)] };
    const info = curvesInfo([run], 'loss');
    expect(info.runs[0]!.validation[0]).toBeNull();
    expect(linesOf(curvesSpec(info))[1]!.data.map(({ value }) => value[0])).toEqual([2, 3]);
  });
});

describe('curvesSpec', () => {
  it('draws training dashed and validation solid in the colour of the run', () => {
    const lines = linesOf(curvesSpec(curvesInfo(runs, 'loss'))).map(({ name, lineStyle }) => [
      name,
      Array.isArray(lineStyle.type) ? 'dashed' : lineStyle.type,
      lineStyle.color,
    ]);
    expect(lines).toEqual([
      ['cnn, training', 'dashed', 'var(--series-1)'],
      ['cnn, validation', 'solid', 'var(--series-1)'],
      ['dense, training', 'dashed', 'var(--series-2)'],
      ['dense, validation', 'solid', 'var(--series-2)'],
    ]);
  });

  it('tells eleven runs apart by colour and dashes', () => {
    const eleven = Array.from({ length: 11 }, (_, at) =>
      fixtureRun({ name: `m${at}`, hits: 9000, minute: at }),
    );
    const styles = linesOf(curvesSpec(curvesInfo(eleven, 'loss'))).map(({ lineStyle }) =>
      JSON.stringify([lineStyle.color, lineStyle.type]),
    );
    expect(new Set(styles).size).toBe(22);
  });

  it('draws a hundred runs as five with names before one background', () => {
    const hundred = Array.from({ length: 100 }, (_, at) =>
      fixtureRun({ name: `m${at}`, hits: 9000, epochs: 4 }),
    );
    const info = curvesInfo(hundred, 'accuracy');
    const [background, ...named] = linesOf(curvesSpec(info));
    expect(background!.name).toBe('other runs');
    // Four points and a gap of each of the others.
    expect(background!.data).toHaveLength(95 * 5);
    expect(named.map(({ name }) => name).filter((name) => name.includes('validation'))).toEqual(
      ['m0', 'm1', 'm2', 'm3', 'm4'].map((name) => `${name}, validation`),
    );
    expect(curvesLegend(info).map(({ label }) => label)).toEqual([
      ...['m0', 'm1', 'm2', 'm3', 'm4'],
      '95 other runs',
      'training',
      'validation',
    ]);
  });

  it('keeps the colour of a run where one before it has no curve', () => {
    const info = curvesInfo([runs[2]!, runs[0]!], 'loss');
    expect(linesOf(curvesSpec(info))[0]!.lineStyle.color).toBe('var(--series-2)');
    expect(curvesLegend(info)[0]).toMatchObject({ label: 'cnn', color: 'var(--series-2)' });
  });

  it('goes to the right by epoch, step or time', () => {
    const info = curvesInfo(runs, 'loss');
    const xs = (xAxis: 'epoch' | 'step' | 'time') => {
      const spec = curvesSpec(info, undefined, { xAxis });
      const { name } = spec.xAxis as { name: string };
      return [name, linesOf(spec)[0]!.data.map(({ value }) => value[0])];
    };
    expect(xs('epoch')).toEqual(['epoch', [1, 2, 3]]);
    expect(xs('step')).toEqual(['step', [430, 860, 1290]]);
    expect(xs('time')).toEqual(['training time (s)', [2.1, 4.2, 6.3]]);
  });

  it('puts one epoch in the middle of an axis that names it alone', () => {
    const axis = curvesSpec(curvesInfo([fixtureRun({ name: 'one', hits: 9000, epochs: 1 })], 'loss'))
      .xAxis as {
      min: number;
      max: number;
      axisLabel: { formatter: (value: number) => string };
    };
    expect([axis.min, axis.max]).toEqual([0, 2]);
    expect([0, 1, 2].map(axis.axisLabel.formatter)).toEqual(['', '1', '']);
  });

  it('marks the best epoch, and a lone point', () => {
    const sizes = linesOf(curvesSpec(curvesInfo([runs[0]!], 'loss')))[1]!.data.map(
      ({ symbolSize }) => symbolSize,
    );
    expect(sizes).toEqual([0, 0, 7]);
    const one = curvesInfo([fixtureRun({ name: 'one', hits: 9000, epochs: 1 })], 'loss');
    expect(linesOf(curvesSpec(one)).map(({ data }) => data[0]!.symbolSize)).toEqual([7, 7]);
  });

  it('leaves what is not above zero out of a logarithmic axis', () => {
    const [first, ...rest] = runs[0]!.history;
    const zero = { ...runs[0]!, history: [{ ...first!, train: { loss: 0, accuracy: 0 } }, ...rest] };
    const spec = curvesSpec(curvesInfo([zero], 'accuracy'), undefined, { logScale: true });
    expect(linesOf(spec)[0]!.data.map(({ value }) => value[0])).toEqual([2, 3]);
    expect(spec.yAxis).toMatchObject({ type: 'log', min: 0.5, max: 1 });
  });
});

describe('smoothed', () => {
  it('is a weighted mean of all values so far, as TensorBoard has it', () => {
    // Debiased: sums of values and of weights, each multiplied by 0.5 a step.
    expect(smoothed([1, 3, null, 5], 0.5)).toEqual([1, 3.5 / 1.5, null, 6.75 / 1.75]);
    expect(smoothed([1, 3, 5], 0)).toEqual([1, 3, 5]);
  });

  it.each([-0.1, 1, NaN])('refuses a weight of %d', (weight) => {
    expect(() => smoothed([1], weight)).toThrow(/smoothing must be a number from 0 to 0.99/);
  });
});
