import type { Initializer } from '../initializer.ts';
import { glorotUniform } from './glorot-uniform.ts';
import { heNormal } from './he-normal.ts';
import { heUniform } from './he-uniform.ts';
import { ones } from './ones.ts';
import { zeros } from './zeros.ts';

/** All initialisers by name. */
export const initializers = { glorotUniform, heNormal, heUniform, ones, zeros } as const satisfies Record<
  string,
  Initializer
>;

export type InitializerName = keyof typeof initializers;
export const initializerNames = Object.keys(initializers) as [InitializerName, ...InitializerName[]];
