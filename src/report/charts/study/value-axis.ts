import { formatCount } from '../../format.ts';
import type { ObjectiveFacts } from '../../study/study-results.ts';
import { axisName, valueTick } from '../../study/value-text.ts';
import { xAxisStyle, yAxisStyle } from '../frame.ts';
import type { ChartPalette } from '../palette.ts';
import { shareRange, shownRange, type ShownRange } from './shown-range.ts';

/** The part of an objective's axis that shows these values, of which there is at least one. */
export function objectiveRange(values: readonly number[], objective: ObjectiveFacts): ShownRange {
  const range = shownRange(values, objective.direction);
  return objective.share ? shareRange(range) : range;
}

/** The range with other values counted that are drawn, too, and may be beyond it. */
export function withBeyond(
  range: ShownRange,
  others: readonly number[],
  { direction }: ObjectiveFacts,
): ShownRange {
  const worse = others.filter((value) => (direction === 'maximize' ? value < range.min : value > range.max));
  return { ...range, beyond: range.beyond + worse.length };
}

function labels(objective: ObjectiveFacts) {
  return { formatter: (value: number) => valueTick(value, objective) };
}

/** A vertical axis of an objective's values. */
export function valueAxisY(objective: ObjectiveFacts, range: ShownRange, palette: ChartPalette) {
  const style = yAxisStyle(palette);
  const { min, max, interval } = range;
  return {
    ...style,
    type: 'value' as const,
    name: axisName(objective),
    ...{ min, max, interval },
    axisLabel: { ...style.axisLabel, ...labels(objective) },
  };
}

/** A horizontal axis of an objective's values. */
export function valueAxisX(objective: ObjectiveFacts, range: ShownRange, palette: ChartPalette) {
  const style = xAxisStyle(palette);
  const { min, max, interval } = range;
  return {
    ...style,
    type: 'value' as const,
    name: axisName(objective),
    ...{ min, max, interval },
    axisLabel: { ...style.axisLabel, ...labels(objective), hideOverlap: true },
  };
}

/**
 * Says which trials are worse than what is shown; empty where none is.
 *
 * @param each whether every trial has a mark, so that these have theirs at the edge
 */
export function edgeNote(range: ShownRange, objective: ObjectiveFacts, each = true): string {
  if (range.beyond === 0) return '';
  const { min, max, beyond } = range;
  const maximize = objective.direction === 'maximize';
  const edge = valueTick(maximize ? min : max, objective);
  const one = beyond === 1;
  const which = `${one ? '1 trial' : `${formatCount(beyond)} trials`} ${maximize ? 'below' : 'above'} ${edge}`;
  return each
    ? `${which} ${one ? 'stands' : 'stand'} at the edge.`
    : `${which} ${one ? 'is' : 'are'} not shown.`;
}
