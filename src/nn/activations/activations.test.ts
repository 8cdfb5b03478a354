import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../autodiff/gradients.ts';
import { ndArray } from '../../core/nd-array.ts';
import { evaluateGraph } from '../../graph/evaluate.ts';
import { Graph } from '../../graph/graph.ts';
import { reduceSum } from '../../ops/reduce-sum.ts';
import { machineBlockSize } from '../../testing/test-graph.ts';
import { expectClose, runOnCpu } from '../../testing/test-op.ts';
import { activate, activationNames, type ActivationSpec } from './index.ts';

/** The activation of some numbers, and its derivative there. */
function activationGraph(spec: ActivationSpec, count: number) {
  const graph = new Graph('activation');
  // One number a row, so that softmax works on numbers of their own.
  const x = graph.input('x', 'float32', [count, 1]);
  const y = activate(x, spec);
  graph.output('y', y);
  graph.output('dy', gradients(reduceSum(y, { axes: [0, 1] }), [x])[0]!);
  return graph;
}

function evaluate(spec: ActivationSpec, points: readonly number[]) {
  const graph = activationGraph(spec, points.length);
  const { y, dy } = evaluateGraph(graph, { x: ndArray([points.length, 1], points) });
  return { values: [...y!.data], derivatives: [...dy!.data] };
}

/** Values and derivatives, from the definitions by a pocket calculator; constants of a graph are float32. */
const byHand: [ActivationSpec, x: number, value: number, derivative: number][] = [
  ['linear', -3, -3, 1],
  ['relu', -2, 0, 0],
  ['relu', 0, 0, 0],
  ['relu', 2, 2, 1],
  ['relu6', 0, 0, 0],
  ['relu6', 5.5, 5.5, 1],
  ['relu6', 6, 6, 0],
  ['relu6', 7, 6, 0],
  ['leakyRelu', -2, -0.02, 0.01],
  ['leakyRelu', 0, 0, 0.01],
  [{ type: 'leakyRelu', negativeSlope: 0.3 }, -2, -0.6, 0.3],
  [{ type: 'leakyRelu', negativeSlope: 0.3 }, 2, 2, 1],
  ['elu', -1, -0.632_120_559, 0.367_879_441],
  ['elu', 0, 0, 1],
  ['elu', 3, 3, 1],
  [{ type: 'elu', alpha: 2 }, -1, -1.264_241_118, 0.735_758_882],
  [{ type: 'elu', alpha: 2 }, 0, 0, 2],
  [{ type: 'elu', alpha: 2 }, 1, 1, 1],
  ['selu', -1, -1.111_330_738, 0.646_768_604],
  ['selu', 2, 2.101_401_971, 1.050_700_987],
  ['gelu', -1, -0.158_655_254, -0.083_315_471],
  ['gelu', 0, 0, 0.5],
  ['gelu', 2, 1.954_499_736, 1.085_231_801],
  [{ type: 'gelu', approximate: 'tanh' }, -1, -0.158_808_009, -0.082_964_084],
  [{ type: 'gelu', approximate: 'tanh' }, 0, 0, 0.5],
  ['silu', -1, -0.268_941_421, 0.072_329_488],
  ['silu', 0, 0, 0.5],
  ['softplus', 0, 0.693_147_181, 0.5],
  ['softplus', 100, 100, 1],
  [{ type: 'softplus', beta: 2 }, 1, 1.063_464_006, 0.880_797_078],
  ['hardSwish', -4, 0, 0],
  ['hardSwish', 1, 0.666_666_667, 0.833_333_333],
  ['hardSwish', 4, 4, 1],
  ['hardSigmoid', 1, 0.666_666_667, 0.166_666_667],
  ['hardSigmoid', 3.5, 1, 0],
  ['sigmoid', 1, 0.731_058_579, 0.196_611_933],
  ['tanh', 1, 0.761_594_156, 0.419_974_342],
  ['softmax', 5, 1, 0],
  ['logSoftmax', 5, 0, 0],
];

describe('activations', () => {
  it('name every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter(
      (file) => !/^(index|over-channels)\.ts$|\.test\.ts$/.test(file),
    );
    const names = activationNames.map((name) => `${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}.ts`);
    expect(names.sort()).toEqual(files.sort());
  });

  it('are all checked by hand', () => {
    const checked = new Set(byHand.map(([spec]) => (typeof spec === 'string' ? spec : spec.type)));
    expect([...checked].sort()).toEqual([...activationNames].sort());
  });

  it.each(byHand)('%j of %d is %d, with derivative %d', (spec, x, value, derivative) => {
    const { values, derivatives } = evaluate(spec, [x]);
    expect(values[0]).toBeCloseTo(value, 6);
    expect(derivatives[0]).toBeCloseTo(derivative, 6);
  });

  const specs: ActivationSpec[] = [
    ...activationNames,
    { type: 'gelu', approximate: 'tanh' },
    { type: 'elu', alpha: 0.5 },
    { type: 'softplus', beta: 3 },
  ];
  it.each(specs)('%j and its derivative stay right in float32 far from zero and at zero', async (spec) => {
    const points = [-1e4, -100, -20, -5, -1, -1e-3, -1e-30, 0, 1e-30, 1e-3, 1, 5, 20, 100, 1e4];
    const inputs = { x: ndArray([points.length, 1], points) };
    const graph = activationGraph(spec, points.length);
    const expected = evaluateGraph(graph, inputs);
    const actual = await runOnCpu(graph, inputs, machineBlockSize);
    for (const name of ['y', 'dy']) {
      expect(actual[name]!.data.every(Number.isFinite), `${name}: ${actual[name]!.data.join()}`).toBe(true);
      actual[name]!.data.forEach((element, index) => {
        const reference = expected[name]!.data[index]!;
        const error = Math.abs(element - reference) / Math.max(1, Math.abs(reference));
        expect(error, `${name} at ${points[index]}: ${element} for ${reference}`).toBeLessThan(5e-6);
      });
    }
  });

  it.each(['softmax', 'logSoftmax'] as const)('%s of an image is over the channels of each pixel', (spec) => {
    const graph = new Graph('image');
    const x = graph.input('x', 'float32', [1, 2, 1, 3]);
    graph.output('y', activate(x, spec));
    const data = [0, 1, 2, Math.log(3), 1, 2 + Math.log(4)];
    const { y } = evaluateGraph(graph, { x: ndArray([1, 2, 1, 3], data) });
    const shares = spec === 'softmax' ? y! : ndArray(y!.shape, y!.data.map(Math.exp));
    expectClose(shares, ndArray([1, 2, 1, 3], [1 / 4, 1 / 2, 1 / 5, 3 / 4, 1 / 2, 4 / 5]), 1e-9);
  });
});
