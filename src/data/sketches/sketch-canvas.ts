import type { RandomStream } from '../../core/random.ts';
import { CoverageGrid } from './coverage.ts';
import type { Outline } from './outline.ts';

/** The brightness of a point of a garment, 0 to 1. */
export type Shade = (u: number, v: number) => number;

/** Pixels that half the garment's space takes, before its scale. */
const HALF_PIXELS = 13;

/** A square grey picture on which a garment is drawn in its own space, placed by a random affine map. */
export class SketchCanvas {
  readonly size: number;
  readonly #grid: CoverageGrid;
  readonly #pixels: Float32Array;
  /** x = xu·u + xv·v + x0 and y = yu·u + yv·v + y0, in pixels. */
  #map = { xu: 1, xv: 0, x0: 0, yu: 0, yv: 1, y0: 0 };

  constructor(size: number) {
    this.size = size;
    this.#grid = new CoverageGrid(size);
    this.#pixels = new Float32Array(size * size);
  }

  /** Wipes the picture and draws a new placement: scale, tilt, shear and position. */
  start(stream: RandomStream): void {
    this.#pixels.fill(0);
    const scale = stream.uniform(0.82, 1.05) * HALF_PIXELS * (this.size / 28);
    const aspect = stream.uniform(0.92, 1.08);
    // Half the tangent of half the angle gives sine and cosine by arithmetic alone, the same on every machine.
    const t = stream.uniform(-0.06, 0.06);
    const sine = (2 * t) / (1 + t * t);
    const cosine = (1 - t * t) / (1 + t * t);
    const shear = stream.uniform(-0.07, 0.07);
    const roam = this.size / 28;
    this.#map = {
      xu: scale * aspect * cosine,
      xv: scale * (shear * cosine - sine),
      x0: this.size / 2 + stream.uniform(-1.8, 1.8) * roam,
      yu: scale * aspect * sine,
      yv: scale * (cosine + shear * sine),
      y0: this.size / 2 + stream.uniform(-1.8, 1.8) * roam,
    };
  }

  /** Paints the inside of outlines (even-odd) over what is there. */
  paint(outlines: Outline | readonly Outline[], shade: Shade, opacity = 1): void {
    const { xu, xv, x0, yu, yv, y0 } = this.#map;
    const list = outlines instanceof Array ? outlines : [outlines];
    this.#grid.fill(
      list.map(({ points }) => {
        const placed = new Float64Array(points.length);
        for (let at = 0; at < points.length; at += 2) {
          const u = points[at]!;
          const v = points[at + 1]!;
          placed[at] = xu * u + xv * v + x0;
          placed[at + 1] = yu * u + yv * v + y0;
        }
        return placed;
      }),
    );
    const { coverage, top, bottom } = this.#grid;
    const determinant = xu * yv - xv * yu;
    for (let row = top; row < bottom; row++) {
      for (let column = 0; column < this.size; column++) {
        const at = row * this.size + column;
        const covered = coverage[at]!;
        if (covered === 0) continue;
        const x = column + 0.5 - x0;
        const y = row + 0.5 - y0;
        const brightness = shade((yv * x - xv * y) / determinant, (xu * y - yu * x) / determinant);
        this.#pixels[at]! += covered * opacity * (brightness - this.#pixels[at]!);
      }
    }
  }

  /**
   * Writes the picture as bytes, with grain in proportion to the brightness and a little noise everywhere it is not
   * black.
   *
   * @param grain the relative strength of the grain, 0 to 1
   */
  develop(out: Uint8Array, at: number, grain: number, stream: RandomStream): void {
    const count = this.size * this.size;
    const words = new Uint32Array(Math.ceil(count / 2));
    stream.fillUint32(words);
    for (let pixel = 0; pixel < count; pixel++) {
      const bits = words[pixel >> 1]! >>> ((pixel & 1) * 16);
      // The sum of two bytes: a triangular distribution from -1 to 1.
      const noise = ((bits & 255) + ((bits >>> 8) & 255)) / 255 - 1;
      const value = this.#pixels[pixel]! * 255 * (1 + grain * noise);
      out[at + pixel] = value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
    }
  }
}
