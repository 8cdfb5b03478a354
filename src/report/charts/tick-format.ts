/** A number in few digits, as beside the tick of an axis: `0.25`, `1.5k`, `12M`, `1e-5`. */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4) return value.toExponential().replace(/(\.\d)\d*e/, '$1e');
  for (const [unit, letter] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (size >= unit) return `${Number((value / unit).toPrecision(3))}${letter}`;
  }
  return String(Number(value.toPrecision(3)));
}

/** A share as a percentage in few digits: `92.5%`. */
export function formatPercentTick(share: number): string {
  return `${Number((100 * share).toPrecision(4))}%`;
}
