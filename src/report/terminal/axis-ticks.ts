/** Round numbers along an axis. */
export interface AxisTicks {
  /** From the least to the greatest; the axis ends at both. */
  readonly values: readonly number[];
  /** How many decimals tell them apart. */
  readonly decimals: number;
}

/** The least of 1, 2, 5, 10, 20, … that is not below a number, and so for fractions. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= value * (1 - 1e-9))!;
  return factor * power;
}

/** At most so many round numbers, equally far apart, that hold all of a range between them. */
export function axisTicks(least: number, greatest: number, most: number): AxisTicks {
  const range = greatest > least ? greatest - least : Math.max(Math.abs(least) / 10, 1e-6);
  for (let step = roundUp(range / (most - 1)); ; step = roundUp(step * 1.5)) {
    const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil(greatest / step - 1e-9)];
    const count = Math.max(last, first + 1) - first + 1;
    if (count > most) continue;
    const values = Array.from({ length: count }, (_, index) => (first + index) * step);
    return { values, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
  }
}

/** Whole numbers from the first to the last, with room for the label of each among so many columns. */
export function wholeTicks(first: number, last: number, columns: number): number[] {
  const labelColumns = String(last).length + 2;
  const most = Math.max(2, Math.floor(columns / labelColumns));
  const step = Math.max(1, roundUp((last - first) / most));
  const between: number[] = [];
  for (let value = Math.ceil(first / step) * step; value < last; value += step) between.push(value);
  const columnOf = (value: number): number => ((value - first) / (last - first)) * columns;
  const apart = (a: number, b: number): boolean => Math.abs(columnOf(a) - columnOf(b)) >= labelColumns;
  const inner = between.filter((value) => value > first && apart(value, first) && apart(value, last));
  return first === last ? [first] : [first, ...inner, last];
}
