import { join } from 'node:path';
import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { TrainResult } from '../../train/train-result.node.ts';
import { withTrainingThreadAhead } from '../../train/training-thread.node.ts';
import { interruptSignal } from '../interrupt.ts';
import { noteData } from '../load-data.ts';
import { addDataOptions, jsonOption, runsOption, type DataOptions } from '../options.ts';
import { printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';

interface ResumeOptions extends DataOptions {
  readonly runs: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier resume latest
  atelier resume 2026-11-21-0534-cnn
`;

async function resume(nameOrPath: string, options: ResumeOptions): Promise<void> {
  const { resolveRun } = await import('../../runs/resolve-run.node.ts');
  const { readRecord } = await import('../../runs/store.node.ts');
  const folder = await resolveRun(options.runs, nameOrPath);
  const { isDone } = await import('../../runs/record.ts');
  const record = await readRecord(folder);
  if (isDone(record)) {
    throw new OptionError(`${folder} is complete; there is nothing to resume`, {
      value: nameOrPath,
      expected: 'a run that was interrupted',
      hint: `"atelier train ${shellWord(folder)}" trains anew by the same recipe.`,
    });
  }
  const { parseRecipe } = await import('../../train/recipe.ts');
  const recipe = parseRecipe(record.recipe, join(folder, 'run.json'));
  const signal = interruptSignal();
  const progress = new ProgressLine();
  let data: Dataset;
  let result: TrainResult;
  try {
    const { loadRunData } = await import('../run-data.ts');
    data = await loadRunData(record, options, { progress, signal });
    noteData(data, progress);
    const { resumeTraining } = await import('../../train/train.node.ts');
    const { followTraining } = await import('../follow-training.ts');
    const run = resumeTraining(folder, data, { signal });
    result = await followTraining(run, { progress, title: record.name, epochs: recipe.epochs });
  } finally {
    progress.done();
  }
  const { runDocument, runText } = await import('../run-summary.ts');
  const run = { result: { ...result, folder }, data, runsDir: options.runs, seed: record.seed };
  printResult(options.json === true, runDocument(run), runText(run));
}

/** `atelier resume`: goes on with an interrupted run. */
export function resumeCommand(): Command {
  const command = new Command('resume')
    .summary('go on with an interrupted run')
    .description(
      'Goes on with a run that was interrupted, killed or ended by its budget, to the same weights, bit for bit, as if it ' +
        'had not been. The data set is the one that the run names; other data are refused.',
    )
    .argument('<run>', 'an id, the beginning of an id, the path of a run folder, or "latest"');
  return (
    addDataOptions(command)
      .addOption(runsOption())
      .addOption(jsonOption())
      .addHelpText('after', EXAMPLES)
      // Which layout it has the run says itself: the blocked one is not tried before that is known.
      .action((run: string, options: ResumeOptions) =>
        withTrainingThreadAhead('plain', () => resume(run, options)),
      )
  );
}
