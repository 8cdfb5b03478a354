import { z } from 'zod';
import { typedUnion } from '../core/typed-union.ts';
import { InternalError, ShapeError } from '../core/errors.ts';
import { located } from '../core/located-error.ts';
import { positiveInteger } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import { elementCount, formatShape, type Dim } from '../core/shape.ts';
import type { Graph, Node, Value } from '../graph/graph.ts';
import { cast } from '../ops/cast.ts';
import { multiply } from '../ops/multiply.ts';
import { reshape } from '../ops/reshape.ts';
import { transpose } from '../ops/transpose.ts';
import { checkInitializer, type InitializerSpec } from './initializers/index.ts';
import type { LayerContext, LayerSpec } from './layer.ts';
import { layerDefinitions } from './layers/index.ts';
import {
  normalizationConstantsSchema,
  normalizeBytes,
  type NormalizationConstants,
} from './normalization.ts';

/** A model as data: what goes in, how many classes come out, and the layers between. */
export interface ModelSpec {
  /** Height, width and channels of an image. */
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly layers: readonly LayerSpec[];
  /** What scales the pixels before the first layer; to [0, 1] where not given. */
  readonly normalization?: NormalizationConstants | undefined;
}

const layersSchema: z.ZodType<readonly LayerSpec[]> = z
  .lazy(() => z.array(layerSchema))
  .meta({ id: 'layers', description: 'Layers, each after the one before it' });
const layerSchema = typedUnion<LayerSpec>(
  layerDefinitions.map(({ type, options }) => ({ type, options: options(layersSchema) })),
  `Expected a layer with a type of ${layerDefinitions.map(({ type }) => type).join(', ')}`,
);

/** The schema of a model. */
export const modelSchema: z.ZodType<ModelSpec> = z
  .strictObject({
    input: z.tuple([positiveInteger, positiveInteger, positiveInteger], 'Expected [height, width, channels]'),
    classes: positiveInteger.min(2, 'Expected at least two classes'),
    layers: layersSchema,
    normalization: normalizationConstantsSchema
      .optional()
      .describe('What scales the pixels before the first layer; to [0, 1] by default'),
  })
  .refine(
    ({ input, normalization: constants }) =>
      constants === undefined ||
      (constants.mean.length === input[2] && constants.deviation.length === input[2]),
    { path: ['normalization'], message: 'Expected one number a channel' },
  );

/**
 * A model whose layers follow one another; branches are layers too. Raises `OptionError` or `ShapeError` where an
 * option or a shape does not fit.
 *
 * @example sequential({ input: [28, 28, 1], classes: 10 }, [flatten(), dense({ units: 10 })])
 */
export function sequential(
  ends: Pick<ModelSpec, 'input' | 'classes'>,
  layers: readonly LayerSpec[],
): ModelSpec {
  return parseOptions(modelSchema, { ...ends, layers }, 'model');
}

/** A trained or running tensor of a built model. */
export interface ModelTensor {
  /** Unique in the model, such as `conv2d1.kernel`, or `residual2.conv2d1.kernel` inside another layer. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: InitializerSpec;
  readonly fanIn: number;
  readonly fanOut: number;
  /** The graph input that holds it. */
  readonly value: Value;
}

export interface DropoutMask {
  readonly value: Value;
  readonly shape: readonly number[];
  readonly rate: number;
}

/** A layer as part of a graph. */
export interface BuiltLayer {
  /** Unique in the model; the names of its tensors begin with it. */
  readonly name: string;
  readonly type: string;
  readonly output: Value;
  /** Of the layer itself and of those inside it, as are the nodes. */
  readonly parameters: readonly ModelTensor[];
  readonly nodes: readonly Node[];
  readonly layers: readonly BuiltLayer[];
}

/** A model as part of a graph. */
export interface BuiltModel {
  /** What the last layer gives, [batch, classes]. */
  readonly output: Value;
  readonly layers: readonly BuiltLayer[];
  readonly parameters: readonly ModelTensor[];
  readonly statistics: readonly (ModelTensor & { readonly next: Value | undefined })[];
  readonly masks: readonly DropoutMask[];
}

/**
 * Builds a model into a graph: its tensors become graph inputs of their names.
 *
 * @param images uint8 [batch, height, width, channels]; bytes are scaled to [0, 1]
 * @param frozen the names of parameters that training leaves as they are
 * @param through what the output of each layer goes through before the next; nothing by default
 */
export function buildModel(
  graph: Graph,
  model: ModelSpec,
  images: Value,
  training: boolean,
  frozen: ReadonlySet<string> = new Set(),
  through: (layer: string, output: Value) => Value = (_, output) => output,
): BuiltModel {
  const builder = new ModelBuilder(graph, training, frozen, through);
  const scaled = graph.within({ scope: 'input' }, () => scaleImages(images, model.normalization));
  const output = builder.buildLayers(model.layers, scaled, LAYERS_PATH);
  if (output.shape.length !== 2 || output.shape[1] !== model.classes) {
    throw new ShapeError(
      `model: the last layer must give [batch,${model.classes}]; got ${formatShape(output.shape)}`,
      {
        value: output.shape,
        hint: `end the model with dense({ units: ${model.classes} })`,
      },
    );
  }
  const { layers, parameters, statistics, masks } = builder;
  return { output, layers, parameters, statistics, masks };
}

