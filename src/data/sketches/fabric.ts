import type { RandomStream } from '../../core/random.ts';
import type { Shade } from './sketch-canvas.ts';

/** What a garment is made of. */
export interface Fabric {
  /** Its mean brightness, 0 to 1. */
  readonly brightness: number;
  readonly shade: Shade;
  /** The same fabric, lighter or darker by a factor. */
  toned(factor: number): Shade;
}

/** A square wave of period 1: 0 in the first part of each period, 1 in the rest. */
const wave = (position: number, part: number): number => (position - Math.floor(position) < part ? 0 : 1);

type Weave = (stream: RandomStream) => Shade;

/** Relative brightness over the garment, around 1. */
const WEAVES: readonly (readonly [weight: number, weave: Weave])[] = [
  [5, () => () => 1],
  [
    3,
    (stream) => {
      const alongU = stream.uniform(-0.3, 0.3);
      const alongV = stream.uniform(-0.3, 0.3);
      return (u, v) => 1 + alongU * u + alongV * v;
    },
  ],
  [
    2,
    (stream) => {
      const period = stream.uniform(0.16, 0.5);
      const phase = stream.float64();
      const depth = stream.uniform(0.15, 0.7);
      return (_, v) => 1 - depth * wave(v / period + phase, 0.5);
    },
  ],
  [
    1,
    (stream) => {
      const period = stream.uniform(0.16, 0.4);
      const phase = stream.float64();
      const depth = stream.uniform(0.1, 0.5);
      return (u) => 1 - depth * wave(u / period + phase, 0.5);
    },
  ],
  [
    1.5,
    (stream) => {
      const period = stream.uniform(0.2, 0.4);
      const phase = stream.float64();
      const depth = stream.uniform(0.1, 0.35);
      return (u, v) => 1 - depth * (wave(u / period + phase, 0.5) + wave(v / period, 0.5));
    },
  ],
  [
    1.5,
    (stream) => {
      const radius = stream.uniform(0.12, 0.35);
      const at = stream.uniform(-0.5, 0.2);
      const gain = stream.uniform(-0.7, 0.6);
      return (u, v) => (u * u + (v - at) * (v - at) < radius * radius ? 1 + gain : 1);
    },
  ],
];

const TOTAL_WEIGHT = WEAVES.reduce((sum, [weight]) => sum + weight, 0);

/** A fabric of random brightness and pattern. */
export function fabric(stream: RandomStream): Fabric {
  const brightness = stream.uniform(0.3, 0.95);
  let pick = stream.uniform(0, TOTAL_WEIGHT);
  const weave = WEAVES.find(([weight]) => (pick -= weight) < 0)?.[1] ?? WEAVES[0]![1];
  const pattern = weave(stream);
  const toned = (factor: number): Shade => {
    const tone = brightness * factor;
    return (u, v) => tone * pattern(u, v);
  };
  return { brightness, shade: toned(1), toned };
}
