import type { RandomStream } from '../core/random.ts';

/** Fills a new tensor. Fans are the connections into and out of one unit. */
export type Initializer = (data: Float32Array, stream: RandomStream, fanIn: number, fanOut: number) => void;
