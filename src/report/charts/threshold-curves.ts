import { averagePrecision, precisionRecallCurve } from '../../metrics/precision-recall.ts';
import type { Predictions } from '../../metrics/predictions.ts';
import { rocAuc, rocCurve } from '../../metrics/roc.ts';
import { thresholdCounts, type ThresholdCounts } from '../../metrics/threshold-counts.ts';
import type { ChartSpec } from './chart-spec.ts';
import { frame, tooltipStyle, xAxisStyle, yAxisStyle } from './frame.ts';
import type { LegendEntry } from './legend.ts';
import { pagePalette } from './palette.ts';
import type { ChartPalette } from './palette.ts';
import { seriesColor } from './series-style.ts';
import { formatTick } from './tick-format.ts';

/** Which curve: of true against false positives, or of precision against recall. */
export type ThresholdCurveKind = 'roc' | 'precisionRecall';

type Point = readonly [x: number, y: number];

/** One class against the rest. */
export interface ClassCurve {
  readonly classIndex: number;
  readonly name: string;
  /** The area under the ROC curve, or the average precision. */
  readonly area: number;
  /** `[false positive rate, true positive rate]` or `[recall, precision]`, by rising first number. */
  readonly points: readonly Point[];
}

/** What a chart of curves over all thresholds shows. */
export interface ThresholdCurvesInfo {
  readonly kind: ThresholdCurveKind;
  /** By rising area. Classes without examples, or with all of them, have no curve. */
  readonly curves: readonly ClassCurve[];
  /** The mean of the curves' heights, each class counting the same, and of their areas. */
  readonly macro: { readonly area: number; readonly points: readonly Point[] };
}

interface Kind {
  readonly x: string;
  readonly y: string;
  readonly area: string;
  readonly of: (
    counts: ThresholdCounts,
  ) => { readonly area: number; readonly points: readonly Point[] } | null;
}

const KINDS: Readonly<Record<ThresholdCurveKind, Kind>> = {
  roc: {
    x: 'false positive rate',
    y: 'true positive rate',
    area: 'AUC',
    of: (counts) => {
      const points = rocCurve(counts)?.map((p): Point => [p.falsePositiveRate, p.truePositiveRate]);
      return points === undefined ? null : { area: rocAuc(counts)!, points };
    },
  },
  precisionRecall: {
    x: 'recall',
    y: 'precision',
    area: 'AP',
    of: (counts) => {
      const points = precisionRecallCurve(counts)?.map((p): Point => [p.recall, p.precision]);
      return points === undefined ? null : { area: averagePrecision(counts)!, points };
    },
  },
};

/** Less than this apart in both directions, points cannot be told apart in a drawing. */
const RESOLUTION = 1 / 400;

