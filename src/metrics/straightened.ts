/**
 * Which points of a line drawing are needed: all but those on the straight line between the neighbours that are kept.
 * `x` must never fall, and `y` not turn back where `x` stands still.
 *
 * @returns the indices of the points that are kept, rising, the first and the last always among them
 *
 * @example straightened([0, 1, 2, 2], [0, 1, 2, 3]); // [0, 2, 3]
 */
export function straightened(x: readonly number[], y: readonly number[]): number[] {
  const kept: number[] = [];
  for (let at = 0; at < x.length; at++) {
    if (kept.length > 1 && onLine(kept.at(-2)!, kept.at(-1)!, at)) kept.pop();
    kept.push(at);
  }
  return kept;

  function onLine(from: number, middle: number, to: number): boolean {
    return (x[middle]! - x[from]!) * (y[to]! - y[from]!) === (x[to]! - x[from]!) * (y[middle]! - y[from]!);
  }
}
