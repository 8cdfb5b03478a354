import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { confusionInfo, confusionSpec } from './confusion.ts';
import { curvesInfo, curvesSpec } from './curves.ts';
import { renderSvg } from './render-svg.ts';

const runs = [
  fixtureRun({ name: 'cnn', hits: 9182, epochs: 3 }),
  fixtureRun({ name: 'dense', hits: 8876, epochs: 5, status: 'interrupted' }),
  fixtureRun({ name: 'none', hits: 0, epochs: 0, status: 'failed' }),
];

describe('curvesInfo', () => {
  it('takes both curves of every run that finished an epoch', () => {
    const info = curvesInfo(runs, 'accuracy');
    expect(info.lastEpoch).toBe(5);
    expect(info.runs.map(({ label, status, bestEpoch }) => [label, status, bestEpoch])).toEqual([
      ['cnn', 'complete', 3],
      ['dense', 'interrupted', 5],
    ]);
    expect(info.runs[0]!.train).toEqual(runs[0]!.history.map(({ epoch, train }) => [epoch, train.accuracy]));
    expect(info.runs[0]!.validation[2]).toEqual([3, runs[0]!.history[2]!.val!.accuracy]);
    expect(curvesInfo(runs, 'loss').runs[1]!.train[0]).toEqual([1, runs[1]!.history[0]!.train.loss]);
    expect(curvesInfo([], 'loss')).toMatchObject({ runs: [], lastEpoch: 0 });
  });

  it('leaves epochs without validation out of the validation curve', () => {
    const first = { ...runs[0]!.history[0]!, val: undefined };
    const run = { ...runs[0]!, history: [first, ...runs[0]!.history.slice(1)] };
    expect(curvesInfo([run], 'loss').runs[0]!.validation.map(([epoch]) => epoch)).toEqual([2, 3]);
  });
});

describe('curvesSpec', () => {
  it('draws training dashed and validation solid in the colour of the run', () => {
    const { series } = curvesSpec(curvesInfo(runs, 'loss'));
    const lines = (series as { name: string; lineStyle: { type: unknown; color: string } }[]).map(
      ({ name, lineStyle }) => [
        name,
        Array.isArray(lineStyle.type) ? 'dashed' : lineStyle.type,
        lineStyle.color,
      ],
    );
    expect(lines).toEqual([
      ['cnn, training', 'dashed', 'var(--series-1)'],
      ['cnn, validation', 'solid', 'var(--series-1)'],
      ['dense, training', 'dashed', 'var(--series-2)'],
      ['dense, validation', 'solid', 'var(--series-2)'],
    ]);
  });

  it.each([1, 2, 9, 12, 17, 100])('ends its axis on a tick at or after epoch %i', (lastEpoch) => {
    const axis = curvesSpec({ metric: 'loss', runs: [], lastEpoch }).xAxis as {
      max: number;
      interval: number;
    };
    expect((axis.max - 1) % axis.interval).toBe(0);
    expect(axis.max).toBeGreaterThanOrEqual(lastEpoch);
    expect(axis.max - lastEpoch).toBeLessThanOrEqual(axis.interval);
  });
});

describe('confusionInfo', () => {
  it('gives each count its share of the row', () => {
    const info = confusionInfo(runs[0]!)!;
    expect(info.cells).toHaveLength(100);
    expect(info.cells[0]).toEqual({ label: 0, prediction: 0, count: 835, share: 0.835 });
    expect(info.cells[2]).toEqual({ label: 0, prediction: 2, count: 96, share: 0.096 });
    expect(confusionInfo(runs[1]!)).toBeUndefined();
  });
});

describe('renderSvg', () => {
  const options = { id: 'chart', width: 460, height: 300, title: 'Loss of <b>' };

  it('draws without a browser, the same every time, and nothing that a page could run', () => {
    const draw = (): string => renderSvg(curvesSpec(curvesInfo(runs, 'loss')), options);
    const svg = draw();
    expect(draw()).toBe(svg);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 460 300" role="img"/);
    expect(svg).toContain('<title>Loss of &lt;b&gt;</title>');
    expect(svg).toContain('stroke="var(--series-2)"');
    expect(svg).toContain('stroke-dasharray="5,4"');
    expect(svg).not.toMatch(/<style|<script|class=|ecmeta|zr\d/);
    expect(svg.match(/<svg/g)).toHaveLength(1);
  });

  it('writes the counts into the cells of a confusion matrix and escapes class names', () => {
    const info = confusionInfo(runs[0]!)!;
    const svg = renderSvg(
      confusionSpec({ ...info, classNames: ['<i>', ...info.classNames.slice(1)] }),
      options,
    );
    expect(svg).toContain('>835</text>');
    expect(svg).toContain('>Ankle boot</text>');
    expect(svg).toContain('&lt;i&gt;');
    expect(svg).not.toContain('<i>');
    expect(svg).toContain('fill="var(--right)"');
  });
});
