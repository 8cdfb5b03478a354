import type { LineSeriesOption } from 'echarts/charts';
import type { LegendEntry } from '../legend.ts';
import type { ChartPalette } from '../palette.ts';
import { namedRuns, seriesColor, seriesDash } from '../series-style.ts';

/** A line of a study in a chart of several. */
export interface StudyLine {
  readonly study: string;
  /** By rising x; level from one point to the next. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A line of steps for each study; of many, the first ones have colours and names. */
export function studyLineSeries(lines: readonly StudyLine[], palette: ChartPalette): LineSeriesOption[] {
  const named = namedRuns(lines.length);
  return lines
    .map(({ study, points }, place): LineSeriesOption => {
      const other = place >= named;
      return {
        type: 'line',
        name: study,
        silent: true,
        emphasis: { disabled: true },
        step: 'end',
        z: other ? 1 : 2,
        // A lone point shows as a mark: there is no line to see.
        symbol: points.length === 1 ? 'circle' : 'none',
        symbolSize: 7,
        itemStyle: { color: other ? palette.muted : seriesColor(place, palette) },
        lineStyle: other
          ? { color: palette.muted, width: 1, opacity: 0.5 }
          : {
              color: seriesColor(place, palette),
              width: 2,
              type: seriesDash(place, 'main', palette),
            },
        data: points.map((point) => [...point]),
      };
    })
    .reverse();
}

/** What the colours of such lines mean; nothing where there is only one. */
export function studyLineLegend(lines: readonly StudyLine[], palette: ChartPalette): LegendEntry[] {
  if (lines.length < 2) return [];
  const named = namedRuns(lines.length);
  const others = lines.length - named;
  return [
    ...lines.slice(0, named).map(({ study }, place) => ({
      label: study,
      color: seriesColor(place, palette),
      mark: { line: seriesDash(place, 'main', palette) },
    })),
    ...(others > 0
      ? [{ label: `${others} other studies`, color: palette.muted, mark: { line: 'solid' as const } }]
      : []),
  ];
}
