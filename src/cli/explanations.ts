import { availableParallelism } from 'node:os';
import { classProbabilities } from '../explain/class-probabilities.ts';
import { explanationMaps, type MapMethod } from '../explain/explanation-maps.ts';
import type { MapCard } from '../explain/map-sheet.node.ts';
import type { OcclusionOptions } from '../explain/occlusion-map.ts';
import { predictedClasses } from '../metrics/predictions.ts';
import { formatPercent, formatPoints } from '../report/format.ts';
import { textTable, type TextColumn } from '../report/text.ts';
import type { RunDataFacts } from '../runs/record.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import type { ExplainedImage } from './explained-images.ts';

/** What a model says of an image, and where it looks. */
export interface Explanation {
  readonly image: ExplainedImage;
  readonly prediction: number;
  readonly probability: number;
  /** The class that the map looks for. */
  readonly target: number;
  readonly targetProbability: number;
  /** [height, width], from 0 to 1. */
  readonly map: Float32Array;
  /** By occlusion: the most that covering a place takes off the class's probability. */
  readonly largestDrop?: number;
}

/** What a model says of some images, and how it was found out where it looks. */
export interface Explanations {
  readonly images: readonly Explanation[];
  readonly method: MapMethod;
  /** The layer whose output Grad-CAM looked at. */
  readonly layer: string | undefined;
}

/** How maps are to be made. */
export interface MapRequest {
  readonly method: MapMethod;
  readonly occlusion: OcclusionOptions;
  /** The class to look for; the one that the model says where not given. */
  readonly target: number | undefined;
}

/** Shows images to a model, and looks where it looks. */
export async function explainImages(
  trained: TrainedModel,
  images: readonly ExplainedImage[],
  { method, occlusion, target }: MapRequest,
): Promise<Explanations> {
  const { classes } = trained.model;
  const run = { provider: cpuProvider, threads: availableParallelism() };
  const pixels = Buffer.concat(images.map((image) => image.pixels));
  const probabilities = await classProbabilities(trained, pixels, run);
  const predictions = predictedClasses({ probabilities, classes });
  const targets = predictions.map((prediction) => target ?? prediction);
  const { maps, drops, layer } = await explanationMaps(trained, pixels, targets, method, {
    ...run,
    occlusion,
  });
  const size = maps.height * maps.width;
  const part = (values: Float32Array, at: number) => values.subarray(at * size, (at + 1) * size);
  const explain = (image: ExplainedImage, at: number): Explanation => {
    const [prediction, sought] = [predictions[at]!, targets[at]!];
    const largest = drops && part(drops.values, at).reduce((most, drop) => Math.max(most, drop), -1);
    return {
      image,
      prediction,
      probability: probabilities[at * classes + prediction]!,
      target: sought,
      targetProbability: probabilities[at * classes + sought]!,
      map: part(maps.values, at),
      ...(largest === undefined ? {} : { largestDrop: largest }),
    };
  };
  return { images: images.map(explain), method, layer };
}

/** How the maps were made, in words. */
export function methodText({ method, layer }: Pick<Explanations, 'method' | 'layer'>): string {
  return method === 'gradcam' ? `Grad-CAM of ${layer!}` : 'Occlusion';
}

function nameOf({ source }: ExplainedImage): string {
  return 'file' in source ? source.file : `test ${source.test}`;
}

function isEmpty({ map }: Explanation): boolean {
  return map.every((value) => value === 0);
}

/** What to make of empty maps, where there are some. */
export function emptyMapsText({ images, method }: Explanations): string | undefined {
  const count = images.filter(isEmpty).length;
  if (count === 0) return undefined;
  const which = `${count} of ${images.length} ${images.length === 1 ? 'map is' : 'maps are'} empty`;
  return method === 'gradcam'
    ? `${which}: the features, weighted for the class, add up to nothing above 0 anywhere. Try --method occlusion.`
    : `${which}: nowhere does covering take anything off the class’s probability.`;
}

/** A picture of an explanation, with what is to be said of it. */
export function mapCard(explanation: Explanation, classNames: readonly string[]): MapCard {
  const { image, prediction, probability, target, targetProbability, map, largestDrop } = explanation;
  const { source, pixels } = image;
  const label = 'file' in source ? undefined : source.label;
  const wrong = label !== undefined && label !== prediction;
  const said = `${classNames[prediction]!}, ${formatPercent(probability)}`;
  const caption: [string, ...string[]] = [
    label === undefined ? nameOf(image) : `${nameOf(image)}: ${classNames[label]!}`,
    wrong ? `taken for ${said}` : `said ${said}`,
  ];
  if (target !== prediction) {
    caption.push(`map for ${classNames[target]!}, ${formatPercent(targetProbability)}`);
  }
  if (isEmpty(explanation)) caption.push('the map is empty');
  else if (largestDrop !== undefined) {
    caption.push(`covering takes up to ${formatPoints(largestDrop)} points`);
  }
  return { image: pixels, map, caption, wrong };
}

/** The figures of all images as a table. */
export function explanationTable(
  explanations: readonly Explanation[],
  classNames: readonly string[],
): string {
  const withLabels = explanations.some(({ image }) => 'label' in image.source);
  const withTargets = explanations.some(({ prediction, target }) => prediction !== target);
  const withDrops = explanations.some(({ largestDrop }) => largestDrop !== undefined);
  const probabilityColumn = { title: 'Probability', align: 'right' } as const;
  const columns: TextColumn[] = [
    { title: 'Image', align: 'left', shrinks: true },
    ...(withLabels ? [{ title: 'Class', align: 'left' } as const] : []),
    { title: 'Said', align: 'left' },
    probabilityColumn,
    ...(withTargets
      ? [{ title: 'Map for', align: 'left' } as const, { ...probabilityColumn, title: 'Its probability' }]
      : []),
    ...(withDrops ? [{ title: 'Covering takes', align: 'right' } as const] : []),
  ];
  const rows = explanations.map((explanation) => {
    const { image, prediction, probability, target, targetProbability, largestDrop } = explanation;
    return [
      nameOf(image),
      ...(withLabels ? ['label' in image.source ? classNames[image.source.label]! : ''] : []),
      classNames[prediction]!,
      formatPercent(probability),
      ...(withTargets ? [classNames[target]!, formatPercent(targetProbability)] : []),
      ...(withDrops ? [`${formatPoints(largestDrop!)} points`] : []),
    ];
  });
  return textTable(columns, rows);
}

/** A map's rows with three decimals. */
function mapRows(map: Float32Array, width: number): number[][] {
  return Array.from({ length: map.length / width }, (_, row) =>
    Array.from(map.subarray(row * width, (row + 1) * width), (value) => Math.round(1000 * value) / 1000),
  );
}

/** All that there is to say, for programs. */
export function explanationDocument(
  { images, method, layer }: Explanations,
  { classNames, imageShape }: Pick<RunDataFacts, 'classNames' | 'imageShape'>,
): object {
  return {
    method,
    ...(layer === undefined ? {} : { layer }),
    images: images.map(({ image, prediction, target, map, ...figures }) => ({
      ...image.source,
      ...('label' in image.source ? { label: classNames[image.source.label]! } : {}),
      prediction: classNames[prediction]!,
      class: classNames[target]!,
      ...figures,
      map: mapRows(map, imageShape[1]),
    })),
  };
}
