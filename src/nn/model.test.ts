import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import type { LayerSpec } from './layer.ts';
import { activation } from './layers/activation.ts';
import { batchNorm } from './layers/batch-norm.ts';
import { concatenate } from './layers/concatenate.ts';
import { conv2d } from './layers/conv2d.ts';
import { dense } from './layers/dense.ts';
import { dropout } from './layers/dropout.ts';
import { globalAveragePool2d } from './layers/global-average-pool2d.ts';
import { residual } from './layers/residual.ts';
import { squeezeExcitation } from './layers/squeeze-excitation.ts';
import { buildModel, sequential } from './model.ts';

const build = (layers: readonly LayerSpec[]) => {
  const model = sequential({ input: [8, 8, 1], classes: 3 }, layers);
  const graph = new Graph('model');
  return buildModel(graph, model, graph.input('images', 'uint8', [2, 8, 8, 1]), true);
};

const conv = conv2d({ filters: 4, kernelSize: 3, padding: 'same', useBias: false });

describe('names of tensors', () => {
  it('number layers type by type within the layer that holds them', () => {
    const block = residual({
      layers: [conv, batchNorm(), residual({ layers: [conv, dropout({ rate: 0.5 })] }), conv],
      shortcut: [conv],
    });
    const built = build([
      conv,
      block,
      concatenate({ paths: [[conv], [block, conv]] }),
      squeezeExcitation({ ratio: 8 }),
      conv,
      globalAveragePool2d(),
      dense({ units: 3 }),
    ]);
    expect(built.parameters.map(({ name }) => name)).toEqual([
      'conv2d1.kernel',
      'residual1.conv2d1.kernel',
      'residual1.batchNorm1.gamma',
      'residual1.batchNorm1.beta',
      'residual1.residual1.conv2d1.kernel',
      'residual1.conv2d2.kernel',
      'residual1.conv2d3.kernel',
      'concatenate1.conv2d1.kernel',
      'concatenate1.residual1.conv2d1.kernel',
      'concatenate1.residual1.batchNorm1.gamma',
      'concatenate1.residual1.batchNorm1.beta',
      'concatenate1.residual1.residual1.conv2d1.kernel',
      'concatenate1.residual1.conv2d2.kernel',
      'concatenate1.residual1.conv2d3.kernel',
      'concatenate1.conv2d2.kernel',
      'squeezeExcitation1.dense1.kernel',
      'squeezeExcitation1.dense1.bias',
      'squeezeExcitation1.dense2.kernel',
      'squeezeExcitation1.dense2.bias',
      'conv2d2.kernel',
      'dense1.kernel',
      'dense1.bias',
    ]);
    expect(built.statistics.map(({ name }) => name)).toContain('residual1.batchNorm1.mean');
    expect(built.masks.map(({ value }) => value.name)).toEqual([
      'residual1.residual1.dropout1.mask',
      'concatenate1.residual1.residual1.dropout1.mask',
    ]);
  });

  it('do not depend on what stands inside other layers', () => {
    const names = (inner: readonly LayerSpec[]) =>
      build([
        conv,
        residual({ layers: inner }),
        residual({ layers: [conv] }),
        globalAveragePool2d(),
        dense({ units: 3 }),
      ])
        .parameters.map(({ name }) => name)
        .filter((name) => !name.startsWith('residual1.'));
    expect(names([conv, conv])).toEqual(names([activation('relu')]));
  });
});

describe('initializers', () => {
  it('are those that the options name, with the fans of the kernel', () => {
    const built = build([
      conv2d({
        filters: 4,
        kernelSize: 3,
        kernelInitializer: 'orthogonal',
        biasInitializer: { type: 'constant', value: 0.1 },
      }),
      batchNorm({ gammaInitializer: 'zeros', betaInitializer: 'ones' }),
      globalAveragePool2d(),
      dense({ units: 3, kernelInitializer: 'lecunNormal', biasInitializer: 'lecunUniform' }),
    ]);
    expect(
      built.parameters.map(({ initializer, fanIn, fanOut }) => ({ initializer, fanIn, fanOut })),
    ).toEqual([
      { initializer: 'orthogonal', fanIn: 9, fanOut: 36 },
      { initializer: { type: 'constant', value: 0.1 }, fanIn: 9, fanOut: 36 },
      { initializer: 'zeros', fanIn: 1, fanOut: 1 },
      { initializer: 'ones', fanIn: 1, fanOut: 1 },
      { initializer: 'lecunNormal', fanIn: 4, fanOut: 3 },
      { initializer: 'lecunUniform', fanIn: 4, fanOut: 3 },
    ]);
  });
});

describe('a shape that does not fit', () => {
  const tooWide = dense({ units: 3 });
  it.each<[string, LayerSpec[], string]>([
    ['in a list', [conv, tooWide], 'layers[1]: dense: needs [batch,features]; got [2,4,8,8]'],
    [
      'in a residual block',
      [residual({ layers: [residual({ layers: [conv, tooWide] })] })],
      'layers[0].layers[0].layers[1]: dense: needs',
    ],
    [
      'in a shortcut',
      [conv, residual({ layers: [], shortcut: [conv, tooWide] })],
      'layers[1].shortcut[1]: dense: needs',
    ],
    ['in a path', [concatenate({ paths: [[], [conv, tooWide]] })], 'layers[0].paths[1][1]: dense: needs'],
    [
      'of a block itself',
      [conv, residual({ layers: [conv2d({ filters: 5, kernelSize: 1 })] })],
      'layers[1]: residual: the layers give [2,5,8,8] and the shortcut [2,4,8,8]',
    ],
    [
      'of an initializer',
      [conv2d({ filters: 4, kernelSize: 1, biasInitializer: 'orthogonal' })],
      'layers[0]: orthogonal: needs a kernel of two axes or more; got [4]',
    ],
  ])('is named by its place: %s', (_, layers, message) => {
    expect(() => build(layers)).toThrow(message);
  });
});

describe('a model as data', () => {
  it('survives JSON, however deep its layers lie', () => {
    let layers: LayerSpec[] = [conv2d({ filters: 4, kernelSize: 1, kernelInitializer: 'dirac' })];
    for (let depth = 0; depth < 30; depth++) {
      layers = [residual({ layers, shortcut: 'projection', activation: { type: 'elu', alpha: 0.5 } })];
    }
    const model = sequential({ input: [4, 4, 4], classes: 2 }, layers);
    const ends = { input: model.input, classes: model.classes };
    expect(sequential(ends, (JSON.parse(JSON.stringify(model)) as typeof model).layers)).toEqual(model);
    expect(build([conv, ...layers, globalAveragePool2d(), dense({ units: 3 })]).parameters.at(-4)!.name).toBe(
      `${'residual1.'.repeat(30)}conv2d1.kernel`,
    );
  });
});
