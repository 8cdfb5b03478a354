import { describe, expect, it } from 'vitest';
import { ndArray } from '../core/nd-array.ts';
import { parseOptions } from '../core/parse-options.ts';
import type { Value } from '../graph/graph.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { minimise } from '../testing/test-optimizer.ts';
import { optimizerSchema } from './optimizers/index.ts';
import { sgd } from './optimizers/sgd.ts';
import { rulesOfNames, groupRules, type ParameterGroup } from './parameter-groups.ts';

describe('optimizerSchema', () => {
  it.each<[object, string]>([
    [{ learningRate: -0.1 }, 'learningRate: expected a number above 0'],
    [{ learningRate: 0 }, 'learningRate: expected a number above 0'],
    [{ beta1: 1 }, 'beta1: expected a number from 0 to below 1, got 1'],
    [{ beta2: -0.1 }, 'beta2: expected a number from 0 to below 1, got -0.1'],
    [{ epsilon: 0 }, 'epsilon: expected a number above 0, got 0'],
    [{ amsgrad: 'yes' }, 'amsgrad: expected true or false, got "yes"'],
    [{ weightDecay: -1 }, 'weightDecay: expected a number of at least 0, got -1'],
    [{ momentum: 0.9 }, 'unknown option momentum'],
    [{ type: 'sgd', momentum: 1 }, 'momentum: expected a number from 0 to below 1, got 1'],
    [{ type: 'sgd', nesterov: true }, 'nesterov: expected a momentum above 0 with nesterov, got true'],
    [{ type: 'rmsprop', rho: 1 }, 'rho: expected a number from 0 to below 1, got 1'],
    [{ type: 'muon', newtonSchulzSteps: 0 }, 'newtonSchulzSteps: expected a positive integer, got 0'],
    [{ type: 'muon', adam: { beta1: 1 } }, 'adam.beta1: expected a number from 0 to below 1, got 1'],
    [{ clip: { norm: -1 } }, 'clip.norm: expected a number above 0, got -1'],
    [{ clip: { value: 1, norm: 1 } }, 'clip: expected one of { "value": 0.5 }'],
    [{ clip: 1 }, 'clip: expected one of { "value": 0.5 }, { "norm": 1 } and { "globalNorm": 1 }, got 1'],
    [{ lookahead: { steps: 0 } }, 'lookahead.steps: expected a positive integer, got 0'],
    [{ lookahead: { alpha: 1.5 } }, 'lookahead.alpha: expected a number above 0 and at most 1, got 1.5'],
    [{ average: { type: 'mean' } }, 'average'],
    [{ average: { type: 'ema', decay: 1 } }, 'average.decay: expected a number from 0 to below 1, got 1'],
    [{ average: { type: 'swa', start: -1 } }, 'average.start: expected a number from 0 to below 1, got -1'],
    [
      { groups: [{ parameters: '*', learningRateFactor: 0 }] },
      'groups[0].learningRateFactor: expected a number above 0',
    ],
    [{ groups: [{ parameters: '' }] }, 'groups[0].parameters: expected a pattern of names'],
    [{ groups: [{ parameters: '*' }] }, 'groups[0]: expected either frozen, or a learningRateFactor'],
    [
      { groups: [{ parameters: '*', frozen: true, weightDecay: 1 }] },
      'groups[0]: expected either frozen, or',
    ],
    [
      { groups: [{ parameters: '*', frozen: false }] },
      'groups[0].frozen: expected true, or nothing, got false',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => parseOptions(optimizerSchema, { type: 'adam', ...options }, 'optimizer')).toThrow(
      `optimizer: ${message}`,
    );
  });
});

const NAMES = ['conv2d1.kernel', 'conv2d1.bias', 'dense1.kernel'];
const rules = (groups: ParameterGroup[], weightDecay = 0) =>
  rulesOfNames({ groups, rules: groupRules(groups, weightDecay) }, NAMES);

describe('parameter groups', () => {
  it('give each parameter its rule', () => {
    const groups: ParameterGroup[] = [
      { parameters: 'conv2d1.bias', frozen: true },
      { parameters: 'dense*', learningRateFactor: 0.1, weightDecay: 0 },
    ];
    expect([...rules(groups, 0.2)]).toEqual([
      ['conv2d1.kernel', { suffix: '', learningRateFactor: 1, weightDecay: 0.2, decaysAll: false }],
      ['dense1.kernel', { suffix: '.group1', learningRateFactor: 0.1, weightDecay: 0, decaysAll: true }],
    ]);
  });

  it('have no parameter in common', () => {
    const groups = ['conv*', '*.kernel'].map((parameters) => ({ parameters, weightDecay: 0 }));
    expect(() => rules(groups)).toThrow(
      'optimizer.groups[1].parameters: conv2d1.kernel is in groups[0] already',
    );
  });

  it('leave something to train', () => {
    expect(() => rules([{ parameters: '*', frozen: true }])).toThrow('nothing is left to train');
  });

  it('match something', () => {
    expect(() => rules([{ parameters: ['*', '!dense2.*'], weightDecay: 0 }])).toThrow(
      `optimizer.groups[0].parameters: no parameter matches "!dense2.*"; there are ${NAMES.join(', ')}`,
    );
  });
});

/** The sum of `slopes` · x: a loss of a given gradient. */
const slope = (slopes: readonly number[]) => (x: Value) =>
  reduceSum(multiply(x, x.graph.constant('float32', [slopes.length], Float32Array.from(slopes))), {
    axes: [0],
  });

describe('clipping', () => {
  const step = (clip: object, slopes: number[]) =>
    minimise(sgd({ learningRate: 1, clip: clip }), slope(slopes), ndArray([slopes.length]), 1)[0]!.x;

  it.each<[object, number[], number[]]>([
    [{ value: 0.5 }, [3, -0.2, -7], [-0.5, 0.2, 0.5]],
    [{ norm: 1 }, [3, -4], [-0.6, 0.8]],
    [{ globalNorm: 1 }, [3, -4], [-0.6, 0.8]],
    // What is below the limit stays, and so does nothing at all.
    [{ norm: 6 }, [3, -4], [-3, 4]],
    [{ globalNorm: 6 }, [3, -4], [-3, 4]],
    [{ norm: 1 }, [0, 0], [0, 0]],
    [{ globalNorm: 1 }, [0, 0], [0, 0]],
  ])('%j takes %j to %j', (clip, slopes, expected) => {
    step(clip, slopes).forEach((element, index) => {
      expect(element).toBeCloseTo(expected[index]!, 6);
    });
  });
});

describe('lookahead', () => {
  it('goes back part of the way every few steps', () => {
    const spec = sgd({ learningRate: 1, lookahead: { steps: 2, alpha: 0.25 } });
    const path = minimise(spec, slope([-1]), ndArray([1], [8]), 4);
    expect(path.map(({ x }) => x[0])).toEqual([9, 8.5, 9.5, 9]);
    expect(path.map(({ state }) => state['x.slow']!.data[0])).toEqual([8, 8.5, 8.5, 9]);
  });
});
