import { describe, expect, it } from 'vitest';
import { parseOptions } from '../core/parse-options.ts';
import type { Dataset } from '../data/dataset.ts';
import { sketches } from '../data/sketches/sketches.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { maxPool2d } from '../nn/layers/max-pool2d.ts';
import { sequential } from '../nn/model.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { decodeSafetensors, type SavedTensor } from '../runs/safetensors.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../testing/test-graph.ts';
import { initSchema } from './init.ts';
import { matchWeights } from './match-weights.ts';
import { trainingSchema } from './recipe.ts';
import { encodeWeights } from './snapshot.ts';
import type { StateTensor } from './state-tensor.ts';
import { Trainer } from './trainer.ts';

const tensor = (name: string, shape: number[], role: StateTensor['role'] = 'parameter'): StateTensor => ({
  name,
  shape,
  role,
  begins: { from: 'number', number: 0 },
});
const MODEL = [
  tensor('conv2d1.kernel', [2, 1, 1, 1]),
  tensor('batchNorm1.gamma', [2]),
  tensor('dense1.kernel', [2, 3]),
  tensor('dense1.bias', [3]),
  tensor('batchNorm1.mean', [2], 'statistic'),
  tensor('dense1.bias.m', [3], 'slot'),
];
const saved = (shape: number[], first = 1): SavedTensor => ({
  dtype: 'F32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => first + at),
});
const SOURCE = new Map(
  MODEL.filter(({ role }) => role !== 'slot').map(({ name, shape }) => [name, saved([...shape])]),
);
const match = (source: ReadonlyMap<string, SavedTensor>, options: object = {}) =>
  matchWeights(MODEL, source, parseOptions(initSchema, { from: 'x', ...options }, 'init'), 'a file');

describe('matchWeights', () => {
  it.each<[SavedTensor, number[]]>([
    [{ dtype: 'F64', shape: [3], data: Float64Array.of(0.1, 0.2, 0.3) }, [0.1, 0.2, 0.3]],
    [{ dtype: 'F16', shape: [3], data: Uint16Array.of(0x3c00, 0xc000, 0x3555) }, [1, -2, 0.333251953125]],
    [{ dtype: 'BF16', shape: [3], data: Uint16Array.of(0x3f80, 0xc040, 0x4049) }, [1, -3, 3.140625]],
  ])('takes every parameter and statistic, of any precision: %o', (bias, expected) => {
    const { weights, facts } = match(new Map([...SOURCE, ['dense1.bias', bias]]));
    expect(Object.keys(weights)).toEqual([...SOURCE.keys()]);
    expect([...weights['dense1.bias']!]).toEqual([...Float32Array.from(expected)]);
    expect(facts).toMatchObject({ replaced: [], missing: [], unused: [], mismatched: [] });
  });

  it('tells all that is missing, left over or of another shape at once, and takes what is allowed', () => {
    const source = new Map([...SOURCE, ['dense1.kernel', saved([2, 5])], ['dense2.bias', saved([4])]]);
    source.delete('batchNorm1.mean');
    expect(() => match(source)).toThrow(
      'init: a file does not fit the model: it lacks batchNorm1.mean; left over are dense2.bias; ' +
        'other shapes or types: dense1.kernel [2,3] in the model, F32 [2,5] there',
    );
    expect(() => match(source, { allow: ['missing', 'unused'] })).toThrow(
      /does not fit the model: other shapes or types/,
    );
    const { weights, facts } = match(source, { allow: ['missing', 'unused', 'mismatched'] });
    expect(Object.keys(weights)).toEqual(['conv2d1.kernel', 'batchNorm1.gamma', 'dense1.bias']);
    expect(facts).toEqual({
      loaded: ['conv2d1.kernel', 'batchNorm1.gamma', 'dense1.bias'],
      replaced: [],
      missing: ['batchNorm1.mean'],
      unused: ['dense2.bias'],
      mismatched: ['dense1.kernel'],
    });
  });

  it('draws the head anew where asked, whatever its shapes', () => {
    for (const classes of [3, 7]) {
      const source = new Map([
        ...SOURCE,
        ['dense1.kernel', saved([2, classes])],
        ['dense1.bias', saved([classes])],
      ]);
      const { weights, facts } = match(source, { replaceHead: true });
      expect(Object.keys(weights)).toEqual(['conv2d1.kernel', 'batchNorm1.gamma', 'batchNorm1.mean']);
      expect(facts.replaced).toEqual(['dense1.kernel', 'dense1.bias']);
    }
  });

  it('refuses a source of which nothing fits, and integers', () => {
    const allow = ['missing', 'unused', 'mismatched'];
    expect(() => match(new Map([['other', saved([1])]]), { allow })).toThrow('nothing of it fits');
    const integers: SavedTensor = { dtype: 'I32', shape: [3], data: Int32Array.of(1, 2, 3) };
    expect(() => match(new Map([...SOURCE, ['dense1.bias', integers]]))).toThrow(
      'dense1.bias [3] in the model, I32 [3] there',
    );
  });

  it.each([
    [{ from: '' }, 'init: from: expected a run, or the path of a safetensors file'],
    [{ from: 'x', allow: ['all'] }, 'init: allow[0]: expected one of missing, unused, mismatched'],
    [{ from: 'x', frozen: true }, 'init: unknown option frozen'],
  ])('has a schema that refuses %j', (value, message) => {
    expect(() => parseOptions(initSchema, value, 'init')).toThrow(message);
  });
});

