import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { lowerToLoop } from '../onnx/lower-loop.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { originsOfAdded } from './added-nodes.ts';

describe('originsOfAdded', () => {
  it('gives what a loop adds the origin of what uses it, else of what gives it', () => {
    const graph = new Graph('step');
    const state = graph.input('state', 'float32', [4]);
    const change = graph.input('change', 'float32', [4]);
    const doubled = graph.within({ scope: 'layer1' }, () => multiply(change, 2));
    const next = graph.within({ phase: 'update', scope: 'layer2' }, () => add(state, doubled));
    graph.output('state', next);
    graph.output('copy', next);
    const signature = { shared: [], perStep: ['change'], state: ['state'], stacked: ['copy'] };
    const origins = originsOfAdded(lowerToLoop(graph, signature));
    // The change of a step is taken out of all for the product; the second output is a copy of the sum; the loop’s own
    // bookkeeping is neither.
    expect([...origins.values()]).toEqual([
      { phase: 'forward', scope: 'layer1', operation: 'multiply' },
      { phase: 'update', scope: 'layer2', operation: 'add' },
    ]);
  });
});
