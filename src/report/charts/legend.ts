import type { ChartPalette } from './palette.ts';
import type { ChartSpec } from './chart-spec.ts';

/** What one colour or dash of a chart means. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  /** A line with these dashes, or a mark of this shape: circle, triangle, rect, diamond, cross. */
  readonly mark: { readonly line: 'solid' | readonly number[] } | { readonly symbol: string };
}

const FONT_SIZE = 12;
const ROW_HEIGHT = 20;
const MARK_WIDTH = 22;
const GAP = 18;
const MOST_CHARACTERS = 40;

/** The first characters of a text and an ellipsis, where it has more than `most`. */
export function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}

/** About how wide a text is drawn in a sans-serif face, in pixels; on the wide side. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) {
    if (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character))
      ems += 1;
    else
      ems += /[A-ZÄÖÜmwMW@%—…]/.test(character) ? 0.78 : /[iljtfr.,:;'|!()[\] ]/.test(character) ? 0.4 : 0.62;
  }
  return ems * fontSize;
}

interface PlacedEntry extends LegendEntry {
  readonly x: number;
  readonly row: number;
}

/** Entries one after another, in as many rows as the width asks for. */
function place(entries: readonly LegendEntry[], width: number): PlacedEntry[] {
  let [x, row] = [0, 0];
  return entries.map((entry) => {
    const label = shorten(entry.label, MOST_CHARACTERS);
    const entryWidth = MARK_WIDTH + 6 + textWidth(label, FONT_SIZE);
    if (x > 0 && x + entryWidth > width) [x, row] = [0, row + 1];
    const placed = { ...entry, label, x, row };
    x += entryWidth + GAP;
    return placed;
  });
}

function markShape({ mark, color }: LegendEntry, x: number, y: number, { ground }: ChartPalette): object {
  if ('line' in mark) {
    const lineDash = mark.line === 'solid' ? [] : [...mark.line];
    return {
      type: 'line',
      shape: { x1: x, y1: y, x2: x + MARK_WIDTH, y2: y },
      style: { stroke: color, lineWidth: 2, lineDash },
    };
  }
  return symbolShape(mark.symbol, x + MARK_WIDTH - 7, y, { color, ground });
}

function symbolShape(
  symbol: string,
  x: number,
  y: number,
  { color, ground }: { color: string; ground: string },
) {
  const r = 5;
  const style = { fill: color, stroke: ground, lineWidth: 1 };
  if (symbol === 'cross') {
    const lines = [
      { x1: x - 4, y1: y - 4, x2: x + 4, y2: y + 4 },
      { x1: x - 4, y1: y + 4, x2: x + 4, y2: y - 4 },
    ].map((shape) => ({ type: 'line', shape, style: { stroke: color, lineWidth: 1.5 } }));
    return { type: 'group', children: lines };
  }
  const corners: Readonly<Record<string, readonly number[][]>> = {
    triangle: [
      [x, y - r],
      [x + r, y + r],
      [x - r, y + r],
    ],
    rect: [
      [x - r, y - r],
      [x + r, y - r],
      [x + r, y + r],
      [x - r, y + r],
    ],
    diamond: [
      [x, y - r - 1],
      [x + r, y],
      [x, y + r + 1],
      [x - r, y],
    ],
  };
  const points = corners[symbol];
  return points === undefined
    ? { type: 'circle', shape: { cx: x, cy: y, r }, style }
    : { type: 'polygon', shape: { points }, style };
}

/** How many pixels a legend takes at the top of a drawing of that width. */
export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  const last = place(entries, width - 16).at(-1);
  return last === undefined ? 0 : (last.row + 1) * ROW_HEIGHT + 6;
}

/**
 * The chart with its legend drawn above it, for a file; a page writes the entries in text of its own. The drawing has
 * to be `legendHeight` higher than without, and the chart to have one grid.
 */
export function withLegend(
  spec: ChartSpec,
  entries: readonly LegendEntry[],
  width: number,
  palette: ChartPalette,
): ChartSpec {
  if (entries.length === 0) return spec;
  const height = legendHeight(entries, width);
  const grid = spec.grid as { readonly top: number };
  const drawn = place(entries, width - 16).flatMap((entry) => {
    const [x, y] = [entry.x + 8, entry.row * ROW_HEIGHT + 14];
    return [
      markShape(entry, x, y, palette),
      {
        type: 'text',
        x: x + MARK_WIDTH + 6,
        y,
        style: {
          text: entry.label,
          fill: palette.text,
          font: `${FONT_SIZE}px system-ui, sans-serif`,
          verticalAlign: 'middle',
        },
      },
    ];
  });
  const silent = drawn.map((element) => ({ ...element, silent: true })) as NonNullable<ChartSpec['graphic']>;
  const own = spec.graphic === undefined ? [] : [spec.graphic].flat();
  return {
    ...spec,
    grid: { ...grid, top: grid.top + height },
    graphic: [...own, ...[silent].flat()] as never,
  };
}
