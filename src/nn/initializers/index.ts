import type { RandomStream } from '../../core/random.ts';
import { glorotUniform } from './glorot-uniform.ts';
import { heNormal } from './he-normal.ts';
import { heUniform } from './he-uniform.ts';
import { ones } from './ones.ts';
import { zeros } from './zeros.ts';

/** Fills a new tensor. Fans are the connections into and out of one unit. */
export type Initializer = (data: Float32Array, stream: RandomStream, fanIn: number, fanOut: number) => void;

/** All initialisers by name. */
export const initializers = { glorotUniform, heNormal, heUniform, ones, zeros } as const satisfies Record<
  string,
  Initializer
>;

export type InitializerName = keyof typeof initializers;
export const initializerNames = Object.keys(initializers) as [InitializerName, ...InitializerName[]];
