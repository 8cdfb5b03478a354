import { xAxisStyle } from './frame.ts';
import type { ChartPalette } from './palette.ts';
import { formatTick } from './tick-format.ts';

/** By what curves go to the right. */
export type CurvesAxis = 'epoch' | 'step' | 'time';

/** Where the ends of a run's epochs are on each axis. */
export interface EpochPlaces {
  readonly epochs: readonly number[];
  readonly steps: readonly number[];
  readonly timesMs: readonly number[];
}

/** A horizontal axis for curves: where a run's epochs are on it, and how it looks. */
interface PlacedAxis {
  values(run: EpochPlaces): readonly number[];
  option(palette: ChartPalette): object;
}

const UNITS = [
  { name: 's', ms: 1000 },
  { name: 'min', ms: 60_000 },
  { name: 'h', ms: 3_600_000 },
] as const;

function last(runs: readonly EpochPlaces[], values: (run: EpochPlaces) => readonly number[]): number {
  return runs.reduce((most, run) => Math.max(most, values(run).at(-1) ?? 0), 0);
}

function fromZero(name: string, palette: ChartPalette): object {
  const style = xAxisStyle(palette);
  const axisLabel = { ...style.axisLabel, formatter: formatTick, hideOverlap: true };
  return { ...style, type: 'value', name, min: 0, axisLabel };
}

function byEpoch(runs: readonly EpochPlaces[]): PlacedAxis {
  const end = last(runs, ({ epochs }) => epochs);
  return {
    values: ({ epochs }) => epochs,
    option: (palette) => {
      const style = xAxisStyle(palette);
      const axis = { ...style, type: 'value', name: 'epoch', minInterval: 1 };
      if (end > 1) return { ...axis, min: 1, max: end, axisLabel: { ...style.axisLabel, hideOverlap: true } };
      // One epoch stands in the middle, with nothing written where there is none.
      const formatter = (value: number): string => (value === 1 ? '1' : '');
      return { ...axis, min: 0, max: 2, interval: 1, axisLabel: { ...style.axisLabel, formatter } };
    },
  };
}

function byTime(runs: readonly EpochPlaces[]): PlacedAxis {
  const end = last(runs, ({ timesMs }) => timesMs);
  // The largest unit of which there are at least two.
  const unit = UNITS.findLast(({ ms }) => end >= 2 * ms) ?? UNITS[0];
  return {
    values: ({ timesMs }) => timesMs.map((timeMs) => timeMs / unit.ms),
    option: (palette) => fromZero(`training time (${unit.name})`, palette),
  };
}

/** The horizontal axis of curves of these runs. */
export function curvesAxis(axis: CurvesAxis, runs: readonly EpochPlaces[]): PlacedAxis {
  if (axis === 'epoch') return byEpoch(runs);
  if (axis === 'time') return byTime(runs);
  return { values: ({ steps }) => steps, option: (palette) => fromZero('step', palette) };
}
