import { describe, expect, it } from 'vitest';
import { Graph, type Value } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { rewriteGraph } from '../graph/rewrite.ts';
import { add } from '../ops/add.ts';
import { concatenate } from '../ops/concatenate.ts';
import { multiply } from '../ops/multiply.ts';
import { split } from '../ops/split.ts';
import { cutState, joinState, packState } from './pack-state.ts';
import { packUpdates } from './pack-updates.ts';

/** Two vectors and a matrix that are halved in each step, and read by nothing else or by an output `sum`. */
function halved(read: boolean): Graph {
  const graph = new Graph('halved');
  const update = (name: string, shape: readonly number[]): Value => {
    const before = graph.input(name, 'float32', shape);
    graph.output(name, multiply(before, 0.5));
    return before;
  };
  const [a] = [update('a', [2]), update('b', [2, 3]), update('c', [2])];
  if (read) graph.output('sum', add(a, graph.input('x', 'float32', [2])));
  return graph;
}

/** What is left after nodes that nothing needs are gone. */
const pack = (graph: Graph, state: readonly string[]) => {
  const packed = packState(packUpdates(graph), state);
  return { ...packed, text: printGraph(rewriteGraph(packed.graph)) };
};

describe('packState', () => {
  it('leaves of an update nothing but its operations', () => {
    const { text, state, packs } = pack(halved(false), ['a', 'b', 'c']);
    expect(state).toEqual(['packedState0']);
    expect(packs[0]!.members).toEqual([
      { name: 'a', size: 2 },
      { name: 'b', size: 6 },
      { name: 'c', size: 2 },
    ]);
    expect(text).toMatch(/multiply/);
    expect(text).not.toMatch(/concatenate|split|reshape/);
  });

  it('cuts apart what something else reads', () => {
    const { text, graph } = pack(halved(true), ['a', 'b', 'c']);
    expect(text).toMatch(/split/);
    expect(text).not.toMatch(/concatenate/);
    expect([...graph.outputs.keys()].sort()).toEqual(['packedState0', 'sum']);
    expect(graph.inputs.map(({ name }) => name).sort()).toEqual(['packedState0', 'x']);
  });

  it('packs no inputs that are not state', () => {
    const graph = packUpdates(halved(true));
    const { packs, graph: same } = packState(graph, ['a', 'c']);
    expect(packs).toEqual([]);
    expect(printGraph(same)).toBe(printGraph(graph));
  });

  it('packs no state that outputs of other names take the place of', () => {
    const graph = new Graph('swapped');
    const [a, b] = ['a', 'b'].map((name) => graph.input(name, 'float32', [2]));
    graph.output('b', multiply(a!, 0.5));
    graph.output('a', multiply(b!, 0.5));
    expect(pack(graph, ['a', 'b']).packs).toEqual([]);
  });

  it('packs a state once, and only what is the whole of what was packed', () => {
    const graph = new Graph('twice');
    const [a, b] = ['a', 'b'].map((name) => graph.input(name, 'float32', [2]));
    const [first, again] = [concatenate([a!, b!], 0), concatenate([a!, b!], 0)];
    const [nextA, nextB] = split(multiply(first, 0.5), { axis: 0, sizes: [2, 2] });
    graph.output('a', nextA!);
    graph.output('b', nextB!);
    graph.output('again', again);
    expect(packState(graph, ['a', 'b']).packs).toHaveLength(1);

    const longer = new Graph('longer');
    const [c, d, y] = ['c', 'd', 'y'].map((name) => longer.input(name, 'float32', [2]));
    const parts = split(concatenate([concatenate([c!, d!], 0), y!], 0), { axis: 0, sizes: [2, 2, 2] });
    for (const [index, name] of ['c', 'd', 'rest'].entries()) longer.output(name, parts[index]!);
    expect(packState(longer, ['c', 'd']).packs).toEqual([]);
  });
});

describe('a packed state', () => {
  const step = packState(packUpdates(halved(false)), ['a', 'b', 'c', 'd']);
  const tensors = {
    a: Float32Array.of(1, 2),
    b: Float32Array.of(3, 4, 5, 6, 7, 8),
    c: Float32Array.of(9, 10),
    d: Float32Array.of(11),
  };

  it('is laid end to end and cut apart again', () => {
    const joined = joinState(step, tensors);
    expect(joined).toEqual({ d: tensors.d, packedState0: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) });
    const cut = cutState(step, joined as typeof tensors);
    expect(cut).toMatchObject(tensors);
    expect(new Set([cut['a'], cut['b'], cut['c']].map((tensor) => tensor!.buffer)).size).toBe(3);
  });
});
