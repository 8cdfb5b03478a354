import { describe, expect, it } from 'vitest';
import { Graph, type Value } from '../graph/graph.ts';
import { conv2d } from '../ops/conv2d.ts';
import { maxPool2d } from '../ops/max-pool2d.ts';
import { relu } from '../ops/relu.ts';
import { tanh } from '../ops/tanh.ts';
import { reluBeforePool } from './relu-before-pool.ts';

/** The names of the ops from input to output, for a graph that ends in the outputs of `build`. */
function opsOf(build: (convolution: Value, x: Value) => Record<string, Value>): string[] {
  const graph = new Graph('test');
  const x = graph.input('x', 'float32', [2, 3, 8, 8]);
  const kernel = graph.input('kernel', 'float32', [4, 3, 3, 3]);
  const geometry = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 };
  const outputs = build(conv2d(x, kernel, undefined, geometry), x);
  for (const [name, value] of Object.entries(outputs)) graph.output(name, value);
  return reluBeforePool(graph).nodes.map(({ op }) => op.name);
}

const size = { size: [2, 2] };

describe('reluBeforePool', () => {
  it('puts a ReLU right behind its convolution', () => {
    expect(opsOf((y) => ({ y: maxPool2d(relu(y), size) }))).toEqual(['conv2d', 'relu', 'maxPool2d']);
  });

  it('leaves a ReLU behind the pooling of anything else', () => {
    expect(opsOf((_, x) => ({ y: relu(maxPool2d(x, size)) }))).toEqual(['maxPool2d', 'relu']);
    expect(opsOf((y) => ({ y: relu(maxPool2d(tanh(y), size)) }))).toEqual([
      'conv2d',
      'tanh',
      'maxPool2d',
      'relu',
    ]);
  });

  it('leaves it where the maxima are needed too', () => {
    const both = opsOf((y) => {
      const maxima = maxPool2d(y, size);
      return { y: relu(maxima), z: tanh(maxima) };
    });
    expect(both).toEqual(['conv2d', 'maxPool2d', 'relu', 'tanh']);
  });
});
