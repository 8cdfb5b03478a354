import { wilsonInterval, type Interval } from '../../metrics/interval.ts';
import type { ParameterValue } from '../../tune/space/parameter.ts';
import { formatTick, formatPercentTick } from '../charts/tick-format.ts';
import { formatCount, formatPercent, formatPercentInterval } from '../format.ts';
import type { ObjectiveFacts } from './study-results.ts';

type Written = Pick<ObjectiveFacts, 'share' | 'unit'>;

function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e15) return formatCount(Math.round(value));
  if (size !== 0 && size < 1e-4) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** A value of an objective: `91.25%`, `0.2859` or `12.5 ms`. */
export function valueText(value: number, { share, unit }: Written): string {
  if (share) return formatPercent(value);
  return unit === undefined ? digits(value) : `${digits(value)} ${unit}`;
}

/** The same in few digits, as beside the tick of an axis, without its unit. */
export function valueTick(value: number, { share }: Written): string {
  return share ? formatPercentTick(value) : formatTick(value);
}

/** The name of an axis of values: `validation accuracy`, `inference time (ms)`. */
export function axisName({ metric, unit }: ObjectiveFacts): string {
  return unit === undefined ? metric : `${metric} (${unit})`;
}

/** The 95% interval of a share for the number of images that it is of; nothing where it is not known. */
export function imageInterval(value: number, { share, images }: ObjectiveFacts): Interval | undefined {
  if (!share || images === undefined || images === 0 || value < 0 || value > 1) return undefined;
  return wilsonInterval(Math.round(value * images), images);
}

/** `90.68–91.79%`, or nothing. */
export function imageIntervalText(value: number, objective: ObjectiveFacts): string {
  const interval = imageInterval(value, objective);
  return interval === undefined ? '' : formatPercentInterval(interval);
}

/** A value of a parameter: numbers in at most four digits. */
export function parameterText(value: ParameterValue): string {
  return typeof value !== 'number' || Number.isInteger(value) ? String(value) : digits(value);
}
