import { describe, expect, it } from 'vitest';
import { nodeName, originOfName } from './node-name.ts';

const origin = { phase: 'backward', scope: 'residual1.conv2d2', operation: 'conv2dWeightGradient' } as const;

describe('the names of ONNX nodes', () => {
  it('tell what a node is there for', () => {
    const name = nodeName(origin, 'n12');
    expect(name).toBe('backward/residual1.conv2d2/conv2dWeightGradient/n12');
    expect(originOfName(name)).toEqual(origin);
    const words = { phase: 'update', scope: 'small tensors', operation: 'packed updates' } as const;
    expect(originOfName(nodeName(words, 'n1'))).toEqual(words);
  });

  it('are read where the runtime has joined nodes', () => {
    expect(originOfName(`fused ${nodeName(origin, 'n12')}/MatMulAddFusion`)).toEqual(origin);
  });

  it('tell nothing of nodes that nobody asked for', () => {
    expect(nodeName(undefined, 'n3')).toBe('n3');
    for (const name of ['n3', 'Transpose_token_1', '', 'forward', 'sideward/conv2d1/conv2d/n1'])
      expect(originOfName(name)).toBeUndefined();
  });
});
