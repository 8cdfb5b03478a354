import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { lowerToScan } from '../onnx/lower-scan.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { overSlices } from '../ops/sum-over-slices.ts';
import { originsOfAdded } from './added-nodes.ts';

describe('originsOfAdded', () => {
  it('gives what a loop over slices adds the origin of what uses it, else of what gives it', () => {
    const graph = new Graph('step');
    const state = graph.input('state', 'float32', [4]);
    const change = graph.input('change', 'float32', [4]);
    const doubled = graph.within({ scope: 'layer1' }, () => overSlices(multiply(change, 2), 2));
    const next = graph.within({ phase: 'update', scope: 'layer2' }, () => add(state, doubled));
    graph.output('state', next);
    graph.output('copy', next);
    const slices = { count: 2, inputs: ['change'] };
    const signature = { shared: [], perStep: ['change'], state: ['state'], stacked: ['copy'], slices };
    const origins = originsOfAdded(lowerToScan(graph, signature));
    // The loop is there for the sum, of which the second output is a copy; inside it, the change of a slice is taken out of all
    // for the product. The loop’s own bookkeeping has no origin.
    const sum = { phase: 'update', scope: 'layer2', operation: 'add' };
    expect([...origins.values()]).toEqual([
      sum,
      sum,
      { phase: 'forward', scope: 'layer1', operation: 'multiply' },
    ]);
  });
});
