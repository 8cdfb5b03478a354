import { describe, expect, it } from 'vitest';
import type { NodeOrigin } from '../onnx/node-name.ts';
import type { StepRun } from './runtime-profile.ts';
import {
  kernelTimes,
  layerTimes,
  nodeTimes,
  operationTimes,
  partTimes,
  totalMs,
  type NodeTime,
} from './step-times.ts';

/** A step in which nodes run one after another for so many microseconds. */
function stepOf(durations: Readonly<Record<string, number>>): StepRun {
  let startUs = 0;
  const kernels = Object.entries(durations).map(([name, durationUs]) => {
    const run = {
      ...{ name, kernel: 'Mul', origin: undefined, inputs: [], outputs: [], startUs, durationUs },
      ...{ inUseBytes: 0, heldBytes: 0 },
    };
    startUs += durationUs;
    return run;
  });
  return { startUs: 0, durationUs: startUs, kernels };
}

function nodeOf(
  origin: `${NodeOrigin['phase']} ${string} ${string}`,
  durationMs: number,
  kernel = 'Mul',
): NodeTime {
  const [phase, scope, operation] = origin.split(' ') as [NodeOrigin['phase'], string, string];
  return { name: '', kernel, origin: { phase, scope, operation }, inputs: [], outputs: [], durationMs };
}

describe('the times of nodes', () => {
  it('are means over the middle half of the steps, less what recording takes', () => {
    const steps = [
      { a: 2000, b: 1000 },
      { a: 90_000, b: 1000 },
      { a: 4000, b: 3000 },
      { a: 10, b: 10 },
    ].map(stepOf);
    const { nodes, recordingMs } = nodeTimes(steps);
    expect(recordingMs).toBeCloseTo(2, 9);
    expect(nodes.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['a', expect.closeTo(1, 9)],
      ['b', expect.closeTo(0, 9)],
    ]);
  });

  it('are of all steps where there are fewer than four', () => {
    expect(nodeTimes([stepOf({ a: 3000, b: 0 }), stepOf({ a: 5000, b: 0 })]).nodes[0]!.durationMs).toBe(4);
  });
});

const nodes: readonly NodeTime[] = [
  nodeOf('forward input cast', 1, 'Cast'),
  nodeOf('forward residual1.conv2d1 conv2d', 4, 'Conv'),
  nodeOf('forward residual1.conv2d1 conv2d', 1, 'ReorderInput'),
  nodeOf('forward residual1 add', 2, 'Add'),
  nodeOf('forward residual10 add', 16, 'Add'),
  nodeOf('backward residual1.conv2d1 conv2dWeightGradient', 8, 'Conv'),
  nodeOf('update residual1.conv2d1 multiply', 0.5),
  nodeOf('update optimizer multiply', 0.25),
  { name: '', kernel: 'Transpose', origin: undefined, inputs: [], outputs: [], durationMs: 32 },
];
const work = new Map([
  ['forward/residual1.conv2d1/conv2d', 1000],
  ['backward/residual1.conv2d1/conv2dWeightGradient', 300],
]);

describe('sums of nodes', () => {
  it('are by layer, with what is inside, and by the other parts of a step', () => {
    const layers = [
      { name: 'residual1', layers: [{ name: 'residual1.conv2d1', layers: [] }] },
      { name: 'residual10', layers: [] },
    ];
    const times = layerTimes(nodes, layers, work);
    expect(times.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['input', 1],
      ['residual1', 15.5],
      ['residual10', 16],
      ['optimizer', 0.25],
    ]);
    const figures = { forwardMs: 5, backwardMs: 8, updateMs: 0.5, durationMs: 13.5, multiplyAdds: 1300 };
    expect(times[1]!.layers).toEqual([{ name: 'residual1.conv2d1', ...figures, layers: [] }]);
    // Every node but the one of unknown origin is in one row.
    expect(totalMs(times)).toBe(totalMs(nodes) - 32);
  });

  it('are by operation and phase, longest first, and count the work of one operation once', () => {
    expect(operationTimes(nodes, work)).toEqual([
      { phase: 'forward', operation: 'add', calls: 2, durationMs: 18, multiplyAdds: 0 },
      { phase: 'backward', operation: 'conv2dWeightGradient', calls: 1, durationMs: 8, multiplyAdds: 300 },
      { phase: 'forward', operation: 'conv2d', calls: 2, durationMs: 5, multiplyAdds: 1000 },
      { phase: 'forward', operation: 'cast', calls: 1, durationMs: 1, multiplyAdds: 0 },
      { phase: 'update', operation: 'multiply', calls: 2, durationMs: 0.75, multiplyAdds: 0 },
    ]);
  });

  it('are by operation of a layer, longest first', () => {
    expect(partTimes(nodes, work).slice(0, 3)).toEqual([
      { layer: 'residual10', phase: 'forward', operation: 'add', calls: 1, durationMs: 16, multiplyAdds: 0 },
      {
        ...{ layer: 'residual1.conv2d1', phase: 'backward', operation: 'conv2dWeightGradient' },
        ...{ calls: 1, durationMs: 8, multiplyAdds: 300 },
      },
      {
        ...{ layer: 'residual1.conv2d1', phase: 'forward', operation: 'conv2d' },
        ...{ calls: 2, durationMs: 5, multiplyAdds: 1000 },
      },
    ]);
  });

  it('are by kernel, longest first', () => {
    expect(kernelTimes(nodes).slice(0, 3)).toEqual([
      { kernel: 'Transpose', calls: 1, durationMs: 32 },
      { kernel: 'Add', calls: 2, durationMs: 18 },
      { kernel: 'Conv', calls: 2, durationMs: 12 },
    ]);
  });
});
