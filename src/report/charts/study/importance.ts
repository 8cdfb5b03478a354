import type { StudyResults } from '../../study/study-results.ts';
import { defineStudyChart } from '../chart.ts';
import type { ChartSpec } from '../chart-spec.ts';
import { frame, xAxisStyle } from '../frame.ts';
import { shorten } from '../legend.ts';
import { pagePalette, type ChartPalette } from '../palette.ts';
import { rowAxis, rowGrid } from '../row-axis.ts';
import { formatTick } from '../tick-format.ts';
import { itemTooltip } from '../item-tooltip.ts';
import { markColor } from './marks.ts';

/** What a chart of parameter importances shows. */
interface ImportanceInfo {
  /** Most important first. */
  readonly bars: readonly { readonly parameter: string; readonly importance: number }[];
  /** How many there are besides, less important. */
  readonly omitted: number;
  readonly metric: string;
}

const MOST_BARS = 24;

function importanceInfo({ importances, objectives }: StudyResults): ImportanceInfo | undefined {
  const bars = importances
    .slice(0, MOST_BARS)
    .map(({ name, importance }) => ({ parameter: name, importance }));
  if (bars.length === 0 || bars[0]!.importance <= 0) return undefined;
  return { bars, omitted: importances.length - bars.length, metric: objectives[0]!.metric };
}

function importanceSpec({ bars }: ImportanceInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const rows = bars.map(({ parameter }, at) => ({ name: shorten(parameter, 30), at }));
  const style = xAxisStyle(palette);
  return {
    ...frame,
    grid: { ...rowGrid(rows), right: 44 },
    tooltip: itemTooltip(
      palette,
      (_, index) => `${bars[index]!.parameter}\n${bars[index]!.importance.toFixed(3)}`,
    ),
    xAxis: {
      ...style,
      type: 'value',
      name: 'importance',
      min: 0,
      max: Math.ceil(bars[0]!.importance * 10) / 10,
      axisLabel: { ...style.axisLabel, formatter: formatTick, hideOverlap: true },
    },
    yAxis: { ...rowAxis(rows, palette), splitLine: { show: false } },
    series: [
      {
        type: 'custom',
        name: 'importance',
        renderItem: (parameters, api) => {
          const { importance } = bars[parameters.dataIndex]!;
          const [x1, y] = api.coord([0, parameters.dataIndex]) as [number, number];
          const [x2] = api.coord([importance, parameters.dataIndex]) as [number, number];
          return {
            type: 'group',
            children: [
              {
                type: 'rect',
                shape: { x: x1, y: y - 7, width: Math.max(1, x2 - x1), height: 14, r: 2 },
                style: { fill: markColor('complete', palette) },
              },
              {
                type: 'text',
                style: {
                  x: x2 + 6,
                  y,
                  text: importance.toFixed(2),
                  fill: palette.text,
                  font: '12px system-ui, sans-serif',
                  verticalAlign: 'middle',
                },
              },
            ],
          };
        },
        encode: { x: 0, y: 1 },
        data: bars.map(({ importance }, at) => [importance, at]),
      },
    ],
  };
}

/** How much each parameter says about the first objective. */
export const importanceChart = defineStudyChart({
  name: 'study-importance',
  title: 'Importance of parameters',
  of: 'study',
  needs: 'enough complete trials to tell what matters',
  panels: ([study]) => {
    const info = study === undefined ? undefined : importanceInfo(study);
    return info === undefined ? [] : [{ key: '', title: ` for ${info.metric}`, info }];
  },
  spec: importanceSpec,
  note: ({ omitted }) => (omitted === 0 ? '' : `${omitted} less important parameters are not drawn.`),
  size: ({ bars }) => ({ width: 560, height: 56 + 26 * bars.length }),
});
