import type { LineSeriesOption } from 'echarts/charts';
import type { RunStatus } from '../../runs/record.ts';
import type { LegendEntry } from './legend.ts';
import type { ChartPalette } from './palette.ts';
import { namedRuns, seriesColor, seriesDash } from './series-style.ts';

/** A line of a run. */
export interface Line {
  readonly name: string;
  /** The run's place among all, which gives its colour. */
  readonly place: number;
  /** A run's main line is solid, its second one dashed and not drawn where there are many runs. */
  readonly kind: 'main' | 'second';
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The point that is marked. */
  readonly markedX?: number | undefined;
  /** In pixels; 2 for a main line by default. */
  readonly width?: number;
}

const common = { type: 'line', silent: true, emphasis: { disabled: true } } as const;

function namedLine(line: Line, palette: ChartPalette): LineSeriesOption {
  const color = seriesColor(line.place, palette);
  return {
    ...common,
    name: line.name,
    lineStyle: {
      color,
      width: line.width ?? (line.kind === 'main' ? 2 : 1.5),
      type: seriesDash(line.place, line.kind, palette),
    },
    itemStyle: { color },
    // A mark of a dashed line is hollow.
    symbol: line.kind === 'main' ? 'circle' : 'emptyCircle',
    data: line.points.map(([x, y]) => ({
      value: [x, y],
      // A lone point gets a mark too: no line would show it.
      symbolSize: line.points.length === 1 || x === line.markedX ? 7 : 0,
    })),
  };
}

/** All lines that have no name, as one series with gaps between them: quick to draw, however many they are. */
function background(lines: readonly Line[], palette: ChartPalette): LineSeriesOption {
  return {
    ...common,
    name: 'other runs',
    lineStyle: { color: palette.muted, width: 1, opacity: 0.35 },
    itemStyle: { color: palette.muted, opacity: 0.35 },
    symbol: 'none',
    tooltip: { show: false },
    data: lines.flatMap(({ points }) => [...points.map(([x, y]) => [x, y]), ['-', '-']]),
  };
}

/**
 * The series of the lines. Of many runs the first ones have colours and names; the others are behind them, as one
 * series.
 *
 * @param runCount how many runs there are, those without lines included
 */
export function lineSeries(
  lines: readonly Line[],
  runCount: number,
  palette: ChartPalette,
): LineSeriesOption[] {
  const named = namedRuns(runCount);
  const others = lines.filter(({ place, kind }) => place >= named && kind === 'main');
  return [
    ...(others.length === 0 ? [] : [background(others, palette)]),
    ...lines.filter(({ place }) => place < named).map((line) => namedLine(line, palette)),
  ];
}

/** The legend of runs that have lines. */
export function runLegend(
  runs: readonly { readonly label: string; readonly place: number; readonly status: RunStatus }[],
  runCount: number,
  palette: ChartPalette,
): LegendEntry[] {
  const named = namedRuns(runCount);
  const others = runs.filter(({ place }) => place >= named).length;
  return [
    ...runs
      .filter(({ place }) => place < named)
      .map(({ label, place, status }) => ({
        label: status === 'complete' ? label : `${label} (${status})`,
        color: seriesColor(place, palette),
        mark: { line: seriesDash(place, 'main', palette) },
      })),
    ...(others === 0
      ? []
      : [{ label: `${others} other runs`, color: palette.muted, mark: { line: 'solid' as const } }]),
  ];
}
