import { sketches } from '../sketches/sketches.ts';
import type { DataReader } from './reader.ts';

/** Draws the built-in garments. */
export const readSketches: DataReader<'sketches'> = async (spec, { signal }) => {
  const { trainCount, testCount, seed } = spec;
  return { ...(await sketches({ trainCount, testCount, seed, signal })), source: { data: spec } };
};
