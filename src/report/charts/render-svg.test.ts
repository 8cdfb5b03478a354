import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { curvesInfo, curvesSpec } from './curves.ts';
import { legendHeight, withLegend } from './legend.ts';
import { pagePalette } from './palette.ts';
import { renderSvg } from './render-svg.ts';

const runs = [
  fixtureRun({ name: 'cnn', hits: 9182, epochs: 3 }),
  fixtureRun({ name: 'dense', hits: 8876, epochs: 5 }),
];
const spec = curvesSpec(curvesInfo(runs, 'loss'));
const options = { id: 'chart', width: 460, height: 300, title: 'Loss of <b>' };

describe('renderSvg', () => {
  it('draws without a browser, the same every time, and nothing that a page could run', () => {
    const draw = (): string => renderSvg(spec, options);
    const svg = draw();
    expect(draw()).toBe(svg);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 460 300" role="img"/);
    expect(svg).toContain('<title>Loss of &lt;b&gt;</title>');
    expect(svg).toContain('stroke="var(--series-2)"');
    expect(svg).toContain('stroke-dasharray="5,4"');
    expect(svg).not.toMatch(/<style|<script|class=|ecmeta|zr\d/);
    expect(svg.match(/<svg/g)).toHaveLength(1);
  });
});

describe('withLegend', () => {
  const entries = ['one', '<img src=x>', 'y'.repeat(60)].map((label) => ({
    label,
    color: 'var(--series-1)',
    mark: { symbol: 'triangle' },
  }));

  it('makes room at the top for as many rows as the width asks for', () => {
    expect(legendHeight([], 400)).toBe(0);
    expect(legendHeight(entries, 1000)).toBe(26);
    expect(legendHeight(entries, 340)).toBe(46);
    const drawn = withLegend(spec, entries, 340, pagePalette);
    expect(drawn.grid).toMatchObject({ top: 14 + 46 });
  });

  it('writes labels as text, long ones with an ellipsis', () => {
    const svg = renderSvg(withLegend(spec, entries, 340, pagePalette), options);
    expect(svg).toContain('&lt;img src=x&gt;');
    expect(svg).not.toContain('<img');
    expect(svg).toContain(`>${'y'.repeat(39)}…</text>`);
  });
});
