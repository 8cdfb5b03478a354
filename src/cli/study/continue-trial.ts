import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import { interruptSignal } from '../interrupt.ts';
import { noteData } from '../load-data.ts';
import { addDataOptions, jsonOption, wholeNumber, type DataOptions } from '../options.ts';
import { printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import { addPlaceOptions, withExistingStorage, type StudyPlace } from './study-options.ts';
import { addTrialOptions, workersOf, type TrialOptions } from './worker-options.ts';

type ContinueOptions = StudyPlace & DataOptions & TrialOptions & { readonly json?: true };

async function continueTrial(name: string, number: number, options: ContinueOptions): Promise<void> {
  const { loadRecipeStudy, storedStudy } = await import('../../studies/recipe-study.ts');
  const { promoteTrial } = await import('../../studies/promote-trial.node.ts');
  const { StudyProgress } = await import('./study-progress.ts');
  const { loadStudyData } = await import('./study-data.ts');
  const signal = interruptSignal();
  const progress = new ProgressLine();
  const shown = new StudyProgress(progress);
  await withExistingStorage(options, async (storage) => {
    const stored = await storedStudy(storage, name);
    const opened = await loadRecipeStudy(storage, stored);
    const before = opened.study.trials[number];
    if (before?.state !== 'pruned') {
      throw new OptionError(`study ${name}: trial ${number} is ${before?.state ?? 'not there'}`, {
        value: number,
        expected: 'a trial that was pruned',
        hint: `"atelier study show ${name}" lists them.`,
      });
    }
    try {
      const data = await loadStudyData(opened, options, progress, signal);
      noteData(data, progress);
      await storage.requestStop(stored.id, false);
      shown.begin(opened, name);
      await promoteTrial(opened, number, {
        data,
        studiesDir: options.studies,
        signal,
        threads: workersOf(options).threads,
        ...(options.layout === undefined ? {} : { layout: options.layout }),
        onTrial: shown.trial.bind(shown),
        onEvent: shown.event.bind(shown),
      });
    } finally {
      progress.done();
    }
    const trial = opened.study.trials[number]!;
    const values =
      trial.values?.map((value) => Number(value.toPrecision(6))).join(', ') ?? trial.failure?.message;
    printResult(
      options.json === true,
      { study: name, trial },
      `Trial ${number} of ${name} is ${trial.state}: ${values ?? ''}`,
    );
  });
}

/** `atelier study continue`: trains a pruned trial to its end after all. */
export function continueTrialCommand(): Command {
  const command = new Command('continue')
    .summary('train a pruned trial to its end after all')
    .description('Goes on with a pruned trial from its checkpoint to its last epoch, without a pruner.')
    .argument('<study>', 'its name')
    .argument('<trial>', 'the number of the trial', wholeNumber('<trial>', 0));
  return addTrialOptions(addPlaceOptions(addDataOptions(command)))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier study continue my-study 17\n')
    .action(continueTrial);
}
