import type { CustomSeriesOption } from 'echarts/charts';
import { formatCount, formatDuration } from '../../format.ts';
import { defineStudyChart } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame, xAxisStyle } from '../frame.ts';
import { shorten, type LegendEntry } from '../legend.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { rowAxis, rowGrid } from '../row-axis.ts';
import { formatPercentTick, formatTick } from '../tick-format.ts';
import { itemTooltip } from '../item-tooltip.ts';
import { markColor, markLegend } from './marks.ts';
import { STACK, timelineInfo, type BarKind, type TimelineArea, type TimelineInfo } from './timeline-info.ts';

const UNITS = [
  { name: 's', ms: 1000 },
  { name: 'min', ms: 60_000 },
  { name: 'h', ms: 3_600_000 },
] as const;

/** The largest unit of which there are at least two. */
function unitOf({ durationMs }: TimelineInfo) {
  return UNITS.findLast(({ ms }) => durationMs >= 2 * ms) ?? UNITS[0];
}

const HALF_ROW = 0.36;

function barSeries({ bars }: TimelineInfo, unitMs: number, palette: ChartPalette): CustomSeriesOption {
  return {
    type: 'custom',
    name: 'bars',
    clip: true,
    renderItem: (parameters, api) => {
      const { row, fromMs, toMs, kind } = bars[parameters.dataIndex]!;
      const [x1, y1] = api.coord([fromMs / unitMs, row - HALF_ROW]) as [number, number];
      const [x2, y2] = api.coord([toMs / unitMs, row + HALF_ROW]) as [number, number];
      return {
        type: 'rect',
        shape: { x: x1, y: y1, width: Math.max(1, x2 - x1 - 0.75), height: y2 - y1 },
        style: { fill: markColor(kind, palette), opacity: kind === 'pruned' ? 0.6 : 0.9 },
      };
    },
    encode: { x: 0, y: 1 },
    data: bars.map(({ row, fromMs }) => [fromMs / unitMs, row]),
  };
}

/** The outline of an area, to the right along its tops and back along its bottoms; level within each part. */
function outline({ row, bottoms, tops }: TimelineArea, part: number): [number, number][] {
  const edge = (shares: readonly number[]): [number, number][] =>
    shares.flatMap((share, index): [number, number][] => {
      const y = row + HALF_ROW - 2 * HALF_ROW * share;
      return [
        [index * part, y],
        [(index + 1) * part, y],
      ];
    });
  return [...edge(tops), ...edge(bottoms).reverse()];
}

function areaSeries(
  { areas, partMs }: TimelineInfo,
  unitMs: number,
  palette: ChartPalette,
): CustomSeriesOption {
  return {
    type: 'custom',
    name: 'areas',
    clip: true,
    renderItem: (parameters, api) => {
      const area = areas[parameters.dataIndex]!;
      const points = outline(area, partMs! / unitMs).map((place) =>
        api.coord(place).map((pixel) => Math.round(10 * pixel) / 10),
      );
      return {
        type: 'polygon',
        shape: { points },
        style: { fill: markColor(area.kind, palette), opacity: area.kind === 'pruned' ? 0.6 : 0.9 },
      };
    },
    encode: { x: 0, y: 1 },
    data: areas.map(({ row }) => [0, row]),
  };
}

function stateText(kind: BarKind): string {
  return kind === 'open' ? 'not ended' : kind;
}

function tooltipText({ bars, areas, workers }: TimelineInfo, series: string, index: number): string {
  if (series === 'areas') {
    const { row, kind, share } = areas[index]!;
    return `${workers[row]!}\n${formatPercentTick(Number(share.toFixed(3)))} of the time on trials: ${stateText(kind)}`;
  }
  if (series !== 'bars') return '';
  const { trial, row, fromMs, toMs, kind } = bars[index]!;
  const when = `${formatDuration(toMs - fromMs)}, from ${formatDuration(fromMs)} on`;
  return `${workers[row]!}\ntrial ${trial}, ${stateText(kind)}\n${when}`;
}

function timelineSpec(info: TimelineInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const unit = unitOf(info);
  const rows = info.workers.map((name, at) => ({ name: shorten(name, 24), at }));
  const x = xAxisStyle(palette);
  return {
    ...frame,
    grid: rowGrid(rows),
    tooltip: itemTooltip(palette, (series, index) => tooltipText(info, series, index)),
    xAxis: {
      ...x,
      type: 'value',
      name: `time since the first trial (${unit.name})`,
      min: 0,
      max: info.durationMs / unit.ms,
      axisLabel: { ...x.axisLabel, formatter: formatTick, hideOverlap: true },
    },
    yAxis: { ...rowAxis(rows, palette), splitLine: { show: false } },
    series: [
      barSeries(info, unit.ms, palette),
      areaSeries(info, unit.ms, palette),
      {
        type: 'line',
        name: 'pauses',
        silent: true,
        symbol: 'none',
        lineStyle: { color: palette.text, width: 1, type: [3, 3] },
        data: info.pauses.flatMap((at) => [
          [at / unit.ms, -0.5],
          [at / unit.ms, rows.length - 0.5],
          ['-', '-'],
        ]),
      },
    ],
  };
}

function timelineLegend(
  { bars, areas, pauses }: TimelineInfo,
  palette: ChartPalette = pagePalette,
): LegendEntry[] {
  return [
    ...STACK.filter((kind) => [...bars, ...areas].some((drawn) => drawn.kind === kind)).map((kind) => ({
      ...markLegend(kind, palette),
      mark: { symbol: 'rect' },
    })),
    ...(pauses.length === 0 ? [] : [{ label: 'pause', color: palette.text, mark: { line: [3, 3] } }]),
  ];
}

function timelineNote({ partMs, pauses, pausedMs, omittedWorkers, workers }: TimelineInfo): string {
  return [
    partMs === null
      ? ''
      : `Trials are put together in parts of ${formatDuration(partMs)}; heights are shares of a worker’s time.`,
    pauses.length === 0
      ? ''
      : `${pauses.length === 1 ? 'A pause' : `${formatCount(pauses.length)} pauses`} of ${formatDuration(pausedMs)} in all ${pauses.length === 1 ? 'is' : 'are'} left out.`,
    omittedWorkers === 0
      ? ''
      : `${workers.length} of ${formatCount(workers.length + omittedWorkers)} workers.`,
  ]
    .filter((text) => text !== '')
    .join(' ');
}

/** Who worked on what, and what came of it. */
export const timelineChart = defineStudyChart({
  name: 'study-timeline',
  title: 'Timeline of workers',
  of: 'study',
  needs: 'a trial that was begun',
  panels: ([study]) => {
    const info = study === undefined ? undefined : timelineInfo(study);
    return info === undefined ? [] : [{ key: '', title: '', info }];
  },
  spec: timelineSpec,
  legend: timelineLegend,
  note: timelineNote,
  size: ({ workers }) => ({ width: 640, height: 60 + 34 * Math.max(2, workers.length) }),
});
