import { Command, Option } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { MapMethod } from '../../explain/explanation-maps.ts';
import type { RunRecord } from '../../runs/record.ts';
import type { TrainedModel } from '../../train/trained-model.ts';
import { explainedImages, testIndices, type ExplainedImage } from '../explained-images.ts';
import type { Explanations } from '../explanations.ts';
import { checkPng, jsonOption, runsOption, wholeNumber } from '../options.ts';
import { printableLines, printResult } from '../output.ts';

interface ExplainOptions {
  readonly runs: string;
  readonly test?: readonly number[];
  readonly wrong?: number;
  readonly data?: string;
  readonly invert?: 'auto' | 'yes' | 'no';
  readonly method?: MapMethod;
  readonly class?: string;
  readonly patch?: number;
  readonly stride?: number;
  readonly fill?: 'mean' | number;
  readonly out: string;
  readonly filters?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier explain latest                                a test image of each class
  atelier explain latest --wrong 12                     the worst mistakes
  atelier explain latest --test 0,17,42 --class Shirt   what would speak for a shirt
  atelier explain latest shirt.png --method occlusion --patch 5
  atelier explain latest --filters filters.png          what the first layer looks for, too
`;

async function classNamed(name: string, classNames: readonly string[]): Promise<number> {
  const index = classNames.indexOf(name);
  if (index !== -1) return index;
  const { hintFor } = await import('../../core/parse-options.ts');
  throw new OptionError(`--class: there is no class "${name}"`, {
    value: name,
    expected: `one of ${classNames.join(', ')}`,
    ...hintFor(name, classNames),
  });
}

function parseFill(text: string): 'mean' | number {
  return text === 'mean' ? text : wholeNumber('--fill', 0, 255)(text);
}

/** How images are covered. Options of occlusion are refused where maps are made in another way. */
function occlusionOf({ patch, stride, fill }: ExplainOptions, method: MapMethod) {
  const given = Object.entries({ patch, stride, fill }).find(([, value]) => value !== undefined);
  if (given !== undefined && method !== 'occlusion') {
    throw new OptionError(`--${given[0]} is an option of occlusion, but these maps are made by Grad-CAM`, {
      value: given[1],
      hint: 'Add --method occlusion, or leave it out.',
    });
  }
  return {
    ...(patch === undefined ? {} : { size: patch }),
    ...(stride === undefined ? {} : { stride }),
    ...(fill === undefined ? {} : { fill }),
  };
}

/** What was done to image files, a line each. */
function preparationLines(images: readonly ExplainedImage[]): string[] {
  const lines = images.flatMap(({ source }) =>
    'file' in source ? [`${source.file}: ${source.steps.join(' ')}`] : [],
  );
  return lines.length === 0 ? [] : [...lines, ''];
}

/** A picture of the images and where the model looks in them. */
async function drawMaps(
  explanations: Explanations,
  { id, data: { imageShape, classNames } }: Pick<RunRecord, 'id' | 'data'>,
): Promise<Uint8Array> {
  const { mapSheet } = await import('../../explain/map-sheet.node.ts');
  const { mapCard, methodText } = await import('../explanations.ts');
  const cards = explanations.images.map((explanation) => mapCard(explanation, classNames));
  return mapSheet({ imageShape, title: `${id}: ${methodText(explanations)}`, cards });
}

/** A picture of the first layer's filters. */
async function drawFilters(trained: TrainedModel): Promise<Uint8Array> {
  const { firstLayerFilters } = await import('../../explain/first-layer-filters.ts');
  const { filterSheet } = await import('../../explain/filter-sheet.node.ts');
  const filters = firstLayerFilters(trained);
  if (filters !== undefined) return filterSheet(filters);
  throw new OptionError('--filters: the model’s first layer has no filters that could be drawn', {
    expected: 'a convolution, or a dense layer that takes the pixels of an image',
  });
}

async function explain(nameOrPath: string, files: readonly string[], options: ExplainOptions): Promise<void> {
  const { out, filters } = options;
  checkPng('--out', out);
  checkPng('--filters', filters);
  const { resolveRun } = await import('../../runs/resolve-run.node.ts');
  const { readRun } = await import('../../runs/store.node.ts');
  const { readTrainedModel } = await import('../../train/read-trained-model.node.ts');
  const { mapMethodFor } = await import('../../explain/explanation-maps.ts');
  const { emptyMapsText, explainImages, explanationDocument, explanationTable, methodText } =
    await import('../explanations.ts');
  const { atomicWriteFile } = await import('../../runs/atomic-write.node.ts');
  const run = await readRun(await resolveRun(options.runs, nameOrPath));
  const { data } = run.record;
  const target = options.class === undefined ? undefined : await classNamed(options.class, data.classNames);
  const trained = await readTrainedModel(run);
  const method = options.method ?? mapMethodFor(trained.model);
  const occlusion = occlusionOf(options, method);
  const images = await explainedImages(run, { ...options, files });
  const explanations = await explainImages(trained, images, { method, occlusion, target });
  const pictures: [string, Uint8Array][] = [[out, await drawMaps(explanations, run.record)]];
  if (filters !== undefined) pictures.push([filters, await drawFilters(trained)]);
  for (const [path, picture] of pictures) await atomicWriteFile(path, picture);
  const written = { out, ...(filters === undefined ? {} : { filters }) };
  const document = { run: run.id, ...explanationDocument(explanations, data), ...written };
  const because =
    options.method !== undefined || method === 'gradcam'
      ? ''
      : ', as the model has no feature map for Grad-CAM';
  const empty = emptyMapsText(explanations);
  const lines = [
    `${methodText(explanations)}${because}`,
    '',
    explanationTable(explanations.images, data.classNames),
    '',
    ...preparationLines(images),
    ...(empty === undefined ? [] : [empty, '']),
    `Maps: ${out}`,
    ...(filters === undefined ? [] : [`Filters: ${filters}`]),
  ];
  printResult(options.json === true, document, printableLines(lines.join('\n')));
}

/** `atelier explain`: shows where in images a model looks. */
export function explainCommand(): Command {
  return new Command('explain')
    .summary('show where in images a model looks')
    .description(
      'Draws which parts of images speak for the class that a run’s model says: by Grad-CAM where the model has a feature ' +
        'map, else by covering parts of the image. Takes image files, or test images of the run’s data set.',
    )
    .argument('<run>', 'an id, the beginning of an id, the path of a run folder, or "latest"')
    .argument('[images...]', 'image files; the first test image of each class where nothing is named')
    .option('--test <indices>', 'test images, from 0, such as 0,17,42', testIndices)
    .option(
      '--wrong <n>',
      'the test images that the run was most wrong about',
      wholeNumber('--wrong', 1, 1000),
    )
    .option('--data <path>', 'where the data set is now')
    .addOption(
      new Option(
        '--invert <when>',
        'exchange light and dark of image files; auto where the border is light, no by default',
      ).choices(['auto', 'yes', 'no']),
    )
    .addOption(
      new Option('--method <method>', 'by default gradcam where the model has a feature map').choices([
        'gradcam',
        'occlusion',
      ]),
    )
    .option('--class <name>', 'the class to look for; the one that the model says by default')
    .option('--patch <pixels>', 'occlusion: the side of what covers', wholeNumber('--patch', 1))
    .option('--stride <pixels>', 'occlusion: how far it goes at a time', wholeNumber('--stride', 1))
    .option('--fill <byte>', 'occlusion: what covers, 0 to 255 or "mean"', parseFill)
    .option('--out <file>', 'the picture to write, PNG', 'maps.png')
    .option('--filters <file>', 'draw the first layer’s filters into a PNG file as well')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(explain);
}
