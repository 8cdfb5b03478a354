import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/autodiff/gradients.ts';
import { Graph } from '../../src/graph/graph.ts';
import { printGraph } from '../../src/graph/print.ts';
import { assignLayouts } from '../../src/onnx/assign-layouts.ts';
import { conv2d } from '../../src/ops/conv2d.ts';
import { multiply } from '../../src/ops/multiply.ts';
import { reduceSum } from '../../src/ops/reduce-sum.ts';
import {
  drawInputs,
  expectGradients,
  expectRuntimeAgrees,
  machineBlockSize,
} from '../../src/testing/test-graph.ts';

/** A convolution of images: everything that its geometry may be. */
interface Convolution {
  readonly batch: number;
  readonly size: readonly number[];
  readonly groups: number;
  readonly groupChannels: number;
  readonly groupFilters: number;
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

const pair = (from: number, to: number) =>
  fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }));

/**
 * Convolutions whose window fits. `unit` is the least number of channels in a group that has more than one, and of images
 * in a larger batch, which have a formulation of their own.
 */
function convolutions(unit: number): fc.Arbitrary<Convolution> {
  const grouping = fc.constantFrom(
    { groups: 1, groupChannels: unit, groupFilters: unit },
    { groups: 1, groupChannels: 3, groupFilters: unit },
    { groups: 2, groupChannels: unit, groupFilters: unit },
    { groups: unit, groupChannels: 1, groupFilters: 1 },
    { groups: unit, groupChannels: 1, groupFilters: 2 },
    { groups: 3, groupChannels: 2, groupFilters: 1 },
  );
  return fc
    .record({
      grouping,
      batch: fc.constantFrom(2, unit),
      size: pair(1, 9),
      kernel: pair(1, 4),
      strides: fc.oneof(fc.constant([1, 1]), pair(1, 4)),
      dilations: fc.oneof(fc.constant([1, 1]), pair(1, 3)),
      pads: fc.option(fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 3 }))), { freq: 2 }),
    })
    .map(({ grouping: counts, pads, ...rest }) => {
      // The padding that keeps the size of odd kernels comes often, because it has formulations of its own.
      const centred = rest.kernel.map((taps) => Math.floor((taps - 1) / 2));
      return { ...counts, ...rest, pads: pads ?? [...centred, ...centred] };
    })
    .filter(({ size, kernel, dilations, pads }) =>
      size.every(
        (extent, axis) => extent + pads[axis]! + pads[axis + 2]! > dilations[axis]! * (kernel[axis]! - 1),
      ),
    );
}

/** The sum of the squared results, so that the gradient of every result is another. */
function build(graph: Graph, convolution: Convolution) {
  const { batch, size, groups, groupChannels, groupFilters, kernel, strides, dilations, pads } = convolution;
  const x = graph.input('x', 'float32', [batch, groups * groupChannels, ...size]);
  const w = graph.input('kernel', 'float32', [groups * groupFilters, groupChannels, ...kernel]);
  const b = graph.input('bias', 'float32', [groups * groupFilters]);
  const y = conv2d(x, w, b, { strides, pads, dilations, groups });
  return { loss: reduceSum(multiply(y, y), { axes: [0, 1, 2, 3] }), wrt: [x, w, b] };
}

const always = { seed: 20250202, numRuns: 80, endOnFailure: true };

describe('random convolutions', () => {
  it('have the gradients that central differences give', () => {
    fc.assert(
      fc.property(convolutions(2), fc.nat(1000), (convolution, seed) => {
        const graph = new Graph('inputs');
        build(graph, convolution);
        expectGradients((other) => build(other, convolution), drawInputs(graph, seed), {
          directions: 1,
          seed,
        });
      }),
      always,
    );
  });

  it('have the same results and gradients on the runtime in both layouts', async () => {
    let blocked = 0;
    await fc.assert(
      fc.asyncProperty(convolutions(machineBlockSize ?? 4), fc.nat(1000), async (convolution, seed) => {
        const graph = new Graph('step');
        const { loss, wrt } = build(graph, convolution);
        graph.output('loss', loss);
        gradients(loss, wrt).forEach((gradient, index) => {
          graph.output(`d ${wrt[index]!.name!}`, gradient);
        });
        if (printGraph(assignLayouts(graph, machineBlockSize ?? 4)).includes('@blocked')) blocked++;
        await expectRuntimeAgrees(graph, drawInputs(graph, seed), 1e-4);
      }),
      always,
    );
    expect(blocked).toBeGreaterThan(always.numRuns / 3);
  });
});
