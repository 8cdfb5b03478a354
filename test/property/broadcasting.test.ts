import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndArray } from '../../src/core/nd-array.ts';
import { broadcastShapes, elementCount } from '../../src/core/shape.ts';
import { evaluateGraph } from '../../src/graph/evaluate.ts';
import { Graph } from '../../src/graph/graph.ts';
import { add } from '../../src/ops/add.ts';
import { broadcastTo } from '../../src/ops/broadcast-to.ts';
import { multiply } from '../../src/ops/multiply.ts';
import { sumTo } from '../../src/ops/sum-to.ts';

/** Two shapes that broadcast, and what they give. */
const broadcastPair = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('both', 'first', 'second')), {
    maxLength: 4,
  })
  .chain((axes) => fc.tuple(fc.constant(axes), fc.nat(axes.length), fc.nat(axes.length)))
  .map(([axes, dropA, dropB]) => {
    // Leading axes may be missing from one of the two.
    const [skipA, skipB] = dropA < dropB ? [0, dropB] : [dropA, 0];
    return {
      a: axes.map(([size, where]) => (where === 'second' ? 1 : size)).slice(skipA),
      b: axes.map(([size, where]) => (where === 'first' ? 1 : size)).slice(skipB),
      result: axes.map(([size, where], axis) => {
        const inA = axis >= skipA && where !== 'second';
        const inB = axis >= skipB && where !== 'first';
        return inA || inB ? size : 1;
      }),
    };
  });

describe('broadcasting', () => {
  it('gives the shape of NumPy in either order', () => {
    fc.assert(
      fc.property(broadcastPair, ({ a, b, result }) => {
        expect(broadcastShapes(a, b, 'test')).toEqual(result);
        expect(broadcastShapes(b, a, 'test')).toEqual(result);
      }),
    );
  });

  it('reads the elements that an explicit copy would hold', () => {
    fc.assert(
      fc.property(broadcastPair, ({ a, b, result }) => {
        const graph = new Graph('broadcast');
        const [x, y] = [graph.input('x', 'float32', a), graph.input('y', 'float32', b)];
        graph.output('implicit', add(x, y));
        graph.output('explicit', add(broadcastTo(x, result), broadcastTo(y, result)));
        const draw = (shape: number[]) =>
          ndArray(
            shape,
            Array.from({ length: elementCount(shape) }, (_, i) => i * 1.5 + 1),
          );
        const values = evaluateGraph(graph, { x: draw(a), y: draw(b) });
        expect(values['implicit']).toEqual(values['explicit']);
      }),
    );
  });

  it('is undone by sumTo: ⟨broadcast x, y⟩ = ⟨x, sum y⟩', () => {
    fc.assert(
      fc.property(broadcastPair, ({ a, result }) => {
        const graph = new Graph('adjoint');
        const [x, y] = [graph.input('x', 'float32', a), graph.input('y', 'float32', result)];
        graph.output('left', multiply(broadcastTo(x, result), y));
        graph.output('right', multiply(x, sumTo(y, a)));
        const draw = (shape: number[], start: number) =>
          ndArray(
            shape,
            Array.from({ length: elementCount(shape) }, (_, index) => start + index),
          );
        const { left, right } = evaluateGraph(graph, { x: draw(a, 1), y: draw(result, 3) });
        const total = (data: Float64Array) => data.reduce((sum, element) => sum + element, 0);
        expect(right!.shape).toEqual(a);
        expect(total(left!.data)).toBe(total(right!.data));
      }),
    );
  });

  it('refuses sizes that differ', () => {
    fc.assert(
      fc.property(broadcastPair, fc.integer({ min: 2, max: 4 }), ({ a }, size) => {
        expect(() => broadcastShapes([...a, size], [...a, size + 1], 'test')).toThrow('test: shapes');
      }),
    );
  });
});
