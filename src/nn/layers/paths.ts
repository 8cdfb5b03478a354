import { z } from 'zod';
import type { Value } from '../../graph/graph.ts';
import type { LayerContext, LayerSpec } from '../layer.ts';

/** Lists of layers that begin at one input. */
export function pathsSchema(layers: z.ZodType<readonly LayerSpec[]>) {
  return z.array(layers, 'Expected lists of layers').min(2, 'Expected at least two lists of layers');
}

/** What each path gives for `x`. */
export function buildPaths(
  paths: readonly (readonly LayerSpec[])[],
  x: Value,
  context: LayerContext,
): Value[] {
  return paths.map((layers, index) => context.build(layers, x, `paths[${index}]`));
}
