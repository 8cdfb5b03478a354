/** Horizontal sample lines per row of pixels; along a line the coverage is exact. */
const LINES = 4;
/** More crossings of one sample line than any sketch has. */
const MAX_CROSSINGS = 32;

/** Computes how much of each pixel lies inside outlines, on a square grid; reuses its memory from call to call. */
export class CoverageGrid {
  readonly size: number;
  /** The share of each pixel that is covered, 0 to 1, row by row; overwritten by each call of `fill`. */
  readonly coverage: Float32Array;
  /** The rows that the last outline touched: from `top` up to but not including `bottom`. */
  top = 0;
  bottom = 0;
  readonly #crossings: Float64Array;
  readonly #counts: Int32Array;

  constructor(size: number) {
    this.size = size;
    this.coverage = new Float32Array(size * size);
    this.#crossings = new Float64Array(size * LINES * MAX_CROSSINGS);
    this.#counts = new Int32Array(size * LINES);
  }

  /** Fills closed outlines by the even-odd rule; points are x, y pairs in pixels, (0, 0) being the top left corner. */
  fill(outlines: readonly Float64Array[]): void {
    this.coverage.fill(0);
    this.#counts.fill(0);
    let first = this.size * LINES;
    let last = -1;
    for (const points of outlines) {
      let x0 = points[points.length - 2]!;
      let y0 = points[points.length - 1]!;
      for (let at = 0; at < points.length; at += 2) {
        const x1 = points[at]!;
        const y1 = points[at + 1]!;
        const [from, to] = this.#cross(x0, y0, x1, y1);
        if (from < first) first = from;
        if (to > last) last = to;
        x0 = x1;
        y0 = y1;
      }
    }
    this.top = Math.max(0, Math.floor(first / LINES));
    this.bottom = Math.min(this.size, Math.floor(last / LINES) + 1);
    for (let line = first; line <= last; line++) this.#cover(line);
  }

  /** Notes where an edge crosses the sample lines; returns the first and last line. */
  #cross(x0: number, y0: number, x1: number, y1: number): [first: number, last: number] {
    const low = Math.min(y0, y1) * LINES - 0.5;
    const high = Math.max(y0, y1) * LINES - 0.5;
    const first = Math.max(0, Math.ceil(low));
    const last = Math.min(this.size * LINES - 1, Math.ceil(high) - 1);
    const slope = (x1 - x0) / (y1 - y0);
    for (let line = first; line <= last; line++) {
      const count = this.#counts[line]!;
      if (count === MAX_CROSSINGS) continue;
      const x = x0 + ((line + 0.5) / LINES - y0) * slope;
      // Insertion keeps the crossings of a line in order.
      let at = line * MAX_CROSSINGS + count;
      for (; at > line * MAX_CROSSINGS && this.#crossings[at - 1]! > x; at--) {
        this.#crossings[at] = this.#crossings[at - 1]!;
      }
      this.#crossings[at] = x;
      this.#counts[line] = count + 1;
    }
    return first <= last ? [first, last] : [this.size * LINES, -1];
  }

  /** Adds the spans of one sample line to the coverage of its row. */
  #cover(line: number): void {
    const row = Math.floor(line / LINES) * this.size;
    const base = line * MAX_CROSSINGS;
    for (let pair = 0; pair + 1 < this.#counts[line]!; pair += 2) {
      const from = Math.max(0, this.#crossings[base + pair]!);
      const to = Math.min(this.size, this.#crossings[base + pair + 1]!);
      if (to <= from) continue;
      const lastColumn = Math.min(this.size - 1, Math.floor(to));
      for (let column = Math.floor(from); column <= lastColumn; column++) {
        const share = Math.min(to, column + 1) - Math.max(from, column);
        this.coverage[row + column]! += share / LINES;
      }
    }
  }
}
