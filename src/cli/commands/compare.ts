import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { OptionError, StorageError, TrainingError } from '../../core/errors.ts';
import type { Dataset } from '../../data/dataset.ts';
import { referenceModelNames } from '../../nn/preset-names.ts';
import type { RunEntry } from '../../runs/record.ts';
import { withTrainingThreadAhead } from '../../train/training-thread.node.ts';
import { expectedFailure, Reported } from '../failure.ts';
import { interruptSignal } from '../interrupt.ts';
import { loadRecipeData, noteData, readDataAhead } from '../load-data.ts';
import { addTrainingOptions, jsonOption, type TrainingOptions } from '../options.ts';
import { printableLines, printResult, writeErr } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import type { NamedRecipe } from '../read-recipe.ts';

interface CompareOptions extends TrainingOptions {
  readonly out: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier compare                            the four reference models on Fashion-MNIST
  atelier compare cnn deep-cnn --epochs 2    two of them, briefly
  atelier compare cnn my-recipe.json         one of them and a model of your own
`;

/** What a comparison came to, whether or not it reached its end. */
interface Outcome {
  readonly folders: readonly string[];
  readonly notBegun: readonly string[];
  /** Why it ended early. */
  readonly stopped: unknown;
  readonly failed: boolean;
}

/** Refuses a place for the page before hours are spent on its contents. */
async function checkPage(path: string): Promise<void> {
  const { fileError } = await import('../../runs/file-error.ts');
  await access(dirname(resolve(path)), constants.W_OK).catch((cause: unknown) => {
    throw fileError(cause, 'write', path);
  });
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) {
    throw new StorageError(`cannot write ${path}: it is a folder, not a file`, {
      value: path,
      hint: 'Name the page itself, such as report.html in that folder.',
    });
  }
}

/** Refuses recipes that are not all for one data set, or one part of one; they may all leave it open. */
function checkCommonData(recipes: readonly NamedRecipe[]): void {
  const wanted = new Map(
    recipes.map(({ recipe: { data, subset } }) => [JSON.stringify([data, subset]), { data, subset }]),
  );
  if (wanted.size === 1) return;
  const shown = [...wanted.values()].map(({ data, subset }) => {
    const name = data === undefined ? 'the default' : typeof data === 'string' ? data : JSON.stringify(data);
    return subset === undefined ? name : `${name} (subset ${JSON.stringify(subset)})`;
  });
  throw new OptionError(`the recipes are for different data sets: ${shown.join(', ')}`, {
    value: shown,
    expected: 'recipes for one data set',
    hint: 'Choose one with --dataset.',
  });
}

/** Trains by one recipe after the other. Training that fails ends one model; anything else ends the comparison. */
async function trainAll(
  recipes: readonly NamedRecipe[],
  data: Dataset,
  options: CompareOptions,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<Outcome> {
  const { startTraining } = await import('../start-training.ts');
  const { followTraining } = await import('../follow-training.ts');
  const { inRecipe } = await import('../read-recipe.ts');
  const folders: string[] = [];
  let failed = false;
  for (const [index, named] of recipes.entries()) {
    const begunBefore = folders.length;
    const title = recipes.length === 1 ? named.name : `${named.name} (${index + 1} of ${recipes.length})`;
    try {
      signal.throwIfAborted();
      await inRecipe(named, () =>
        followTraining(startTraining(named, data, options, signal), {
          progress,
          title,
          epochs: named.recipe.epochs,
          onFolder: (folder) => folders.push(folder),
        }),
      );
    } catch (error) {
      if (!(error instanceof TrainingError)) {
        const notBegun = recipes
          .slice(folders.length > begunBefore ? index + 1 : index)
          .map(({ name }) => name);
        return { folders, notBegun, stopped: error, failed: true };
      }
      failed = true;
      progress.note(`${title} failed: ${error.message}${error.hint === undefined ? '' : `; ${error.hint}`}`);
    }
  }
  return { folders, notBegun: [], stopped: undefined, failed };
}

async function readEntries(folders: readonly string[]): Promise<RunEntry[]> {
  const { readRunEntry } = await import('../../runs/store.node.ts');
  const entries: RunEntry[] = [];
  for (const folder of folders) entries.push(await readRunEntry(folder));
  return entries;
}

/** Tells what is complete, writes the page about it, and ends as the comparison ended. */
async function tell(outcome: Outcome, options: CompareOptions, durationMs: number): Promise<void> {
  const { compareRuns, comparisonDocument, comparisonText, writeReport } =
    await import('../compared-runs.ts');
  const { formatDuration } = await import('../../report/format.ts');
  const { notBegun, stopped } = outcome;
  const compared = await compareRuns(await readEntries(outcome.folders));
  const complete = compared.rankings.length > 0;
  if (complete) await writeReport(options.out, compared, stopped === undefined ? 'pictures' : 'figures');
  const failure = stopped === undefined ? undefined : expectedFailure(stopped);
  const notComplete = compared.runs.filter(({ record }) => record.status !== 'complete');
  const lines = [
    ...(complete ? [comparisonText(compared), ''] : []),
    ...notComplete.map(({ id, record }) => `Not complete: ${id} (${record.status})`),
    ...(notBegun.length === 0 ? [] : [`Not begun: ${notBegun.join(', ')}`]),
    ...(complete
      ? [
          `Report: ${resolve(options.out)}${stopped === undefined ? '' : ', without pictures; "atelier report" writes it with them'}`,
        ]
      : []),
    `Total time: ${formatDuration(durationMs)}`,
  ];
  if (stopped === undefined || failure !== undefined) {
    const document = {
      ...comparisonDocument(options.out, compared),
      ...(complete ? {} : { report: null }),
      notBegun,
      durationMs,
      ...(failure === undefined ? {} : { error: failure.error }),
    };
    printResult(options.json === true, document, printableLines(lines.join('\n')));
  }
  if (failure !== undefined && options.json === true) throw new Reported(failure.exitCode);
  if (stopped !== undefined) throw stopped as Error;
  if (outcome.failed) {
    if (options.json !== true) writeErr('error: not every model could be trained; the lines above say why');
    throw new Reported(1);
  }
}

async function compare(names: readonly string[], options: CompareOptions): Promise<void> {
  const startMs = performance.now();
  const chosen = names.length === 0 ? referenceModelNames : names;
  readDataAhead(chosen, options);
  const { readRecipe } = await import('../read-recipe.ts');
  const recipes: NamedRecipe[] = [];
  for (const name of chosen) recipes.push(await readRecipe(name, options));
  checkCommonData(recipes);
  await checkPage(options.out);
  const signal = interruptSignal();
  const progress = new ProgressLine();
  let outcome: Outcome;
  try {
    const data = await loadRecipeData(recipes[0]!, options, { progress, signal });
    const { checkModels } = await import('../start-training.ts');
    await checkModels(recipes, data);
    noteData(data, progress);
    outcome = await trainAll(recipes, data, options, progress, signal);
  } finally {
    progress.done();
  }
  writeErr('');
  await tell(outcome, options, performance.now() - startMs);
}

/** `atelier compare`: trains several models on the same data and ranks them. */
export function compareCommand(): Command {
  const command = new Command('compare')
    .summary('train several models and rank them')
    .description(
      'Trains models one after the other on the same data, tests each, ranks them in a table and writes a page with ' +
        'curves and confusion matrices that opens without a network. Each run has a folder of its own. Ctrl-C leaves ' +
        'the current run to "atelier resume" and reports those that are complete.',
    )
    .argument(
      '[recipes...]',
      `built-in recipes, JSON files or folders of runs; ${referenceModelNames.join(', ')} by default`,
    );
  return addTrainingOptions(command)
    .option('--out <file>', 'the page to write', 'report.html')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action((names: readonly string[], options: CompareOptions) =>
      withTrainingThreadAhead(options.layout ?? 'auto', () => compare(names, options)),
    );
}
