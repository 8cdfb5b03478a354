import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { perClass } from '../../metrics/per-class.ts';
import type { Run } from '../../runs/record.ts';
import { classFiguresInfo, classFiguresLegend, classFiguresSpec } from './class-figures.ts';

const runs = [
  fixtureRun({ name: 'cnn', hits: 9182 }),
  fixtureRun({ name: 'stopped', hits: 9000, status: 'interrupted' }),
  fixtureRun({ name: 'mlp', hits: 8876 }),
];

function withClasses(run: Run, classNames: string[], confusion: number[][]): Run {
  const { record } = run;
  const result = { ...record.result!, test: { ...record.result!.test, confusion } };
  return { ...run, record: { ...record, data: { ...record.data, classNames }, result } };
}

describe('classFiguresInfo', () => {
  it('has the figure of every class of every run with a result, in label order', () => {
    const info = classFiguresInfo(runs, 'recall', 'label')!;
    expect(info.classNames[0]).toBe('T-shirt/top');
    expect(info.supports).toEqual(Array(10).fill(1000));
    expect(info.runs.map(({ label, place }) => [label, place])).toEqual([
      ['cnn', 0],
      ['mlp', 2],
    ]);
    const figures = perClass(runs[2]!.record.result!.test.confusion);
    expect(info.runs[1]!.values).toEqual(figures.map(({ recall }) => recall));
  });

  it('begins with the class that is hardest for all together', () => {
    const names = ['easy', 'hard', 'mean'];
    const run = withClasses(runs[0]!, names, [
      [10, 0, 0],
      [0, 2, 8],
      [0, 1, 9],
    ]);
    const info = classFiguresInfo([run])!;
    expect(info.classNames).toEqual(['hard', 'mean', 'easy']);
    expect(info.runs[0]!.values.map((value) => value.toFixed(2))).toEqual(['0.31', '0.67', '1.00']);
  });

  it('leaves out runs that tell other classes, and is nothing without a result', () => {
    const other = withClasses(
      runs[2]!,
      ['a', 'b'],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expect(classFiguresInfo([runs[0]!, other])!.runs.map(({ label }) => label)).toEqual(['cnn']);
    expect(classFiguresInfo([runs[1]!])).toBeUndefined();
  });
});

describe('classFiguresSpec', () => {
  it('has a series of dots for each run, a row for each class', () => {
    const info = classFiguresInfo(runs)!;
    const { series, yAxis, tooltip } = classFiguresSpec(info);
    const [range, ...dots] = series as { name: string; data: [number, number][] }[];
    expect(range!.data).toHaveLength(30);
    expect(dots.map(({ name, data }) => [name, data.length])).toEqual([
      ['cnn', 10],
      ['mlp', 10],
    ]);
    expect(Math.round(dots[0]!.data[3]![1])).toBe(3);
    const { axisLabel } = yAxis as { axisLabel: { formatter: (row: number) => string } };
    expect(axisLabel.formatter(0)).toBe(info.classNames[0]);
    const { formatter } = tooltip as { formatter: (mark: object) => string };
    expect(formatter({ seriesName: 'mlp', seriesIndex: 2, dataIndex: 3 })).toBe(
      `${info.classNames[3]!}\nmlp: ${info.runs[1]!.values[3]!.toFixed(3)}`,
    );
    // Not by colour alone.
    const marks = classFiguresLegend(info).map(({ mark }) => JSON.stringify(mark));
    expect(new Set(marks).size).toBe(2);
  });

  it('draws five of many runs, and of the others the middle half', () => {
    const many = Array.from({ length: 14 }, (_, at) => fixtureRun({ name: `m${at}`, hits: 9000 - 100 * at }));
    const info = classFiguresInfo(many, 'recall', 'label')!;
    const { series } = classFiguresSpec(info);
    const [, others, ...dots] = series as { name: string; data: [number, number][] }[];
    expect(dots.map(({ name }) => name)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
    const [low, high] = [others!.data[0]![0], others!.data[1]![0]];
    // The third and the seventh of nine.
    expect(high).toBe(info.runs[7]!.values[0]);
    expect(low).toBe(info.runs[11]!.values[0]);
    expect(classFiguresLegend(info).at(-1)!.label).toBe('9 other runs, the middle half');
  });
});
