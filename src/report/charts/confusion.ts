import type { ComposeOption } from 'echarts/core';
import type { CustomSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import type { Run } from '../../runs/record.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';

/** One cell of a confusion matrix. */
export interface ConfusionCell {
  readonly label: number;
  readonly prediction: number;
  readonly count: number;
  /** The share of the label's images that ended here, from 0 to 1; 0 where the label has none. */
  readonly share: number;
}

/** What a chart of a confusion matrix shows. */
export interface ConfusionInfo {
  readonly classNames: readonly string[];
  readonly cells: readonly ConfusionCell[];
}

/** Takes the confusion matrix out of a run; undefined where it has no result. */
export function confusionInfo(run: Run): ConfusionInfo | undefined {
  const { result, data } = run.record;
  if (result === undefined) return undefined;
  const cells = result.test.confusion.flatMap((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, prediction) => ({
      label,
      prediction,
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  return { classNames: data.classNames, cells };
}

/** An ECharts option for a confusion matrix. */
export type ConfusionSpec = ComposeOption<CustomSeriesOption | GridComponentOption>;

type RenderItem = NonNullable<CustomSeriesOption['renderItem']>;

function shorten(name: string): string {
  const characters = Array.from(name);
  return characters.length > 12 ? `${characters.slice(0, 11).join('')}…` : name;
}

/** How strongly a cell is coloured; a square root, so that rare mistakes can be seen beside hundreds of hits. */
function strength(cell: ConfusionCell): number {
  return Math.sqrt(cell.share) * 0.95;
}

function drawCell(info: ConfusionInfo, palette: ChartPalette): RenderItem {
  const numbered = info.classNames.length <= 16;
  return (parameters, api) => {
    const cell = info.cells[parameters.dataIndex]!;
    const [x, y] = api.coord([cell.prediction, cell.label]) as [number, number];
    const [width, height] = api.size!([1, 1]) as [number, number];
    const opacity = strength(cell);
    const right = cell.label === cell.prediction;
    return {
      type: 'group',
      children: [
        {
          type: 'rect',
          shape: {
            x: x - width / 2 + 0.5,
            y: y - height / 2 + 0.5,
            width: width - 1,
            height: height - 1,
            r: 2,
          },
          style: { fill: right ? palette.right : palette.wrong, opacity },
        },
        {
          type: 'text',
          invisible: !numbered || cell.count === 0,
          style: {
            x,
            y,
            text: String(cell.count),
            fill: opacity > 0.6 ? palette.onCell : palette.text,
            font: '11px system-ui, sans-serif',
            align: 'center',
            verticalAlign: 'middle',
          },
        },
      ],
    };
  };
}

/** Draws a confusion matrix: labels in rows, predictions in columns, cells coloured by their share of the row. */
export function confusionSpec(info: ConfusionInfo, palette: ChartPalette = pagePalette): ConfusionSpec {
  const names = info.classNames.map(shorten);
  const axis = {
    type: 'category' as const,
    data: names,
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
    nameLocation: 'middle' as const,
    nameTextStyle: { color: palette.muted },
  };
  const label = { color: palette.text, fontSize: 11, interval: 0 };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { left: 92, right: 6, top: 6, bottom: 80 },
    xAxis: { ...axis, name: 'predicted', nameGap: 62, axisLabel: { ...label, rotate: 45 } },
    yAxis: { ...axis, name: 'true class', nameGap: 78, inverse: true, axisLabel: label },
    series: [
      {
        type: 'custom',
        silent: true,
        renderItem: drawCell(info, palette),
        data: info.cells.map(({ prediction, label: row, count }) => [prediction, row, count]),
      },
    ],
  };
}
