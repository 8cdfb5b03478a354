/** Where to look for a minimum. */
export interface MinimizeOptions {
  readonly start: Float64Array;
  /** No limits where not given. */
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  /** Ends where no coordinate of the gradient, as far as it may be followed, is larger. */
  readonly tolerance: number;
  readonly steps: number;
}

/** A value, and its gradient written to `slope`. */
export type SmoothFunction = (point: Float64Array, slope: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

const MEMORY = 10;

interface Curvature {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/**
 * A minimum near `start` between limits: L-BFGS (Nocedal and Wright 2006, algorithm 7.4) on the coordinates that are not
 * held by a limit, with steps that are brought back to the limits and halved until they lead down enough.
 */
export function minimize(
  f: SmoothFunction,
  { start, lower, upper, tolerance, steps }: MinimizeOptions,
): Minimum {
  const clip = (value: number, d: number) =>
    Math.min(upper?.[d] ?? Infinity, Math.max(lower?.[d] ?? -Infinity, value));
  let point = start.map(clip);
  let slope = new Float64Array(start.length);
  let value = f(point, slope);
  let memory: Curvature[] = [];
  for (let step = 0; step < steps; step++) {
    const free = point.map((x, d) => +(clip(x - slope[d]!, d) !== x));
    if (point.every((x, d) => Math.abs(clip(x - slope[d]!, d) - x) <= tolerance)) break;
    const direction = quasiNewton(slope, free, memory);
    const next = goDown(f, { point, slope, value, direction, clip }, memory.length === 0);
    if (next === undefined) {
      // What was learned may mislead; without it the way is straight down.
      if (memory.length === 0) break;
      memory = [];
      continue;
    }
    const moved = next.point.map((x, d) => x - point[d]!);
    const change = next.slope.map((x, d) => x - slope[d]!);
    const product = dot(moved, change);
    if (product > 1e-10 * dot(change, change)) {
      memory = [...memory.slice(1 - MEMORY), { step: moved, change, product }];
    }
    ({ point, slope, value } = next);
  }
  return { point, value };
}

/** The way down, by the curvature that the last steps have shown. */
function quasiNewton(slope: Float64Array, free: Float64Array, memory: readonly Curvature[]): Float64Array {
  const direction = slope.map((x, d) => -x * free[d]!);
  if (memory.length === 0) return direction;
  const shares: number[] = [];
  for (const { step, change, product } of memory.toReversed()) {
    const share = dot(step, direction) / product;
    shares.push(share);
    add(direction, -share, change);
  }
  const { change, product } = memory.at(-1)!;
  const scale = product / dot(change, change);
  for (const d of direction.keys()) direction[d]! *= scale;
  for (const { step, change: of, product: by } of memory) {
    add(direction, shares.pop()! - dot(of, direction) / by, step);
  }
  for (let d = 0; d < direction.length; d++) direction[d]! *= free[d]!;
  return direction;
}

interface Place {
  readonly point: Float64Array;
  readonly slope: Float64Array;
  readonly value: number;
  readonly direction: Float64Array;
  readonly clip: (value: number, d: number) => number;
}

/** A point along the direction that is lower by enough; nothing where there is none. */
function goDown(f: SmoothFunction, { point, slope, value, direction, clip }: Place, isFirst: boolean) {
  const length = Math.sqrt(dot(direction, direction));
  let size = isFirst ? Math.min(1, 1 / length) : 1;
  for (let attempt = 0; attempt < 20; attempt++, size /= 2) {
    const next = point.map((x, d) => clip(x + size * direction[d]!, d));
    const descent = dot(
      slope,
      next.map((x, d) => x - point[d]!),
    );
    if (descent >= 0) continue;
    const nextSlope = new Float64Array(point.length);
    const nextValue = f(next, nextSlope);
    if (nextValue <= value + 1e-4 * descent) return { point: next, slope: nextSlope, value: nextValue };
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function add(to: Float64Array, factor: number, other: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * other[i]!;
}
