import { staticShape, type Shape } from '../core/shape.ts';
import type { Graph } from '../graph/graph.ts';
import { bytesOf } from './state-tensor.ts';
import { inferenceNames } from './inference-graph.ts';

/** How an evaluation goes through images. */
export interface EvaluationSlices {
  /** Images that every operation takes at a time. */
  readonly images: number;
  /** How many times so many images one call of the runtime takes in a loop; `undefined` where there is no loop. */
  readonly inLoop: number | undefined;
}

const MEBIBYTE = 2 ** 20;
/** What the largest activation of a slice may take: more no longer fits the caches, for less weights are read too often. */
const ROOM = { least: 2.5 * MEBIBYTE, most: 8 * MEBIBYTE };
/** Of larger weights the copies that the runtime keeps for a loop cost more memory and time than slices save. */
const MOST_WEIGHTS = 8 * MEBIBYTE;
const IMAGES = { leastInLoop: 8, least: 32, most: 250 };
/** Enough that calls cost little, and few enough that work can be interrupted. */
const SLICES_IN_LOOP = 8;

/**
 * How to take images through a graph whose activations begin with the batch: a few at a time, so that their activations stay in
 * the processor's caches. Weights are read again for each slice, so a slice is larger where weights are.
 */
export function evaluationSlices({ nodes, inputs }: Graph): EvaluationSlices {
  const weights = bytes(inputs.filter(({ name }) => name !== inferenceNames.image).map(({ shape }) => shape));
  const activations = nodes.flatMap(({ outputs }) => outputs).filter(({ shape }) => shape[0] === 'batch');
  const largest = Math.max(...activations.map(({ shape }) => bytes([shape.slice(1)])));
  const looped = weights <= MOST_WEIGHTS;
  const fitting = Math.floor(Math.min(Math.max(weights, ROOM.least), ROOM.most) / largest);
  const least = looped ? IMAGES.leastInLoop : IMAGES.least;
  return {
    images: Math.min(Math.max(fitting, least), IMAGES.most),
    inLoop: looped ? SLICES_IN_LOOP : undefined,
  };
}

function bytes(shapes: readonly Shape[]): number {
  return bytesOf(shapes.map((shape) => ({ shape: staticShape(shape, 'an evaluation') })));
}
