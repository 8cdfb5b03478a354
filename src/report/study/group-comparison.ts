import { normalTails } from '../../metrics/distributions.ts';
import { holm } from '../../metrics/holm.ts';
import { differenceInterval, type Interval } from '../../metrics/interval.ts';
import { pooledTTest } from '../../metrics/pooled-t-test.ts';
import type { ObjectiveFacts } from './study-results.ts';
import type { ValueGroup } from './value-groups.ts';

/** How the best value of a parameter compares with another one. */
export interface GroupDifference {
  readonly other: ValueGroup;
  /** By how much the best one is better; at least 0. */
  readonly difference: number;
  /** The 95% interval of it, the wider of those for images and for seeds; null where nothing gives one. */
  readonly interval: Interval | null;
  /** The larger of the p-values for images and for seeds, after Holm's correction; null where there is neither. */
  readonly pValue: number | null;
}

/** A difference is claimed where both chance in the images and chance in the seeds are less likely than this to give it. */
const SIGNIFICANCE = 0.05;

/** Whether the data show that the best value is better than the other one. */
export function isShown({ pValue }: GroupDifference): boolean {
  return pValue !== null && pValue <= SIGNIFICANCE;
}

interface Chance {
  readonly interval: Interval;
  readonly pValue: number;
}

function turned({ low, high }: Interval, maximize: boolean): Interval {
  return maximize ? { low, high } : { low: -high, high: -low };
}

/** Chance in which images there are, as if each of the two had seen images of its own: the careful side. */
function ofImages(
  first: number,
  second: number,
  { share, images, direction }: ObjectiveFacts,
): Chance | undefined {
  if (!share || images === undefined || images === 0) return undefined;
  const hits = (mean: number): number => Math.min(images, Math.max(0, Math.round(mean * images)));
  const [a, b] = [first, second].map((mean) => ({ successes: hits(mean), trials: images }));
  const middle = (a!.successes + b!.successes) / (2 * images);
  const error = Math.sqrt((2 * middle * (1 - middle)) / images);
  return {
    interval: turned(differenceInterval(a!, b!), direction === 'maximize'),
    pValue: error === 0 ? 1 : normalTails((first - second) / error),
  };
}

/** Chance in how a network begins and in which order it sees images. */
function ofSeeds(
  first: ValueGroup,
  second: ValueGroup,
  all: readonly ValueGroup[],
  { direction }: ObjectiveFacts,
): Chance | undefined {
  if (all.every(({ values }) => values.length === 1)) return undefined;
  const others = all.filter((group) => group !== first && group !== second).map(({ values }) => values);
  const { interval, pValue } = pooledTTest(first.values, second.values, others);
  return { interval: turned(interval, direction === 'maximize'), pValue };
}

function width({ low, high }: Interval): number {
  return high - low;
}

/**
 * Compares the best value of a parameter with every other one. A difference counts as shown where it is both more than
 * other images and more than other seeds would give; p-values are corrected after Holm for all comparisons. The spread
 * between seeds is taken from all values together, so that two seeds can say something.
 *
 * @param groups best first
 */
export function groupDifferences(
  groups: readonly ValueGroup[],
  objective: ObjectiveFacts,
): GroupDifference[] {
  const [best, ...others] = groups;
  if (best === undefined) return [];
  const raw = others.map((other) => {
    const chances = [
      ofImages(best.mean, other.mean, objective),
      ofSeeds(best, other, groups, objective),
    ].flatMap((chance) => chance ?? []);
    const widest = chances.toSorted((a, b) => width(b.interval) - width(a.interval))[0];
    return {
      other,
      difference: Math.abs(best.mean - other.mean),
      interval: widest?.interval ?? null,
      pValue: chances.length === 0 ? null : Math.max(...chances.map(({ pValue }) => pValue)),
    };
  });
  const known = raw.filter(({ pValue }) => pValue !== null);
  const adjusted = holm(known.map(({ pValue }) => pValue!));
  return raw.map((one) => (one.pValue === null ? one : { ...one, pValue: adjusted[known.indexOf(one)]! }));
}
