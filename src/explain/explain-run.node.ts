import { availableParallelism } from 'node:os';
import { OptionError } from '../core/errors.ts';
import { permutation, randomStream } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import type { Dataset } from '../data/dataset.ts';
import { predictedClasses } from '../metrics/predictions.ts';
import type { Run } from '../runs/record.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { readTrainedModel } from '../train/read-trained-model.node.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import type { RunOptions } from './chunked-session.ts';
import { classProbabilities } from './class-probabilities.ts';
import { embedImages, type ImageEmbedding } from './embedding.ts';
import { explanationMaps, type ExplanationMaps, type MapMethod } from './explanation-maps.ts';
import { firstLayerFilters, type FilterPictures } from './first-layer-filters.ts';

/** What to say of a run's model. */
export interface ExplainRunOptions {
  /** Test images, from 0, that maps are wanted of. */
  readonly images: ArrayLike<number>;
  /** The class that each map looks for; the one that the model says where not given. */
  readonly classes?: ArrayLike<number> | undefined;
  /** How maps are made; by Grad-CAM where the model has a feature map, else by occlusion, where not given. */
  readonly method?: MapMethod | undefined;
  /** How many test images are embedded, all where there are fewer; 1,000 where not given, 0 for no embedding. */
  readonly embedded?: number | undefined;
  /** Which images are embedded, and how UMAP begins; 0 where not given. */
  readonly seed?: number | undefined;
  /** Threads of the runtime; all cores where not given. */
  readonly threads?: number | undefined;
}

/** The maps of some test images, as bytes. */
export interface TestMaps extends Pick<ExplanationMaps, 'method' | 'layer'> {
  /** Which test images. */
  readonly indices: Int32Array;
  /** The class that each map looks for. */
  readonly classes: Int32Array;
  /** [indices.length, height, width]: 0 for nothing, 255 for what speaks most for the class in the image. */
  readonly values: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** A sample of the test images on a plane. */
export interface TestEmbedding extends ImageEmbedding {
  /** Which test images. */
  readonly indices: Int32Array;
  readonly labels: Int32Array;
  readonly predictions: Int32Array;
}

/** What can be seen inside a run's model. */
export interface RunExplanation {
  readonly maps: TestMaps;
  /** Undefined where the first layer has no filters that could be drawn. */
  readonly filters: FilterPictures | undefined;
  /** Undefined where none was asked for, or there are fewer than three test images. */
  readonly embedding: TestEmbedding | undefined;
}

/** One test image, bytes [height, width, channels]. Raises `OptionError` for an index that there is not. */
export function testImage({ test, imageShape }: Dataset, index: number): Uint8Array {
  const size = elementCount(imageShape);
  if (Number.isInteger(index) && index >= 0 && index < test.labels.length)
    return test.images.subarray(index * size, (index + 1) * size);
  throw new OptionError(`there is no test image ${index}`, {
    value: index,
    expected: `0 to ${test.labels.length - 1}`,
  });
}

/** The images of a list of indices, one after another. */
export function testImages(data: Dataset, indices: ArrayLike<number>): Uint8Array {
  const size = elementCount(data.imageShape);
  const images = new Uint8Array(indices.length * size);
  for (let at = 0; at < indices.length; at++) images.set(testImage(data, indices[at]!), at * size);
  return images;
}

/** Refuses data that the run was not trained on. */
function checkDataOfRun({ folder, record }: Pick<Run, 'folder' | 'record'>, data: Dataset): void {
  if (record.data.digest === data.digest) return;
  throw new OptionError(`${folder} was trained on other data than ${data.title} from ${data.origin}`, {
    value: data.digest,
    expected: record.data.digest,
    hint: 'give the data set of the run with --data',
  });
}

/**
 * Looks inside the model of a run: where in test images it looks, what its first layer looks for, and which test images
 * are alike to it. Plain data, for pages and files.
 *
 * @throws StorageError for a run without weights; OptionError for data of another run, for images that are not there, and
 *   for Grad-CAM of a model without a feature map
 *
 * @example await explainRun(await readRun('runs/2026-11-21-0534-cnn'), await fashionMnist(), { images: [0, 17, 42] })
 */
export async function explainRun(
  run: Pick<Run, 'folder' | 'record'>,
  data: Dataset,
  options: ExplainRunOptions,
): Promise<RunExplanation> {
  checkDataOfRun(run, data);
  const trained = await readTrainedModel(run);
  const runtime = { provider: cpuProvider, threads: options.threads ?? availableParallelism() };
  return {
    maps: await testMaps(trained, data, options, runtime),
    filters: firstLayerFilters(trained),
    embedding: await testEmbedding(trained, data, options, runtime),
  };
}

async function testMaps(
  trained: TrainedModel,
  data: Dataset,
  { images: indices, classes: given, method: asked }: ExplainRunOptions,
  runtime: RunOptions,
): Promise<TestMaps> {
  const images = testImages(data, indices);
  const classes = given ?? (await predictions(trained, images, runtime));
  const { method, layer, maps } = await explanationMaps(trained, images, classes, asked, runtime);
  const { values, height, width } = maps;
  return {
    ...{ method, layer, height, width },
    indices: Int32Array.from(indices),
    classes: Int32Array.from(classes),
    values: Uint8Array.from(values, (value) => Math.round(255 * value)),
  };
}

async function testEmbedding(
  trained: TrainedModel,
  data: Dataset,
  { embedded = 1000, seed = 0 }: ExplainRunOptions,
  runtime: RunOptions,
): Promise<TestEmbedding | undefined> {
  const total = data.test.labels.length;
  if (embedded === 0 || total < 3) return undefined;
  const drawn = permutation(randomStream(seed, 'embedded-images'), total).slice(0, embedded);
  const indices = drawn.sort();
  const images = testImages(data, indices);
  return {
    ...(await embedImages(trained, images, { seed }, runtime)),
    indices,
    labels: indices.map((index) => data.test.labels[index]!),
    predictions: await predictions(trained, images, runtime),
  };
}

async function predictions(
  trained: TrainedModel,
  images: Uint8Array,
  runtime: RunOptions,
): Promise<Int32Array> {
  const probabilities = await classProbabilities(trained, images, runtime);
  return predictedClasses({ probabilities, classes: trained.model.classes });
}
