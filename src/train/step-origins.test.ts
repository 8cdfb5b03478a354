import { describe, expect, it } from 'vitest';
import type { Node } from '../graph/graph.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { assignLayouts } from '../onnx/assign-layouts.ts';
import { ema } from '../optim/averages/ema.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { buildTrainingGraph } from './training-graph.ts';

const optimizer = adam({ weightDecay: 1e-4, clip: { globalNorm: 1 }, average: ema({ decay: 0.9 }) });
const spec = modelPresets.resnet8({ input: [28, 28, 1], classes: 10 });
const { graph } = buildTrainingGraph(spec, { optimizer }, 4);

/** Where nodes come from, each once. */
function originsOf(nodes: readonly Node[]): string[] {
  const texts = nodes.map(
    ({ origin, op }) => `${origin.phase} ${origin.scope} ${origin.operation ?? op.name}`,
  );
  return [...new Set(texts)];
}

describe.each([
  ['plain', graph],
  ['blocked', assignLayouts(graph, 16)],
])('the origins of a step in the %s layout', (_, step) => {
  const origins = originsOf(step.nodes);

  it('name the layer that an operation, its gradients and its update are for', () => {
    const layer = 'residual2.conv2d2';
    expect(origins).toContain(`forward ${layer} conv2d`);
    expect(origins).toContain(`backward ${layer} conv2dInputGradient`);
    expect(origins).toContain(`backward ${layer} conv2dWeightGradient`);
    expect(origins).toContain(`update ${layer} squareRoot`);
    expect(origins).toContain('forward residual2 add');
    expect(origins).toContain('forward input gather');
    expect(origins).toContain('backward loss exp');
    expect(origins).toContain('update optimizer squareRoot');
  });

  it('are those of the graph before passes', () => {
    const before = new Set(originsOf(graph.nodes));
    expect(origins.filter((origin) => !before.has(origin))).toEqual([]);
    // Where convolutions and norms compute the ReLU behind them, it has no node of its own.
    const without = [...before].filter((origin) => !origins.includes(origin));
    expect(without.filter((origin) => !/^forward \S+ relu$/.test(origin))).toEqual([]);
    expect(without.length > 0).toBe(step !== graph);
  });

  it('say update of all that new parameters and averages are made by', () => {
    const states = [...step.outputs].filter(([name]) => /kernel|gamma|beta|bias/.test(name));
    expect(states.length).toBeGreaterThan(50);
    for (const [name, value] of states) expect([name, value.node?.origin.phase]).toEqual([name, 'update']);
  });
});
