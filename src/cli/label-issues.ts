import { OptionError, StorageError } from '../core/errors.ts';
import type { CaptionedImage } from '../data/captioned-sheet.node.ts';
import { findLabelIssues, type LabelIssueOptions } from '../metrics/label-issues.ts';
import { csvText } from '../report/csv-text.ts';
import { foldGroups } from '../report/fold-groups.ts';
import { formatCount, formatPercent } from '../report/format.ts';
import { textTable } from '../report/text.ts';
import { mergeHeldOut, type HeldOutRun } from '../runs/held-out.ts';
import type { Run } from '../runs/record.ts';
import { resolveRun } from '../runs/resolve-run.node.ts';
import { readPredictions, readRun } from '../runs/store.node.ts';
import { printableLines } from './output.ts';
import type { ProgressLine } from './progress-line.ts';
import { runArgument } from './run-argument.ts';
import { findRunData } from './run-data.ts';

/** A training image whose label is likely wrong. */
export interface ListedIssue {
  /** Which of the data's training images it is, from 0. */
  readonly index: number;
  readonly given: string;
  readonly suggested: string;
  /** The probability of the given label, by a model that was not trained on the image. */
  readonly givenProbability: number;
  readonly suggestedProbability: number;
}

/** What runs say of the labels of the images that they held out. */
export interface LabelIssuesFound {
  readonly runs: readonly Run[];
  /** Of how many training images some run held out. */
  readonly images: number;
  /** How many training images there are in all. */
  readonly trainingImages: number;
  /** The most suspicious first. */
  readonly issues: readonly ListedIssue[];
  /** What a reader must know besides: which images nothing is known of. */
  readonly notes: readonly string[];
}

async function readHeldOut(folder: string): Promise<HeldOutRun> {
  const run = await readRun(folder);
  const { status } = run.record;
  const predictions = status === 'complete' ? await readPredictions(run) : undefined;
  if (predictions !== undefined) return { run, predictions };
  throw new StorageError(`${run.id} does not say what it made of the images that it held out`, {
    value: folder,
    expected: 'a complete run',
    hint:
      status === 'complete'
        ? 'It is of a version that did not keep this; train it again.'
        : status === 'running'
          ? 'Wait for it to end.'
          : `It is ${status}; "atelier resume ${runArgument(folder)}" goes on with it.`,
  });
}

/** What is not known where folds are missing, or the runs are no cross-validation. */
function coverageNotes(runs: readonly Run[], images: number, total: number): string[] {
  if (images === total) return [];
  const [group, ...others] = foldGroups(runs);
  const missing =
    group === undefined || others.length > 0
      ? ''
      : `, ${group.byFold.size} of ${group.folds} folds of ${group.name}`;
  return [
    `Only ${formatCount(images)} of ${formatCount(total)} training images were held out${missing}; nothing is known of ` +
      'the labels of the others. "atelier train … --folds 5" holds every image out once.',
  ];
}

/**
 * Finds labels that are likely wrong among the images that runs held out.
 *
 * @throws OptionError or StorageError where the runs do not go together, or have not kept what they said
 */
export async function labelIssuesOf(
  runsDir: string,
  names: readonly string[],
  options: LabelIssueOptions,
): Promise<LabelIssuesFound> {
  const folders = new Set<string>();
  for (const name of names) folders.add(await resolveRun(runsDir, name));
  const heldOutRuns: HeldOutRun[] = [];
  for (const folder of folders) heldOutRuns.push(await readHeldOut(folder));
  const heldOut = mergeHeldOut(heldOutRuns);
  const runs = heldOutRuns.map(({ run }) => run);
  const { classNames, trainCount, validationCount } = runs[0]!.record.data;
  const probability = (example: number, index: number): number =>
    heldOut.probabilities[example * heldOut.classes + index]!;
  const issues = findLabelIssues(heldOut, options).map(({ example, given, suggested }): ListedIssue => ({
    index: heldOut.indices[example]!,
    given: classNames[given]!,
    suggested: classNames[suggested]!,
    givenProbability: probability(example, given),
    suggestedProbability: probability(example, suggested),
  }));
  const images = heldOut.indices.length;
  const trainingImages = trainCount + validationCount;
  return { runs, images, trainingImages, issues, notes: coverageNotes(runs, images, trainingImages) };
}

/** A table of the first issues, and how many there are. */
export function labelIssuesText({ runs, images, issues, notes }: LabelIssuesFound, shown: number): string {
  const found =
    issues.length === 0
      ? `None of ${formatCount(images)} labels looks wrong.`
      : `${formatCount(issues.length)} of ${formatCount(images)} labels look wrong (${formatPercent(issues.length / images)}).`;
  const table = textTable(
    [
      { title: 'Image', align: 'right' },
      { title: 'Label', align: 'left', shrinks: true },
      { title: 'Probability', align: 'right' },
      { title: 'Suggested', align: 'left', shrinks: true },
      { title: 'Probability', align: 'right' },
    ],
    issues
      .slice(0, shown)
      .map(({ index, given, givenProbability, suggested, suggestedProbability }) => [
        String(index),
        given,
        formatPercent(givenProbability),
        suggested,
        formatPercent(suggestedProbability),
      ]),
  );
  const rest = issues.length - shown;
  const more = rest > 0 ? [`… and ${formatCount(rest)} more; --top ${issues.length} lists all.`] : [];
  const title = `${runs[0]!.record.data.title}, by ${runs.length === 1 ? runs[0]!.id : `${runs.length} runs`}`;
  return printableLines(
    [title, ...notes, '', found, ...(issues.length === 0 ? [] : ['', table, ...more])].join('\n'),
  );
}

/** A line an issue, for a spreadsheet. */
export function labelIssuesCsv(issues: readonly ListedIssue[]): string {
  return csvText([
    ['index', 'given', 'suggested', 'givenProbability', 'suggestedProbability'],
    ...issues.map(({ index, given, suggested, givenProbability, suggestedProbability }) => [
      ...[index, given, suggested, givenProbability, suggestedProbability],
    ]),
  ]);
}

/**
 * A picture of the images, with their labels and what is suggested; a PNG file's bytes.
 *
 * @throws OptionError where the data set is not to be had, or there are no issues
 */
export async function labelIssuesSheet(
  { runs }: LabelIssuesFound,
  issues: readonly ListedIssue[],
  { data: path, progress }: { readonly data: string | undefined; readonly progress: ProgressLine },
): Promise<Buffer> {
  const { data, missing } = await findRunData(runs[0]!.record, path, { progress });
  if (data === undefined) {
    throw new OptionError(`the images cannot be shown: ${missing}`, {
      value: path,
      expected: 'the data set that the runs were trained on',
      hint: 'Say where it is now with --data, or leave out --out.',
    });
  }
  const bytes = data.imageShape.reduce((product, side) => product * side, 1);
  const { captionedSheet } = await import('../data/captioned-sheet.node.ts');
  const percent = (probability: number): string => `${(100 * probability).toFixed(0)}%`;
  return captionedSheet(
    data.imageShape,
    issues.map(({ index, given, suggested, givenProbability, suggestedProbability }): CaptionedImage => ({
      image: data.train.images.subarray(index * bytes, (index + 1) * bytes),
      captions: [
        `image ${index}`,
        `label: ${given} ${percent(givenProbability)}`,
        `or: ${suggested} ${percent(suggestedProbability)}`,
      ],
    })),
  );
}
