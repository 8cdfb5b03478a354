import { padText, textWidth } from '../text-width.ts';
import { axisTicks, wholeTicks, type AxisTicks } from './axis-ticks.ts';
import { BrailleCanvas, DOTS_ACROSS, DOTS_DOWN, type Dot } from './braille-canvas.ts';
import type { Rgb } from './color.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';

/** One line of a chart: values at whole numbers. */
export interface ChartLine {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly color: Rgb;
  /** Drawn as dashes, so that it is told from others without colours too. */
  readonly dashed: boolean;
}

/** A chart of lines, with axes. */
export interface LineChart {
  readonly lines: readonly ChartLine[];
  readonly formatY: (value: number, decimals: number) => string;
  /** Columns of all of it, and rows of the plot without its axis. */
  readonly columns: number;
  readonly rows: number;
}

const MOST_TICKS = 5;
const DASH = { drawn: 3, left: 3 };

/** Draws lines in Braille dots, with labels at both axes: `rows` lines and two for the x axis, each of
 * `columns` columns. */
export function lineChart(chart: LineChart, look: TerminalLook): string[] {
  const points = chart.lines.flatMap((line) => line.points);
  if (points.length === 0) return [];
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const ticks = axisTicks(Math.min(...ys), Math.max(...ys), MOST_TICKS);
  const labels = ticks.values.map((value) => chart.formatY(value, ticks.decimals));
  const labelColumns = Math.max(...labels.map(textWidth));
  const columns = chart.columns - labelColumns - 2;
  const xRange = [Math.min(...xs), Math.max(...xs)] as const;
  const canvas = new BrailleCanvas(columns, chart.rows);
  const toY = rowScale(ticks, chart.rows * DOTS_DOWN - 1);
  const toX = columnScale(xRange, columns * DOTS_ACROSS - 1);
  chart.lines.forEach(({ points: own, dashed }, layer) => {
    const dots = own.map(([x, y]): Dot => [toX(x), toY(y)]);
    canvas.path(dots, layer, dashed ? DASH : undefined);
  });
  const labelOfRow = new Map(
    ticks.values.map((value, index) => [Math.floor(toY(value) / DOTS_DOWN), labels[index]!]),
  );
  const plot = canvas.lines((text, layer) => paint(text, { color: chart.lines[layer]!.color }, look));
  const axis = plot.map((line, row) => {
    const label = labelOfRow.get(row);
    return `${padText(label ?? '', labelColumns, 'right')} ${label === undefined ? '│' : '┤'}${line}`;
  });
  return [...axis, ...xAxis(xRange, columns, labelColumns)];
}

function rowScale({ values }: AxisTicks, lastDot: number): (value: number) => number {
  const [least, greatest] = [values[0]!, values.at(-1)!];
  return (value) => Math.round(((greatest - value) / (greatest - least)) * lastDot);
}

/** One x alone stands in the middle. */
function columnScale([first, last]: readonly [number, number], lastDot: number): (x: number) => number {
  return (x) => Math.round((first === last ? 0.5 : (x - first) / (last - first)) * lastDot);
}

/** The line below the plot with its ticks, and the labels of the ticks. */
function xAxis(range: readonly [number, number], columns: number, labelColumns: number): string[] {
  const toX = columnScale(range, columns - 1);
  const line = new Array<string>(columns).fill('─');
  let labels = '';
  for (const tick of wholeTicks(...range, columns)) {
    const [column, text] = [toX(tick), String(tick)];
    line[column] = '┬';
    const start = Math.min(columns - text.length, Math.max(0, column - Math.floor(text.length / 2)));
    labels = labels.padEnd(start) + text;
  }
  const margin = ' '.repeat(labelColumns + 1);
  return [`${margin}└${line.join('')}`, `${margin} ${labels.padEnd(columns)}`];
}
