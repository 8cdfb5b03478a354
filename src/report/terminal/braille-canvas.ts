/** The bit of each dot of a Braille cell by row and column (Unicode 15, block U+2800). */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BLANK = 0x2800;
const SQUARE = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** The dots of a cell: two across, four down. */
export const DOTS_ACROSS = 2;
export const DOTS_DOWN = 4;

/** A place among the dots, counted from the upper left. */
export type Dot = readonly [x: number, y: number];

/** Dots that are drawn and left out in turn. */
export interface Dash {
  readonly drawn: number;
  readonly left: number;
}

/** A drawing of dots in Braille characters. Each cell remembers the last layer that drew into it, for its colour. */
export class BrailleCanvas {
  readonly columns: number;
  readonly rows: number;
  readonly #bits: Uint8Array;
  readonly #layers: Int16Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#bits = new Uint8Array(columns * rows);
    this.#layers = new Int16Array(columns * rows).fill(-1);
  }

  /** Sets a dot; what lies outside is not drawn. */
  dot(x: number, y: number, layer: number): void {
    const [column, row] = [Math.floor(x / DOTS_ACROSS), Math.floor(y / DOTS_DOWN)];
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return;
    const at = row * this.columns + column;
    this.#bits[at]! |= DOTS[y % DOTS_DOWN]![x % DOTS_ACROSS]!;
    this.#layers[at] = layer;
  }

  /**
   * Lines from dot to dot (Bresenham 1965); a lone dot is drawn as four.
   *
   * @param dash how many dots are drawn and how many left out, in turn; none left out where not given
   */
  path(points: readonly Dot[], layer: number, dash: Dash = { drawn: 1, left: 0 }): void {
    const [first, ...others] = points;
    if (first === undefined) return;
    if (others.length === 0) {
      for (const [right, down] of SQUARE) this.dot(first[0] + right, first[1] - down, layer);
      return;
    }
    let [x, y] = first;
    let drawn = 0;
    const next = (): void => {
      if (drawn++ % (dash.drawn + dash.left) < dash.drawn) this.dot(x, y, layer);
    };
    next();
    for (const [toX, toY] of others) {
      const [fromX, fromY] = [x, y];
      const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY));
      for (let step = 1; step <= steps; step++) {
        x = Math.round(fromX + ((toX - fromX) * step) / steps);
        y = Math.round(fromY + ((toY - fromY) * step) / steps);
        next();
      }
    }
  }

  /** The rows of cells as text; `paint` colours what a layer drew. */
  lines(paint: (text: string, layer: number) => string): string[] {
    return Array.from({ length: this.rows }, (_, row) => {
      let line = '';
      let part = '';
      let current = -1;
      for (let column = 0; column < this.columns; column++) {
        const at = row * this.columns + column;
        const layer = this.#layers[at]!;
        if (layer !== current) {
          line += current === -1 ? part : paint(part, current);
          [part, current] = ['', layer];
        }
        part += this.#bits[at] === 0 ? ' ' : String.fromCharCode(BLANK + this.#bits[at]!);
      }
      return line + (current === -1 ? part : paint(part, current));
    });
  }
}
