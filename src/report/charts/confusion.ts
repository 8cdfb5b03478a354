import type { CustomSeriesOption } from 'echarts/charts';
import { confusionByLabel, confusionByPrediction } from '../../metrics/confusion-matrix.ts';
import type { Run } from '../../runs/record.ts';
import type { ChartSpec } from './chart-spec.ts';
import { shorten } from './legend.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';

/** One cell of a confusion matrix. */
export interface ConfusionCell {
  readonly label: number;
  readonly prediction: number;
  readonly count: number;
  /** The share of the label's images that ended here, from 0 to 1; 0 where the label has none. */
  readonly share: number;
  /** The share of the images that were given this prediction, from 0 to 1; 0 where none was. */
  readonly predictionShare: number;
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
  const { confusion } = result.test;
  const [byLabel, byPrediction] = [confusionByLabel(confusion), confusionByPrediction(confusion)];
  const cells = confusion.flatMap((row, label) =>
    row.map((count, prediction) => ({
      label,
      prediction,
      count,
      share: byLabel[label]![prediction]!,
      predictionShare: byPrediction[label]![prediction]!,
    })),
  );
  return { classNames: data.classNames, cells };
}

type RenderItem = NonNullable<CustomSeriesOption['renderItem']>;

/** What the cells of a confusion matrix say: counts, or shares of the true or of the predicted class in percent. */
export type ConfusionCells = 'count' | 'trueClass' | 'predictedClass';

interface CellStyle {
  readonly share: (cell: ConfusionCell) => number;
  readonly text: (cell: ConfusionCell) => string;
  /** What is behind the name of the axis whose classes sum to 100%. */
  readonly row: string;
  readonly column: string;
}

const percent = (share: number): string => (100 * share).toFixed(1);
const ofLabel = (cell: ConfusionCell): number => cell.share;
const ofPrediction = (cell: ConfusionCell): number => cell.predictionShare;

const CELLS: Readonly<Record<ConfusionCells, CellStyle>> = {
  count: { share: ofLabel, text: ({ count }) => String(count), row: '', column: '' },
  trueClass: { share: ofLabel, text: (cell) => percent(cell.share), row: ' (each row: 100%)', column: '' },
  predictedClass: {
    share: ofPrediction,
    text: (cell) => percent(cell.predictionShare),
    row: '',
    column: ' (each column: 100%)',
  },
};

/** How strongly a cell is coloured; a square root, so that rare mistakes can be seen beside hundreds of hits. */
function strength(share: number): number {
  return Math.sqrt(share) * 0.95;
}

function drawCell(info: ConfusionInfo, palette: ChartPalette, style: CellStyle): RenderItem {
  const numbered = info.classNames.length <= 16;
  return (parameters, api) => {
    const cell = info.cells[parameters.dataIndex]!;
    const [x, y] = api.coord([cell.prediction, cell.label]) as [number, number];
    const [width, height] = api.size!([1, 1]) as [number, number];
    const opacity = strength(style.share(cell));
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
            text: style.text(cell),
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

/** The side in pixels of a drawing in which every class has a row that can be read. */
export function confusionSide({ classNames }: ConfusionInfo): number {
  return Math.max(460, 100 + 15 * classNames.length);
}

/**
 * Draws a confusion matrix: labels in rows, predictions in columns. Cells are coloured by their share of the row or, where
 * they say it, of the column.
 */
export function confusionSpec(
  info: ConfusionInfo,
  palette: ChartPalette = pagePalette,
  { cells = 'count' }: { readonly cells?: ConfusionCells } = {},
): ChartSpec {
  const style = CELLS[cells];
  const names = info.classNames.map((name) => shorten(name, 12));
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
    xAxis: {
      ...axis,
      name: `predicted class${style.column}`,
      nameGap: 62,
      axisLabel: { ...label, rotate: 45 },
    },
    yAxis: { ...axis, name: `true class${style.row}`, nameGap: 78, inverse: true, axisLabel: label },
    series: [
      {
        type: 'custom',
        silent: true,
        renderItem: drawCell(info, palette, style),
        data: info.cells.map(({ prediction, label: row, count }) => [prediction, row, count]),
      },
    ],
  };
}
