import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { confusionInfo, confusionSpec } from './confusion.ts';
import { renderSvg } from './render-svg.ts';

const run = fixtureRun({ name: 'cnn', hits: 9182, epochs: 3 });
const options = { id: 'chart', width: 460, height: 430, title: 'Confusion' };

describe('confusionInfo', () => {
  it('gives each count its share of the row and of the column', () => {
    const info = confusionInfo(run)!;
    expect(info.cells).toHaveLength(100);
    expect(info.cells[0]).toMatchObject({ label: 0, prediction: 0, count: 835, share: 0.835 });
    expect(info.cells[2]).toMatchObject({ label: 0, prediction: 2, count: 96, share: 0.096 });
    const column = info.cells.filter(({ prediction }) => prediction === 2);
    const predicted = column.reduce((sum, { count }) => sum + count, 0);
    expect(info.cells[2]!.predictionShare).toBe(96 / predicted);
    expect(column.reduce((sum, { predictionShare }) => sum + predictionShare, 0)).toBeCloseTo(1, 12);
    expect(confusionInfo(fixtureRun({ name: 'x', hits: 1, status: 'interrupted' }))).toBeUndefined();
  });

  it('has shares of 0 where a class has no images or is never predicted', () => {
    const { record } = run;
    const test = {
      ...record.result!.test,
      confusion: [
        [0, 0],
        [3, 0],
      ],
    };
    const data = { ...record.data, classNames: ['a', 'b'] };
    const info = confusionInfo({ ...run, record: { ...record, data, result: { ...record.result!, test } } })!;
    expect(info.cells.map(({ share, predictionShare }) => [share, predictionShare])).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
  });
});

describe('confusionSpec', () => {
  it('writes the counts into the cells and escapes class names', () => {
    const info = confusionInfo(run)!;
    const spec = confusionSpec({ ...info, classNames: ['<i>', ...info.classNames.slice(1)] });
    const svg = renderSvg(spec, options);
    expect(svg).toContain('>835</text>');
    expect(svg).toContain('>Ankle boot</text>');
    expect(svg).toContain('&lt;i&gt;');
    expect(svg).not.toContain('<i>');
    expect(svg).toContain('fill="var(--right)"');
  });

  it('writes shares of the row or the column in percent', () => {
    const info = confusionInfo(run)!;
    const text = (cells: 'trueClass' | 'predictedClass') =>
      renderSvg(confusionSpec(info, undefined, { cells }), options);
    expect(text('trueClass')).toContain('>83.5</text>');
    expect(text('trueClass')).toContain('true class (each row: 100%)');
    expect(text('predictedClass')).toContain(`>${(100 * info.cells[2]!.predictionShare).toFixed(1)}</text>`);
    expect(text('predictedClass')).toContain('predicted class (each column: 100%)');
  });
});
