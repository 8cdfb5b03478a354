import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/autodiff/gradients.ts';
import { evaluateGraph } from '../../src/graph/evaluate.ts';
import { Graph } from '../../src/graph/graph.ts';
import { printGraph } from '../../src/graph/print.ts';
import type { ModelSpec } from '../../src/nn/model.ts';
import { assignLayouts } from '../../src/onnx/assign-layouts.ts';
import { simplifyGraph } from '../../src/onnx/simplify.ts';
import {
  drawInputs,
  expectGradients,
  expectRuntimeAgrees,
  machineBlockSize,
} from '../../src/testing/test-graph.ts';
import { expectClose } from '../../src/testing/test-op.ts';
import { buildLoss, randomModel } from './random-model.ts';

/** A seed of its own makes every run the same, so that rounding never fails a test by chance. */
const always = { seed: 20250101, numRuns: 60, endOnFailure: true };

function lossAndGradients(model: ModelSpec): Graph {
  const graph = new Graph('step');
  const { loss, wrt } = buildLoss(graph, model);
  graph.output('loss', loss);
  gradients(loss, wrt).forEach((gradient, index) => {
    graph.output(`d ${wrt[index]!.name!}`, gradient);
  });
  return graph;
}

describe('random small models', () => {
  it('have the gradients that central differences give', () => {
    fc.assert(
      fc.property(randomModel([2, 3, 4]), fc.nat(1000), (model, seed) => {
        const graph = new Graph('inputs');
        buildLoss(graph, model);
        expectGradients((other) => buildLoss(other, model), drawInputs(graph, seed), { directions: 1, seed });
      }),
      always,
    );
  });

  it('keep their numbers when layouts are assigned, in blocks of four', () => {
    let blocked = 0;
    fc.assert(
      fc.property(randomModel([3, 4, 6, 8]), fc.nat(1000), (model, seed) => {
        const graph = lossAndGradients(model);
        const inputs = drawInputs(graph, seed);
        const assigned = assignLayouts(graph, 4);
        if (printGraph(assigned).includes('@blocked')) blocked++;
        const expected = evaluateGraph(graph, inputs);
        const actual = evaluateGraph(assigned, inputs);
        expect(Object.keys(actual)).toEqual(Object.keys(expected));
        for (const [name, array] of Object.entries(expected)) expectClose(actual[name]!, array, 1e-9);
      }),
      always,
    );
    expect(blocked).toBeGreaterThan(always.numRuns / 3);
  });

  it('keep their numbers when they are simplified', () => {
    fc.assert(
      fc.property(randomModel([2, 4]), fc.nat(1000), (model, seed) => {
        const graph = lossAndGradients(model);
        const inputs = drawInputs(graph, seed);
        const expected = evaluateGraph(graph, inputs);
        for (const [name, array] of Object.entries(evaluateGraph(simplifyGraph(graph), inputs))) {
          expectClose(array, expected[name]!, 1e-9);
        }
      }),
      always,
    );
  });

  const title = machineBlockSize === undefined ? ' (plain alone: no blocked layout on this machine)' : '';
  it(`have the same losses and gradients on the runtime in both layouts${title}`, async () => {
    const filters = machineBlockSize === undefined ? [3, 4] : [machineBlockSize, 2 * machineBlockSize, 4];
    await fc.assert(
      fc.asyncProperty(randomModel(filters), fc.nat(1000), async (model, seed) => {
        // Simplified, because the gradient of a bias before batch norm is zero, and rounding noise on the runtime.
        const graph = simplifyGraph(lossAndGradients(model));
        await expectRuntimeAgrees(graph, drawInputs(graph, seed), 1e-3);
      }),
      always,
    );
  });
});
