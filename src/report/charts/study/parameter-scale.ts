import { valueCount, type Parameter, type ParameterValue } from '../../../tune/space/parameter.ts';
import { parameterText } from '../../study/value-text.ts';
import { xAxisStyle, yAxisStyle } from '../frame.ts';
import { shorten } from '../legend.ts';
import { logarithmic } from '../log-axis.ts';
import type { ChartPalette } from '../palette.ts';
import { formatTick } from '../tick-format.ts';

/** The axis of a parameter, as data. Choices stand at whole numbers, in the order of the space. */
export interface ParameterScale {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** The values of a choice. */
  readonly labels?: readonly string[];
}

/** The axis on which a parameter's values are drawn. */
export function parameterScale(parameter: Parameter): ParameterScale {
  const { name } = parameter;
  if (parameter.type === 'choice') {
    const labels = parameter.values.map(parameterText);
    return { name, low: -0.5, high: labels.length - 0.5, log: false, labels };
  }
  const { low, high, log } = parameter;
  return low < high ? { name, low, high, log } : { name, low: low - 0.5, high: high + 0.5, log: false };
}

/** Where a value is on the parameter's axis. */
export function scalePlace(parameter: Parameter, value: ParameterValue): number {
  if (parameter.type !== 'choice') return value as number;
  return parameter.values.findIndex((known) => known === value);
}

/** Parts of a parameter's axis that trials are put together by. */
export interface ScalePart {
  readonly from: number;
  readonly at: number;
  readonly to: number;
}

/** Divides the axis into at most so many parts: a part a value where there are few, else equally long ones. */
export function scaleParts(parameter: Parameter, most: number): ScalePart[] {
  const { low, high, log } = parameterScale(parameter);
  if (parameter.type === 'choice')
    return parameter.values.map((_, at) => ({ from: at - 0.5, at, to: at + 0.5 }));
  const { step } = parameter;
  const count = valueCount(parameter);
  if (!log && step !== undefined && count <= most) {
    return Array.from({ length: count }, (_, index) => {
      const at = parameter.low + index * step;
      return { from: at - step / 2, at, to: at + step / 2 };
    });
  }
  const [first, last] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const place = (share: number): number => {
    const on = first + (last - first) * share;
    return log ? Math.exp(on) : on;
  };
  return Array.from({ length: most }, (_, index) => ({
    from: place(index / most),
    at: place((index + 0.5) / most),
    to: place((index + 1) / most),
  }));
}

/** The part that a place on the axis is in. */
export function partOf(parts: readonly ScalePart[], place: number): number {
  const found = parts.findIndex(({ to }) => place < to);
  return found === -1 ? parts.length - 1 : found;
}

/** What stands beside a place on the axis. */
export function scaleText({ labels }: ParameterScale, place: number): string {
  return labels === undefined ? parameterText(place) : (labels[Math.round(place)] ?? '');
}

function axisOption<Style extends { readonly axisLabel: object }>(scale: ParameterScale, style: Style) {
  const { name, low, high, log, labels } = scale;
  const named = { ...style, name: shorten(name, 40) };
  if (labels !== undefined) {
    const customValues = labels.map((_, index) => index);
    return {
      ...named,
      type: 'value' as const,
      min: low,
      max: high,
      axisTick: { show: false, customValues },
      axisLabel: {
        ...style.axisLabel,
        customValues,
        hideOverlap: true,
        formatter: (place: number) => shorten(labels[place] ?? '', 14),
      },
    };
  }
  const numeric = { ...named, axisLabel: { ...style.axisLabel, formatter: formatTick, hideOverlap: true } };
  return log
    ? logarithmic(numeric, { low, high })
    : { ...numeric, type: 'value' as const, min: low, max: high };
}

/** A horizontal axis of a parameter. */
export function parameterAxisX(scale: ParameterScale, palette: ChartPalette) {
  return axisOption(scale, xAxisStyle(palette));
}

/** A vertical axis of a parameter. */
export function parameterAxisY(scale: ParameterScale, palette: ChartPalette) {
  const style = yAxisStyle(palette);
  const longest = Math.max(4, ...(scale.labels ?? []).map((label) => Math.min(14, label.length)));
  return axisOption(scale, { ...style, nameGap: 14 + 7 * longest });
}
