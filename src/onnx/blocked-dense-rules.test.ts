import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { add } from '../ops/add.ts';
import { batchNorm } from '../ops/batch-norm.ts';
import { dropoutFactor } from '../ops/dropout-factor.ts';
import { matmul } from '../ops/matmul.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { relu } from '../ops/relu.ts';
import { sigmoid } from '../ops/sigmoid.ts';
import { drawInputs, expectRuntimeAgrees } from '../testing/test-graph.ts';
import { assignLayouts } from './assign-layouts.ts';
import { simplifyGraph } from './simplify.ts';

const BLOCK = 16;
const ROWS = 128;

interface DenseNetwork {
  readonly rows?: number;
  readonly units?: number;
  /** What stands in the place of the first kernel. */
  readonly kernelOf?: (kernel: Value) => Value;
}

/** Two dense layers with batch norm, ReLU and dropout between them, and the gradients of all that they are given. */
function network({ rows = ROWS, units = 32, kernelOf = (kernel) => kernel }: DenseNetwork = {}): Graph {
  const graph = new Graph('network');
  const input = (name: string, ...shape: number[]) => graph.input(name, 'float32', shape);
  const x = input('x', rows, 48);
  const kernels = [input('dense1.kernel', 48, units), input('dense2.kernel', units, BLOCK)] as const;
  const bias = input('dense1.bias', units);
  const [gamma, beta] = [input('norm.gamma', units), input('norm.beta', units)];
  const dense = add(matmul(x, kernelOf(kernels[0])), bias);
  const { y, mean, variance } = batchNorm(dense, gamma, beta, { epsilon: 1e-3 });
  const mask = graph.input('mask', 'uint8', [rows, units]);
  const dropped = multiply(relu(y), dropoutFactor(mask, 0.2));
  const result = sigmoid(matmul(dropped, kernels[1]));
  const loss = reduceSum(multiply(result, result), { axes: [0, 1] });
  const wrt = [x, ...kernels, gamma, beta, bias];
  gradients(loss, wrt).forEach((gradient, index) => {
    graph.output(`d.${wrt[index]!.name!}`, gradient);
  });
  for (const [name, value] of Object.entries({ mean, variance, result })) graph.output(name, value);
  return simplifyGraph(graph);
}

const namesOf = (graph: Graph) => assignLayouts(graph, BLOCK).nodes.map(({ op }) => op.name);
const forwardNodes = (graph: Graph) =>
  assignLayouts(graph, BLOCK).nodes.filter(({ origin }) => origin.phase === 'forward');
const count = (graph: Graph, op: string) => namesOf(graph).filter((name) => name === op).length;

describe('dense layers in blocks', () => {
  it('are convolutions, forward and backward, without a pass for bias, ReLU or the scale of dropout', () => {
    const graph = network();
    // Of each layer: itself and the gradients of its kernel and its input.
    expect(count(graph, 'blockedMatmul')).toBe(6);
    expect(namesOf(graph)).not.toContain('matmul');
    const forward = forwardNodes(graph).map(({ op }) => op.name);
    expect(forward).not.toContain('relu');
    expect(forward).not.toContain('add');
    expect(printGraph(assignLayouts(graph, BLOCK))).toMatch(/blockedBatchNormGradient.*factor=1\.25/);
    expect(printGraph(assignLayouts(graph, BLOCK))).not.toMatch(/multiply\(\S+, 1\.25\)/);
  });

  it('take a plain input as it is', () => {
    const reordered = forwardNodes(network()).filter(({ op }) => op.name === 'toBlocked');
    // But for the kernels and the factors of dropout.
    expect(reordered.map(({ inputs: [input] }) => input!.name ?? input!.node!.op.name).sort()).toEqual([
      'dense1.kernel',
      'dense2.kernel',
      'dropoutFactor',
    ]);
  });

  it.each<[string, DenseNetwork]>([
    ['of too few rows', { rows: 112 }],
    ['of too few rows to fill blocks', { rows: 120 }],
    ['that fill no blocks', { units: 24 }],
    ['whose kernel is large', { units: 2 ** 18 }],
  ])('stay plain %s', (_, options) => {
    expect(count(network(options), 'blockedMatmul')).toBe(0);
  });

  it('stay plain where the kernel is computed in the step', () => {
    const graph = network({ kernelOf: (kernel) => multiply(kernel, 0.5) });
    const products = printGraph(assignLayouts(graph, BLOCK));
    expect(products).toMatch(/matmul\(%x, /);
    expect(products).not.toMatch(/blockedMatmul\(%x, .*transposeA=false/);
  });

  it('leave a bias apart whose sum is not all that is read of the product', () => {
    const graph = new Graph('two readers');
    const product = matmul(
      graph.input('x', 'float32', [ROWS, 16]),
      graph.input('dense1.kernel', 'float32', [16, 16]),
    );
    graph.output('sum', add(product, graph.input('dense1.bias', 'float32', [16])));
    graph.output('product', product);
    expect(count(graph, 'add')).toBe(1);
    expect(count(graph, 'blockedMatmul')).toBe(1);
  });

  it.each<[string, DenseNetwork]>([
    ['in blocks', {}],
    ['in blocks, of rows that are no power of two', { rows: 144 }],
    ['in blocks, of rows that fill none', { rows: 130 }],
    ['of few rows', { rows: 8 }],
    ['with a kernel that is computed', { kernelOf: (kernel) => multiply(kernel, 0.5) }],
  ])('give what the reference gives %s', async (_, options) => {
    const graph = network(options);
    await expectRuntimeAgrees(graph, drawInputs(graph, 5), 2e-4);
  });
});
