import { it } from 'vitest';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import type { ConvAttributes } from '../ops/conv-geometry.ts';
import { fromBlocked } from '../ops/blocked/from-blocked.ts';
import { drawInputs, machineBlockSize } from './test-graph.ts';
import { expectClose, runOnCpu } from './test-op.ts';

/** The channels in a block: those of this machine, or as many as elsewhere, where the tests are skipped. */
export const block = machineBlockSize ?? 8;

/** Shapes of plain inputs, and what is made of them. */
export interface BlockedTest {
  readonly shapes: readonly (readonly number[])[];
  readonly build: (...inputs: Value[]) => readonly Value[];
}

/** A convolution with strides, dilations and groups of 1, and one row of padding all around, but for the changes. */
export function geometryWith(changes: Partial<ConvAttributes> = {}): ConvAttributes {
  return { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1, ...changes };
}

/** Compares what the runtime computes with the references of the ops, for each case. */
export function testBlocked(tests: Readonly<Record<string, BlockedTest>>): void {
  it.each(Object.entries(tests))('%s', async (_, { shapes, build }) => {
    const graph = new Graph('blocked');
    const inputs = shapes.map((shape, index) => graph.input(`x${index}`, 'float32', shape));
    build(...inputs).forEach((value, index) => {
      graph.output(`y${index}`, value.type.layout === 'blocked' ? fromBlocked(value) : value);
    });
    const arrays = drawInputs(graph, 3);
    const expected = evaluateGraph(graph, arrays);
    const actual = await runOnCpu(graph, arrays, block);
    for (const [name, array] of Object.entries(expected)) expectClose(actual[name]!, array, 2e-5);
  });
}
