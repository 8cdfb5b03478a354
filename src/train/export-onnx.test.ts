import { fromBinary } from '@bufbuild/protobuf';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { referenceModelNames, type ModelPresetName } from '../nn/preset-names.ts';
import { modelPresets } from '../nn/presets/index.ts';
import { ModelProtoSchema } from '../onnx/proto/onnx_pb.js';
import { adam } from '../optim/optimizers/adam.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { exportOnnx } from './export-onnx.ts';
import { initialState } from './initial-state.ts';
import { buildTrainingGraph } from './training-graph.ts';

/** The small models of the zoo have what the large ones have. */
const names = [...referenceModelNames, 'lenet5', 'resnet8', 'densenet-bc-40', 'mobilenetv2'] as const;
const classNames = Array.from({ length: 10 }, (_, index) => `class ${index}`);

function exportPreset(name: ModelPresetName, input: 'uint8' | 'float32'): Uint8Array {
  const model = modelPresets[name]({ input: [28, 28, 1], classes: 10 });
  const { state } = buildTrainingGraph(model, { optimizer: adam({ learningRate: 1 }) }, 4);
  return exportOnnx(model, initialState(state, 13), { classNames, input, title: `A ${name}` });
}

async function run(file: Uint8Array, input: Uint8Array | Float32Array): Promise<Float32Array> {
  const session = await cpuProvider.createSession(file, { threads: 1 });
  const dtype = input instanceof Uint8Array ? 'uint8' : 'float32';
  const results = await session.run({
    image: { dtype, shape: [input.length / 784, 28, 28, 1], data: input },
  });
  await session.release();
  const { shape, data } = results['probabilities']!;
  expect(shape).toEqual([input.length / 784, 10]);
  return data as Float32Array;
}

function expectSameNumbers(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((element, index) => {
    expect(Math.abs(element - expected[index]!)).toBeLessThan(1e-6);
  });
}

describe.each(names)('an exported %s', (name) => {
  const file = exportPreset(name, 'uint8');
  const stream = randomStream(9, 'export-test');
  const images = Uint8Array.from({ length: 5 * 784 }, () => stream.integer(256));

  it('has standard operators alone, a symbolic batch and its labels', () => {
    const { graph, opsetImport, metadataProps, producerName } = fromBinary(ModelProtoSchema, file);
    expect(producerName).toBe('atelier');
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 21n]]);
    expect(new Set(graph!.node.map(({ domain }) => domain))).toEqual(new Set(['']));
    const ends = [...graph!.input, ...graph!.output].map(({ name: end, type }) => {
      const tensor = type!.value.value as { shape: { dim: { value: { value: unknown } }[] } };
      return [end, tensor.shape.dim.map(({ value }) => value.value)];
    });
    expect(ends).toEqual([
      ['image', ['batch', 28n, 28n, 1n]],
      ['probabilities', ['batch', 10n]],
    ]);
    const metadata = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
    expect(metadata).toEqual({
      title: `A ${name}`,
      labels: JSON.stringify(classNames),
      preprocessing: expect.stringContaining(
        'uint8 [batch, 28, 28, 1], channels last, bytes from 0 to 255',
      ) as string,
      activation: 'softmax',
      input_shape: '[28,28,1]',
    });
  });

  it('gives each image of a batch what it gives that image alone', async () => {
    const together = await run(file, images);
    for (let image = 0; image < 5; image++) {
      const alone = await run(file, images.subarray(image * 784, (image + 1) * 784));
      expectSameNumbers(alone, together.subarray(image * 10, (image + 1) * 10));
      expect(alone.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
    expect(together.subarray(0, 10)).not.toEqual(together.subarray(10, 20));
  });

  it('gives the same for floats from 0 to 1', async () => {
    const floats = Float32Array.from(images, (byte) => byte / 255);
    expectSameNumbers(await run(exportPreset(name, 'float32'), floats), await run(file, images));
  });
});

const python = process.env['ATELIER_PYTHON'];

describe.skipIf(!python)(
  `ONNX's own checker${python ? '' : ' (skipped: set ATELIER_PYTHON to a Python with onnx)'}`,
  () => {
    it('accepts every exported model', () => {
      const folder = mkdtempSync(join(tmpdir(), 'atelier-onnx-'));
      try {
        const files = names.flatMap((name) =>
          (['uint8', 'float32'] as const).map((input) => {
            const path = join(folder, `${name}-${input}.onnx`);
            writeFileSync(path, exportPreset(name, input));
            return path;
          }),
        );
        const script = join(import.meta.dirname, '../../scripts/golden/check_onnx.py');
        const lines = execFileSync(python!, [script, ...files], { encoding: 'utf8' })
          .trim()
          .split('\n');
        expect(lines).toHaveLength(files.length);
        for (const line of lines) expect(line).toMatch(/: ok, .* domains: ai\.onnx$/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);