/** The first and the last point, and between them those that can be seen. */
function thinned(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  points.forEach((point, index) => {
    const before = kept.at(-1);
    const far =
      before === undefined ||
      Math.abs(point[0] - before[0]) >= RESOLUTION ||
      Math.abs(point[1] - before[1]) >= RESOLUTION;
    if (far || index === points.length - 1) kept.push([rounded(point[0]), rounded(point[1])]);
  });
  return kept;
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

/** The highest value of a curve at `x`, on the straight line between the points around it. */
function heightAt(points: readonly Point[], x: number): number {
  const after = points.findIndex((point) => point[0] >= x);
  if (after === -1) return points.at(-1)![1];
  const [x2, y2] = points[after]!;
  if (x2 === x || after === 0)
    return points.filter((point) => point[0] === x2).reduce((most, [, y]) => Math.max(most, y), 0);
  const [x1, y1] = points[after - 1]!;
  return y1 + ((y2 - y1) * (x - x1)) / (x2 - x1);
}

function macroOf(curves: readonly ClassCurve[]): ThresholdCurvesInfo['macro'] {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  // Closer together where curves of good models turn: near both ends.
  const xs = Array.from({ length: 101 }, (_, index) => rounded((1 - Math.cos((Math.PI * index) / 100)) / 2));
  const points = xs.map((x): Point => [
    rounded(x),
    rounded(mean(curves.map((curve) => heightAt(curve.points, x)))),
  ]);
  return { area: mean(curves.map(({ area }) => area)), points };
}

/**
 * The curves of every class against the rest; undefined where no class has one.
 *
 * @param classNames in label order
 */
export function thresholdCurvesInfo(
  predictions: Predictions,
  classNames: readonly string[],
  kind: ThresholdCurveKind,
): ThresholdCurvesInfo | undefined {
  const curves = classNames.flatMap((name, classIndex): ClassCurve[] => {
    const curve = KINDS[kind].of(thresholdCounts(predictions, classIndex));
    return curve === null ? [] : [{ classIndex, name, area: curve.area, points: thinned(curve.points) }];
  });
  if (curves.length === 0) return undefined;
  curves.sort((a, b) => a.area - b.area || a.classIndex - b.classIndex);
  return { kind, curves, macro: macroOf(curves) };
}

/** How the curves are drawn. */
export interface ThresholdCurvesOptions {
  /** The classes that have colours and names, by index; the four with the smallest areas by default. */
  readonly classes?: readonly number[];
}

const NAMED = 4;

function chosen({ curves }: ThresholdCurvesInfo, { classes }: ThresholdCurvesOptions): readonly ClassCurve[] {
  if (classes === undefined) return curves.slice(0, NAMED);
  return classes.flatMap((index) => curves.filter(({ classIndex }) => classIndex === index));
}

function curveLine(
  name: string,
  points: readonly Point[],
  style: { color: string; width: number; opacity?: number },
) {
  return {
    type: 'line' as const,
    name,
    silent: true,
    symbol: 'none',
    lineStyle: style,
    itemStyle: { color: style.color },
    tooltip: { show: style.opacity === undefined },
    data: points.map(([x, y]) => [x, y]),
  };
}

/** Draws the chosen classes in colours, the others behind them, and the mean of all, with chance as a dashed line. */
export function thresholdCurvesSpec(
  info: ThresholdCurvesInfo,
  palette: ChartPalette = pagePalette,
  options: ThresholdCurvesOptions = {},
): ChartSpec {
  const kind = KINDS[info.kind];
  const named = chosen(info, options);
  const [x, y] = [xAxisStyle(palette), yAxisStyle(palette)];
  const unit = { type: 'value' as const, min: 0, max: 1, interval: 0.2 };
  const chance = {
    ...curveLine(
      'chance',
      [
        [0, 0],
        [1, 1],
      ],
      { color: palette.muted, width: 1, opacity: 1 },
    ),
    lineStyle: { color: palette.muted, width: 1, type: [4, 4] },
  };
  return {
    ...frame,
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      valueFormatter: (value) => (typeof value === 'number' ? value.toFixed(3) : ''),
    },
    xAxis: { ...x, ...unit, name: kind.x, axisLabel: { ...x.axisLabel, formatter: formatTick } },
    yAxis: { ...y, ...unit, name: kind.y, axisLabel: { ...y.axisLabel, formatter: formatTick } },
    series: [
      ...(info.kind === 'roc' ? [chance] : []),
      ...info.curves
        .filter((curve) => !named.includes(curve))
        .map(({ name, points }) =>
          curveLine(name, points, { color: palette.muted, width: 1, opacity: 0.35 }),
        ),
      ...named.map(({ name, points }, index) =>
        curveLine(name, points, { color: seriesColor(index, palette), width: 1.5 }),
      ),
      curveLine('mean of all classes', info.macro.points, { color: palette.text, width: 2.5 }),
    ],
  };
}

/** What the colours of the curves mean, with the area under each. */
export function thresholdCurvesLegend(
  info: ThresholdCurvesInfo,
  palette: ChartPalette = pagePalette,
  options: ThresholdCurvesOptions = {},
): LegendEntry[] {
  const { area } = KINDS[info.kind];
  const named = chosen(info, options);
  const others = info.curves.length - named.length;
  const line = { line: 'solid' } as const;
  return [
    { label: `mean of all classes (${area} ${info.macro.area.toFixed(3)})`, color: palette.text, mark: line },
    ...named.map((curve, index) => ({
      label: `${curve.name} (${curve.area.toFixed(3)})`,
      color: seriesColor(index, palette),
      mark: line,
    })),
    ...(others === 0
      ? []
      : [
          {
            label: `${others} other ${others === 1 ? 'class' : 'classes'}`,
            color: palette.muted,
            mark: line,
          },
        ]),
  ];
}
