import type { RandomStream } from '../../../core/random.ts';
import type { SketchCanvas } from '../sketch-canvas.ts';

/** One kind of garment that can be drawn. */
export interface Garment {
  /** The name of its class. */
  readonly name: string;
  /** Draws one of its kind on a canvas that was just started; everything random comes from the stream. */
  draw(canvas: SketchCanvas, stream: RandomStream): void;
}
