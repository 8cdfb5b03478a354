import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ndArray } from '../../core/nd-array.ts';
import { parseOptions } from '../../core/parse-options.ts';
import { evaluateGraph } from '../../graph/evaluate.ts';
import { Graph, type Value } from '../../graph/graph.ts';
import { testOp } from '../../testing/test-op.ts';
import type { RegularizerSpec } from '../regularizer.ts';
import { regularizerDefinitions, regularizerSchema, resolveRegularizers } from './index.ts';
import { l1 } from './l1.ts';
import { l2 } from './l2.ts';
import { maxNorm } from './max-norm.ts';

const kernels = [
  { name: 'conv2d1.kernel', shape: [2, 1, 2, 1] },
  { name: 'conv2d1.bias', shape: [2] },
  { name: 'dense1.kernel', shape: [2, 2] },
];
const resolve = (spec: RegularizerSpec) => resolveRegularizers([regularizerSchema.parse(spec)], kernels)[0]!;

/** The numbers that an expression of one parameter gives. */
const evaluate = (shape: number[], data: number[], build: (x: Value) => Value) => {
  const graph = new Graph('regularizer');
  graph.output('y', build(graph.input('x', 'float32', shape)));
  return [...evaluateGraph(graph, { x: ndArray(shape, data) })['y']!.data];
};

describe('a penalty', () => {
  it.each<[RegularizerSpec, (x: number) => number]>([
    [l1({ factor: 0.1 }), (x) => 0.1 * Math.abs(x)],
    [l2({ factor: 0.1 }), (x) => 0.1 * x * x],
  ])('%j is the same as a graph and as a number, and has its gradient', async (spec, plain) => {
    const { definition, options } = resolve(spec);
    const data = [0.5, -2, 1.25, -0.75];
    const build = (x: Value) => definition.penalty!.build(options, x);
    evaluate([4], data, build).forEach((value, index) => {
      expect(value).toBeCloseTo(plain(data[index]!), 6);
      expect(definition.penalty!.ofElement(options, data[index]!)).toBeCloseTo(plain(data[index]!), 12);
    });
    await testOp({ inputs: [{ shape: [4], data }], build });
  });
});

describe('maxNorm', () => {
  // keras.constraints.MaxNorm(2, axis=0) and, for the convolution, axis=[0, 1, 2] of the kernel in Keras's layout.
  it.each<[string, number[], number[], number[]]>([
    ['a unit of a dense kernel', [2, 2], [3, 0.5, 4, 1], [1.2, 0.5, 1.6, 1]],
    ['a filter of a convolution', [2, 1, 2, 1], [3, 4, 0.5, 1], [1.2, 1.6, 0.5, 1]],
    ['a vector', [2], [3, 4], [1.2, 1.6]],
    ['zeros', [2, 1], [0, 0], [0, 0]],
  ])('limits %s', async (_, shape, data, expected) => {
    const { definition, options } = resolve(maxNorm({ limit: 2 }));
    const build = (x: Value) => definition.constrain!(options, x);
    evaluate(shape, data, build).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 5);
    });
    await testOp({ inputs: [{ shape, data }], build, gradient: false });
  });
});

describe('a regularizer', () => {
  it('is for all kernels, or for the parameters that are named', () => {
    expect([...resolve(l2({ factor: 1 })).names]).toEqual(['conv2d1.kernel', 'dense1.kernel']);
    expect([...resolve(l1({ factor: 1, parameters: 'conv*' })).names]).toEqual([
      'conv2d1.kernel',
      'conv2d1.bias',
    ]);
    expect(() => resolve(maxNorm({ limit: 1, parameters: ['*', '!lstm*'] }))).toThrow(
      'regularizers[0].parameters: no parameter matches "!lstm*"',
    );
  });

  it('has a file of its own', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !/^index\.ts$|\.test\.ts$/.test(file));
    const kebab = (type: string) => type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(files.sort()).toEqual(regularizerDefinitions.map(({ type }) => `${kebab(type)}.ts`).sort());
  });

  it.each<[unknown, string]>([
    [{ type: 'l2', factor: -1 }, 'regularizer: factor: expected a number above 0, got -1'],
    [{ type: 'maxNorm' }, 'regularizer: limit: expected a number above 0, got nothing'],
    [{ type: 'l3' }, 'regularizer: '],
    [l1({ factor: 1, parameters: [] }), 'regularizer: parameters: '],
  ])('%j is refused', (spec, message) => {
    expect(() => parseOptions(regularizerSchema, spec, 'regularizer')).toThrow(message);
  });
});
