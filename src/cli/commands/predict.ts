import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { PreparedImage } from '../../data/image-file.node.ts';
import type { ClassifierMetadata } from '../../onnx/read-metadata.ts';
import { expectedFailure, Reported, reportFailure } from '../failure.ts';
import { jsonOption, runsOption, wholeNumber } from '../options.ts';
import { printableLines, printResult } from '../output.ts';

interface PredictOptions {
  readonly runs: string;
  readonly invert: 'auto' | 'yes' | 'no';
  readonly top?: number;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier predict latest shirt.png
  atelier predict runs/2026-11-21-0534-cnn/model.onnx *.jpg --top 1
  atelier predict latest photo.jpg --invert yes      dark garment on a light ground
`;

/** Images in one run of the runtime. */
const BATCH_IMAGES = 64;

const DEFAULT_TOP = 3;

interface ModelFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The file that was named, or the model of the run that was. */
async function readModel(nameOrPath: string, runsDir: string): Promise<ModelFile> {
  const { fileError } = await import('../../runs/file-error.ts');
  let path = nameOrPath;
  if (!/\.onnx$/i.test(nameOrPath)) {
    const { resolveRun } = await import('../../runs/resolve-run.node.ts');
    const { readRun } = await import('../../runs/store.node.ts');
    const folder = await resolveRun(runsDir, nameOrPath);
    const { runModelPath } = await import('../run-model.ts');
    path = runModelPath(await readRun(folder));
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileError(cause, 'read', path);
  });
  return { path, bytes };
}

/** Class probabilities of prepared images, a row each. */
async function probabilities(
  model: ModelFile,
  metadata: ClassifierMetadata,
  images: readonly PreparedImage[],
): Promise<Float32Array[]> {
  const { cpuProvider } = await import('../../runtime/cpu-provider.node.ts');
  const session = await cpuProvider.createSession(model.bytes, { threads: 1 });
  const { inputName, outputName, inputShape, inputDType: dtype, labels } = metadata;
  const size = inputShape.reduce((product, side) => product * side, 1);
  const rows: Float32Array[] = [];
  try {
    for (let start = 0; start < images.length; start += BATCH_IMAGES) {
      const batch = images.slice(start, start + BATCH_IMAGES);
      const bytes = new Uint8Array(batch.length * size);
      batch.forEach(({ pixels }, at) => {
        bytes.set(pixels, at * size);
      });
      const data = dtype === 'uint8' ? bytes : Float32Array.from(bytes, (byte) => byte / 255);
      const results = await session.run({
        [inputName]: { dtype, shape: [batch.length, ...inputShape], data },
      });
      const output = results[outputName]!.data as Float32Array;
      batch.forEach((_, at) => rows.push(output.subarray(at * labels.length, (at + 1) * labels.length)));
    }
  } finally {
    await session.release();
  }
  return rows;
}

interface Prediction {
  readonly file: string;
  /** Best first. */
  readonly classes: readonly {
    readonly label: string;
    readonly index: number;
    readonly probability: number;
  }[];
  readonly steps: readonly string[];
  readonly lightBackground: boolean;
  readonly inverted: boolean;
}

const BAR_CELLS = 30;

async function predictionText({
  file,
  classes,
  steps,
  lightBackground,
  inverted,
}: Prediction): Promise<string> {
  const { formatPercent } = await import('../../report/format.ts');
  const { textTable } = await import('../../report/text.ts');
  const rows = classes.map(({ label, probability }) => [
    label,
    formatPercent(probability),
    '━'.repeat(Math.round(BAR_CELLS * probability)),
  ]);
  const table = textTable(
    [
      { title: 'Class', align: 'left', shrinks: true },
      { title: 'Probability', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows,
  );
  const indented = table.split('\n').filter((_, line) => line !== 1);
  const hint =
    lightBackground && !inverted
      ? ['  The background is light. If the model learned light objects on black, try --invert yes.']
      : [];
  return [
    file,
    ...steps.map((step) => `  ${step}`),
    ...hint,
    '',
    ...indented.map((line) => `  ${line}`),
  ].join('\n');
}

async function predict(model: string, files: readonly string[], options: PredictOptions): Promise<void> {
  const { readMetadata } = await import('../../onnx/read-metadata.ts');
  const { readImageFile } = await import('../../data/image-file.node.ts');
  const modelFile = await readModel(model, options.runs);
  const metadata = readMetadata(modelFile.bytes, modelFile.path);
  const { top = Math.min(DEFAULT_TOP, metadata.labels.length) } = options;
  if (top > metadata.labels.length) {
    throw new OptionError(`--top is ${top}, but the model has ${metadata.labels.length} classes`, {
      value: top,
      expected: `at most ${metadata.labels.length}`,
    });
  }
  const images: (PreparedImage & { readonly file: string })[] = [];
  const unread: { readonly file: string; readonly thrown: unknown }[] = [];
  for (const file of files) {
    try {
      images.push({
        file,
        ...(await readImageFile(file, { shape: metadata.inputShape, invert: options.invert })),
      });
    } catch (thrown) {
      // Of several pictures the others are still shown.
      if (files.length === 1 || expectedFailure(thrown)?.exitCode !== 1) throw thrown;
      unread.push({ file, thrown });
    }
  }
  const rows = await probabilities(modelFile, metadata, images);
  const predictions = rows.map((row, at): Prediction => {
    const { file, steps, lightBackground } = images[at]!;
    const classes = metadata.labels
      .map((label, index) => ({ label, index, probability: row[index]! }))
      .sort((a, b) => b.probability - a.probability || a.index - b.index)
      .slice(0, top);
    const inverted = options.invert === 'yes' || (options.invert === 'auto' && lightBackground);
    return { file, classes, steps, lightBackground, inverted };
  });
  const document = {
    model: modelFile.path,
    ...(metadata.title === undefined ? {} : { title: metadata.title }),
    labels: metadata.labels,
    predictions,
    ...(unread.length > 0 && {
      unread: unread.map(({ file, thrown }) => ({ file, error: expectedFailure(thrown)!.error })),
    }),
  };
  const json = options.json === true;
  const texts = json ? [] : await Promise.all(predictions.map(predictionText));
  if (json || texts.length > 0) printResult(json, document, printableLines(texts.join('\n\n')));
  if (unread.length === 0) return;
  if (!json) for (const { thrown } of unread) reportFailure(thrown, false);
  throw new Reported(1);
}

/** `atelier predict`: says what image files show. */
export function predictCommand(): Command {
  return new Command('predict')
    .summary('say what image files show')
    .description(
      'Shows image files (PNG, JPEG, WebP) to a trained model and prints its most probable classes, and what was done ' +
        'to each picture to fit the model. A picture that cannot be read is told; the others are shown all the same.',
    )
    .argument('<model>', 'a run (id, beginning of an id, path or "latest") or an ONNX file of one')
    .argument('<images...>', 'image files')
    .addOption(
      new Option('--invert <when>', 'exchange light and dark; auto does it where the border is light')
        .choices(['auto', 'yes', 'no'])
        .default('no'),
    )
    .option('--top <n>', `how many classes to print; ${DEFAULT_TOP} by default`, wholeNumber('--top', 1))
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(predict);
}