const network = (classes: number) =>
  sequential({ input: [28, 28, 1], classes }, [
    conv2d({ filters: 16, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu' }),
    batchNorm(),
    maxPool2d(),
    flatten(),
    dense({ units: 32, activation: 'relu' }),
    dense({ units: classes }),
  ]);

/** Other drawings, half as bright and with the classes in another order. */
async function otherSketches(): Promise<Dataset> {
  const drawn = await sketches({ trainCount: 300, testCount: 10, seed: 77 });
  return {
    ...drawn,
    train: {
      images: drawn.train.images.map((value) => value >> 1),
      labels: drawn.train.labels.map((label) => 9 - label),
    },
    classNames: [...drawn.classNames].reverse(),
  };
}

async function epochsTo(accuracy: number, subject: Trainer): Promise<number> {
  for await (const event of subject.run()) {
    if (event.type === 'epoch' && event.val!.accuracy >= accuracy) break;
  }
  await subject.release();
  const last = subject.history.at(-1)!;
  return last.val!.accuracy >= accuracy ? last.epoch : Infinity;
}

describe('fine-tuning', () => {
  const trainer = (
    data: Dataset,
    epochs: number,
    start: Pick<ConstructorParameters<typeof Trainer>[0], 'initialWeights'> = {},
  ) =>
    new Trainer({
      ...{ model: network(10), data, provider: cpuProvider, threads: 1, blockSize: machineBlockSize },
      training: parseOptions(
        trainingSchema,
        {
          optimizer: adam({ learningRate: 2e-3 }),
          epochs,
          batchSize: 32,
          seed: 1,
          validation: { fraction: 0.4 },
        },
        'training',
      ),
      ...start,
    });

  it('reaches an accuracy in fewer epochs than from scratch', async () => {
    const first = trainer(await sketches({ trainCount: 2000, testCount: 10, seed: 5 }), 3);
    await epochsTo(1.1, first);
    const file = decodeSafetensors(encodeWeights(first.resultWeights(), first.graph.state));
    const init = parseOptions(initSchema, { from: 'first', replaceHead: true }, 'init');
    const other = await otherSketches();
    const scratch = await epochsTo(0.6, trainer(other, 15));
    const tuned = await epochsTo(
      0.6,
      trainer(other, 15, {
        initialWeights: (tensors) => matchWeights(tensors, file.tensors, init, 'first').weights,
      }),
    );
    expect(tuned).toBeLessThan(scratch);
  });
});
