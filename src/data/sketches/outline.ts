/** Segments that a curve is cut into; at 28 pixels more cannot be seen. */
const CURVE_SEGMENTS = 5;

/** A closed outline in the space of a garment: u from -1 (left) to 1 (right), v from -1 (top) to 1 (bottom). */
export class Outline {
  readonly points: number[] = [];

  constructor(u: number, v: number) {
    this.points.push(u, v);
  }

  line(u: number, v: number): this {
    this.points.push(u, v);
    return this;
  }

  /** A quadratic Bézier curve to (u, v), drawn towards (controlU, controlV). */
  curve(controlU: number, controlV: number, u: number, v: number): this {
    const startU = this.points[this.points.length - 2]!;
    const startV = this.points[this.points.length - 1]!;
    for (let segment = 1; segment <= CURVE_SEGMENTS; segment++) {
      const t = segment / CURVE_SEGMENTS;
      const s = 1 - t;
      this.points.push(
        s * s * startU + 2 * s * t * controlU + t * t * u,
        s * s * startV + 2 * s * t * controlV + t * t * v,
      );
    }
    return this;
  }

  /** Closes a right half that starts and ends at u = 0 with its mirror image. */
  mirrored(): this {
    for (let at = this.points.length - 2; at >= 0; at -= 2) {
      this.points.push(-this.points[at]!, this.points[at + 1]!);
    }
    return this;
  }
}

/** A straight band of some width from one point to another. */
export function band(u0: number, v0: number, u1: number, v1: number, width: number): Outline {
  const length = Math.sqrt((u1 - u0) ** 2 + (v1 - v0) ** 2);
  const alongV = (((v1 - v0) / length) * width) / 2;
  const alongU = (((u1 - u0) / length) * width) / 2;
  return new Outline(u0 + alongV, v0 - alongU)
    .line(u1 + alongV, v1 - alongU)
    .line(u1 - alongV, v1 + alongU)
    .line(u0 - alongV, v0 + alongU);
}

/** An ellipse, as eight curves. */
export function ellipse(u: number, v: number, radiusU: number, radiusV: number): Outline {
  const diagonal = Math.SQRT1_2;
  const control = Math.SQRT2 - 1;
  const outline = new Outline(u + radiusU, v);
  const corners: readonly (readonly [number, number, number, number])[] = [
    [1, control, diagonal, diagonal],
    [control, 1, 0, 1],
    [-control, 1, -diagonal, diagonal],
    [-1, control, -1, 0],
    [-1, -control, -diagonal, -diagonal],
    [-control, -1, 0, -1],
    [control, -1, diagonal, -diagonal],
    [1, -control, 1, 0],
  ];
  for (const [cu, cv, eu, ev] of corners) {
    outline.curve(u + cu * radiusU, v + cv * radiusV, u + eu * radiusU, v + ev * radiusV);
  }
  return outline;
}
