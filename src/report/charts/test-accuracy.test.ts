import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import type { Run } from '../../runs/record.ts';
import {
  testAccuracyHeight,
  testAccuracyInfo,
  testAccuracyLegend,
  testAccuracySpec,
} from './test-accuracy.ts';

function seeded(name: string, hits: number, seed: number): Run {
  const run = fixtureRun({ name, hits, minute: seed });
  return { ...run, record: { ...run.record, seed, recipe: { ...run.record.recipe, seed } } };
}

const runs = [seeded('cnn', 9200, 1), seeded('cnn', 9000, 2), seeded('mlp', 9150, 1)];

describe('testAccuracyInfo', () => {
  it('puts seeds of one recipe together, the best mean first', () => {
    const info = testAccuracyInfo([
      ...runs,
      fixtureRun({ name: 'cnn', hits: 1, status: 'failed', minute: 9 }),
    ]);
    expect(
      info.groups.map(({ label, runs: of }) => [label, of.map(({ seed, accuracy }) => [seed, accuracy])]),
    ).toEqual([
      ['mlp', [[1, 0.915]]],
      [
        'cnn (2 seeds)',
        [
          [1, 0.92],
          [2, 0.9],
        ],
      ],
    ]);
    expect(info.groups[1]!.mean).toBeCloseTo(0.91, 12);
    expect(info.groups[0]!.runs[0]!.low).toBeCloseTo(0.9094, 4);
    expect(info.omitted).toBe(0);
  });

  it('leaves out what there is no room for, and says how many', () => {
    const many = Array.from({ length: 200 }, (_, at) => fixtureRun({ name: `m${at}`, hits: 9000 - at }));
    const info = testAccuracyInfo(many);
    expect(info.groups).toHaveLength(60);
    expect(info.omitted).toBe(140);
    expect((testAccuracySpec(info).xAxis as { name: string }).name).toContain('140 runs have no room');
  });
});

it('takes seeds evenly from the best to the worst where there are too many of a recipe', () => {
  const seeds = Array.from({ length: 119 }, (_, at) => seeded('cnn', 9118 - at, at));
  const [group] = testAccuracyInfo(seeds).groups;
  expect(group!.label).toBe('cnn (119 seeds)');
  expect(group!.mean).toBeCloseTo(0.9059, 10);
  expect(group!.runs).toHaveLength(60);
  expect([group!.runs[0]!.accuracy, group!.runs[1]!.accuracy, group!.runs[59]!.accuracy]).toEqual([
    0.9118, 0.9116, 0.9,
  ]);
});

describe('testAccuracySpec', () => {
  it('gives each run a line and several seeds their mean', () => {
    const info = testAccuracyInfo(runs);
    const [means, , dots] = testAccuracySpec(info).series as { data: { value: number[] }[] }[];
    expect(dots!.data.map(({ value }) => value)).toEqual([
      [0.915, 0],
      [0.92, 1.4],
      [0.9, 2.4],
    ]);
    expect(means!.data).toHaveLength(3);
    expect(testAccuracyLegend(info).map(({ label }) => label)).toEqual(['mean of seeds']);
    expect(testAccuracyLegend(testAccuracyInfo(runs.slice(1)))).toEqual([]);
    expect(testAccuracyHeight(info)).toBeGreaterThan(3 * 20);
  });
});
