import { fromBinary } from '@bufbuild/protobuf';
import { z } from 'zod';
import { StorageError } from '../core/errors.ts';
import { onnxDType } from '../ops/onnx-dtype.ts';
import { ModelProtoSchema, type ModelProto, type ValueInfoProto } from './proto/onnx_pb.js';

/** What a classifier's model file says about its use. */
export interface ClassifierMetadata {
  /** One name a class, in the order of the output. */
  readonly labels: readonly string[];
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** Bytes from 0 to 255, or floats from 0 to 1. */
  readonly inputDType: 'uint8' | 'float32';
  readonly inputName: string;
  readonly outputName: string;
  /** A name for people, such as that of the data set. */
  readonly title: string | undefined;
  /** What the model takes, in words. */
  readonly preprocessing: string | undefined;
}

/** What a protobuf message can hold. */
const MAX_BYTES = 2 ** 31 - 1;
const MAX_SIDE = 65_536;

const side = z.int().min(1).max(MAX_SIDE);
const shapeSchema = z.tuple([side, side, side]);
const labelsSchema = z.array(z.string()).min(2);

/**
 * Reads what a model file that `exportOnnx` wrote says about its use; the runtime does not tell.
 *
 * @param where names the file in messages
 * @throws StorageError where it is no ONNX model, or one that does not say what it takes and tells apart
 */
export function readMetadata(file: Uint8Array, where: string): ClassifierMetadata {
  const model = decode(file, where);
  const properties = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  const labels = property(properties, 'labels', labelsSchema, where);
  const inputShape = property(properties, 'input_shape', shapeSchema, where);
  const initialized = new Set(model.graph!.initializer.map(({ name }) => name));
  const inputs = model.graph!.input.filter(({ name }) => !initialized.has(name));
  const [input, output] = [inputs[0], model.graph!.output[0]];
  if (input === undefined || output === undefined || inputs.length > 1 || model.graph!.output.length > 1) {
    refuse(where, `it has ${inputs.length} inputs and ${model.graph!.output.length} outputs`, 'one of each');
  }
  checkShape(input, inputShape, where);
  checkShape(output, [labels.length], where);
  return {
    labels,
    inputShape,
    inputDType: inputDType(input, where),
    inputName: input.name,
    outputName: output.name,
    title: properties.get('title'),
    preprocessing: properties.get('preprocessing'),
  };
}

function refuse(where: string, problem: string, expected: string, cause?: unknown): never {
  throw new StorageError(`${where}: ${problem}`, {
    value: where,
    expected,
    hint: 'Give the model.onnx of a run, or the run itself.',
    cause,
  });
}

function decode(file: Uint8Array, where: string): ModelProto {
  if (file.length > MAX_BYTES)
    refuse(where, `${file.length} bytes are too many`, `at most ${MAX_BYTES} bytes`);
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, file);
  } catch (cause) {
    refuse(where, 'not an ONNX model', 'a file in the ONNX format', cause);
  }
  // An empty file, and many a random one, is a valid message.
  if (model.irVersion <= 0n || model.graph === undefined || model.graph.node.length === 0) {
    refuse(where, 'not an ONNX model', 'a file in the ONNX format');
  }
  return model;
}

function property<T>(
  properties: ReadonlyMap<string, string>,
  key: string,
  schema: z.ZodType<T>,
  where: string,
): T {
  const text = properties.get(key);
  if (text === undefined) {
    refuse(
      where,
      `its metadata have no ${key}`,
      'a model that Atelier exported, with labels and input_shape',
    );
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text;
    refuse(where, `its metadata have ${key} ${shown}`, 'a model that Atelier exported', cause);
  }
}

function tensorOf(value: ValueInfoProto) {
  return value.type?.value.case === 'tensorType' ? value.type.value.value : undefined;
}

/** Checks that a value is [batch, ...shape], any batch. */
function checkShape(value: ValueInfoProto, shape: readonly number[], where: string): void {
  const dims = tensorOf(value)?.shape?.dim.map((dim) => dim.value);
  const fits =
    dims?.length === shape.length + 1 &&
    dims[0]!.case !== 'dimValue' &&
    shape.every((size, at) => dims[at + 1]!.case === 'dimValue' && dims[at + 1]!.value === BigInt(size));
  if (fits) return;
  const found = dims?.map((dim) => String(dim.value ?? '?')).join(',') ?? 'no tensor';
  refuse(where, `${value.name} is [${found}], other than its metadata say`, `[batch,${shape.join(',')}]`);
}

function inputDType(input: ValueInfoProto, where: string): 'uint8' | 'float32' {
  const code = tensorOf(input)?.elemType;
  if (code === onnxDType.uint8) return 'uint8';
  if (code === onnxDType.float32) return 'float32';
  return refuse(where, `${input.name} has element type ${code}`, 'uint8 or float32');
}
