import type { ScatterSeriesOption } from 'echarts/charts';
import { ShapeError } from '../../core/errors.ts';
import type { ChartSpec } from './chart-spec.ts';
import { frame, xAxisStyle, yAxisStyle } from './frame.ts';
import { itemTooltip } from './item-tooltip.ts';
import { shorten, type LegendEntry } from './legend.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { seriesColor, seriesSymbol } from './series-style.ts';
import { formatPercentTick } from './tick-format.ts';

/** How examples are put on a plane. */
export type EmbeddingMethod = 'PCA' | 'UMAP';

/** Where examples are on a plane, and what they were taken for. */
export interface Embedding {
  /** How the plane was found. */
  readonly method: EmbeddingMethod;
  /** The share of the variance along each axis, from 0 to 1, where the method knows it. */
  readonly explained?: readonly [number, number] | undefined;
  /** Which image each example is; its place where not given. */
  readonly indices?: ArrayLike<number> | undefined;
  /** `[n, 2]`, row by row. */
  readonly coordinates: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
  readonly classNames: readonly string[];
}

/** An example on the plane. */
export interface EmbeddedExample {
  /** The index of its image. */
  readonly image: number;
  readonly x: number;
  readonly y: number;
  readonly prediction: number;
}

/** What a chart of an embedding shows. */
export interface EmbeddingInfo {
  /** The names of the two axes. */
  readonly axes: readonly [string, string];
  readonly classNames: readonly string[];
  /** The examples of each class, in label order. */
  readonly classes: readonly (readonly EmbeddedExample[])[];
}

/**
 * Examples on the plane by class.
 *
 * @throws ShapeError where coordinates, labels and predictions are not of the same examples
 */
export function embeddingInfo(embedding: Embedding): EmbeddingInfo {
  const { method, explained, coordinates, labels, predictions, classNames } = embedding;
  if (coordinates.length !== 2 * labels.length || predictions.length !== labels.length) {
    throw new ShapeError(
      `embedding: got ${labels.length} labels, ${predictions.length} predictions and ${coordinates.length} coordinates`,
      { value: coordinates.length, expected: 'one label, one prediction and two coordinates an example' },
    );
  }
  const classes = classNames.map((): EmbeddedExample[] => []);
  for (let example = 0; example < labels.length; example++) {
    const [x, y] = [coordinates[2 * example]!, coordinates[2 * example + 1]!];
    classes[labels[example]!]!.push({
      image: embedding.indices?.[example] ?? example,
      x,
      y,
      prediction: predictions[example]!,
    });
  }
  const axis = (number: 1 | 2): string => {
    const share = explained?.[number - 1];
    return `${method} ${number}${share === undefined ? '' : ` (${formatPercentTick(share)} of the variance)`}`;
  };
  return { axes: [axis(1), axis(2)], classNames, classes };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function dots(info: EmbeddingInfo, label: number, palette: ChartPalette): ScatterSeriesOption {
  return {
    type: 'scatter',
    name: info.classNames[label]!,
    symbol: seriesSymbol(label, palette),
    symbolSize: 5,
    itemStyle: { color: seriesColor(label, palette), opacity: 0.75 },
    emphasis: { disabled: true },
    data: info.classes[label]!.map(({ x, y }) => [x, y]),
  };
}

/** A cross over every example that was taken for another class. */
function crosses(info: EmbeddingInfo, palette: ChartPalette): ScatterSeriesOption {
  const wrong = info.classes.flatMap((examples, label) =>
    examples.filter(({ prediction }) => prediction !== label),
  );
  return {
    type: 'scatter',
    name: 'wrong',
    silent: true,
    symbol: 'path://M-1,-1L1,1M-1,1L1,-1',
    symbolSize: 6,
    itemStyle: { color: 'none', borderColor: palette.text, borderWidth: 1, opacity: 0.8 },
    tooltip: { show: false },
    data: wrong.map(({ x, y }) => [x, y]),
  };
}

/** The name of each class at the median of its examples. */
function names(info: EmbeddingInfo, palette: ChartPalette): ScatterSeriesOption {
  return {
    type: 'scatter',
    name: 'classes',
    silent: true,
    symbolSize: 0,
    // The legend names them all.
    labelLayout: { hideOverlap: true },
    tooltip: { show: false },
    data: info.classes.flatMap((examples, label) => {
      if (examples.length === 0) return [];
      const value = [median(examples.map(({ x }) => x)), median(examples.map(({ y }) => y))];
      return [
        {
          value,
          label: {
            show: true,
            position: 'inside' as const,
            formatter: () => shorten(info.classNames[label]!, 18),
            color: palette.text,
            fontSize: 12,
            fontWeight: 'bold' as const,
            textBorderColor: palette.ground,
            textBorderWidth: 3,
          },
        },
      ];
    }),
  };
}

/** Draws examples as dots on the plane, coloured by their class, with a cross over those that were taken for another. */
export function embeddingSpec(info: EmbeddingInfo, palette: ChartPalette = pagePalette): ChartSpec {
  const unlabelled = {
    type: 'value' as const,
    scale: true,
    axisLabel: { show: false },
    axisTick: { show: false },
  };
  return {
    ...frame,
    tooltip: itemTooltip(palette, (_, index, seriesIndex) => {
      const { prediction, image } = info.classes[seriesIndex]![index]!;
      const right = prediction === seriesIndex ? '' : `\ntaken for ${info.classNames[prediction]!}`;
      return `${info.classNames[seriesIndex]!} (image ${image})${right}`;
    }),
    xAxis: { ...xAxisStyle(palette), ...unlabelled, nameGap: 10, name: info.axes[0] },
    yAxis: {
      ...yAxisStyle(palette),
      ...unlabelled,
      nameGap: 10,
      name: info.axes[1],
      axisLine: { show: true, onZero: false, lineStyle: { color: palette.grid } },
      splitLine: { show: false },
    },
    series: [
      ...info.classNames.map((_, label) => dots(info, label, palette)),
      crosses(info, palette),
      names(info, palette),
    ],
  };
}

/** What the colours and shapes of the dots mean. */
export function embeddingLegend(info: EmbeddingInfo, palette: ChartPalette = pagePalette): LegendEntry[] {
  return [
    ...info.classNames.map((label, index) => ({
      label,
      color: seriesColor(index, palette),
      mark: { symbol: seriesSymbol(index, palette) },
    })),
    { label: 'taken for another class', color: palette.text, mark: { symbol: 'cross' } },
  ];
}