/** Bytes with channels last to float32 [batch, channels, height, width], in [0, 1] or by the constants. */
function scaleImages(images: Value, constants: NormalizationConstants | undefined): Value {
  const [batch, height, width, channels] = images.shape as [Dim, number, number, number];
  const planes =
    channels === 1 ? reshape(images, [batch, 1, height, width]) : transpose(images, [0, 3, 1, 2]);
  const floats = cast(planes, 'float32');
  return constants === undefined ? multiply(floats, 1 / 255) : normalizeBytes(floats, constants);
}

/** The most numbers in one tensor: 2 GiB, the most that one ONNX model can hold. */
const MAX_ELEMENTS = 2 ** 29;

function checkSize(name: string, shape: readonly number[]): void {
  if (elementCount(shape) < MAX_ELEMENTS) return;
  throw new ShapeError(`${name} ${formatShape(shape)} is too large`, {
    value: shape,
    expected: `less than ${MAX_ELEMENTS} numbers`,
    hint: 'give the layer fewer units or filters',
  });
}

/** Where a model's layers stand in a recipe; messages about one begin with it. */
const LAYERS_PATH = 'model.layers';

class ModelBuilder {
  readonly layers: BuiltLayer[] = [];
  readonly parameters: ModelTensor[] = [];
  readonly statistics: (ModelTensor & { next: Value | undefined })[] = [];
  readonly masks: DropoutMask[] = [];
  readonly #graph: Graph;
  readonly #training: boolean;
  readonly #frozen: ReadonlySet<string>;
  readonly #through: (layer: string, output: Value) => Value;
  /** The list that the layer being built stands in. */
  #siblings = this.layers;

  constructor(
    graph: Graph,
    training: boolean,
    frozen: ReadonlySet<string>,
    through: (layer: string, output: Value) => Value,
  ) {
    this.#graph = graph;
    this.#training = training;
    this.#frozen = frozen;
    this.#through = through;
  }

  /** Layers are numbered type by type within `scope`, the layer that holds them. */
  buildLayers(layers: readonly LayerSpec[], input: Value, path: string, scope = new Scope('')): Value {
    return layers.reduce((x, layer, index) => this.#buildLayer(layer, x, `${path}[${index}]`, scope), input);
  }

  #buildLayer(spec: LayerSpec, x: Value, path: string, scope: Scope): Value {
    const definition = layerDefinitions.find(({ type }) => type === spec.type);
    if (!definition) throw new InternalError(`${path}: no layer of type ${spec.type}`);
    const { type, ...options } = spec;
    const name = scope.next(type);
    try {
      return this.#recorded(name, type, () =>
        definition.build(definition.options(layersSchema).parse(options), x, this.#context(name, path)),
      );
    } catch (error) {
      if (!(error instanceof ShapeError) || error.message.startsWith(LAYERS_PATH)) throw error;
      throw located(error, `${path}: `);
    }
  }

  /** Builds a layer and keeps what it added. */
  #recorded(name: string, type: string, build: () => Value): Value {
    const siblings = this.#siblings;
    const layers: BuiltLayer[] = [];
    const firstNode = this.#graph.nodes.length;
    const firstParameter = this.parameters.length;
    this.#siblings = layers;
    const output = this.#graph.within({ scope: name }, () => this.#through(name, build()));
    this.#siblings = siblings;
    const parameters = this.parameters.slice(firstParameter);
    siblings.push({ name, type, output, parameters, nodes: this.#graph.nodes.slice(firstNode), layers });
    return output;
  }

  #context(scope: string, path: string): LayerContext {
    const inside = new Scope(`${scope}.`);
    const own: ModelTensor[] = [];
    const tensor = (
      name: string,
      shape: readonly number[],
      initializer: InitializerSpec,
      fans = { fanIn: 1, fanOut: 1 },
    ): ModelTensor => {
      const fullName = `${scope}.${name}`;
      checkInitializer(initializer, shape);
      checkSize(fullName, shape);
      return {
        name: fullName,
        shape,
        initializer,
        ...fans,
        value: this.#graph.input(fullName, 'float32', shape),
      };
    };
    return {
      training: this.#training,
      isFrozen: () => own.length > 0 && own.every(({ name }) => this.#frozen.has(name)),
      parameter: (...options) => {
        const parameter = tensor(...options);
        this.parameters.push(parameter);
        own.push(parameter);
        return parameter.value;
      },
      statistic: (...options) => {
        const statistic = tensor(...options);
        this.statistics.push({ ...statistic, next: undefined });
        return statistic.value;
      },
      updateStatistic: (name, value) => {
        const statistic = this.statistics.find((candidate) => candidate.name === `${scope}.${name}`);
        if (!statistic) throw new InternalError(`${scope}: there is no statistic ${name}`);
        statistic.next = value;
      },
      dropoutMask: (shape, rate) => {
        const value = this.#graph.input(`${scope}.mask`, 'uint8', shape);
        this.masks.push({ value, shape, rate });
        return value;
      },
      build: (layers, x, option = 'layers') => this.buildLayers(layers, x, `${path}.${option}`, inside),
    };
  }
}

/** Numbers the layers of one list, and of all lists inside one layer, type by type. */
class Scope {
  readonly #prefix: string;
  readonly #counts = new Map<string, number>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  next(type: string): string {
    const count = (this.#counts.get(type) ?? 0) + 1;
    this.#counts.set(type, count);
    return `${this.#prefix}${type}${count}`;
  }
}

/** The number of trained values of a model's tensors. */
export function countParameters(parameters: readonly Pick<ModelTensor, 'shape'>[]): number {
  return parameters.reduce((count, { shape }) => count + elementCount(shape), 0);
}
