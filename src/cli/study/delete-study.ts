import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import { jsonOption } from '../options.ts';
import { printResult } from '../output.ts';
import { addPlaceOptions, withExistingStorage, type StudyPlace } from './study-options.ts';

interface DeleteOptions extends StudyPlace {
  readonly yes?: true;
  readonly json?: true;
}

async function deleteStudy(name: string, options: DeleteOptions): Promise<void> {
  const { chosenStudies } = await import('./chosen-studies.ts');
  await withExistingStorage(options, async (storage) => {
    const studies = await chosenStudies(storage, name);
    const trials = studies.reduce((sum, study) => sum + study.trials.length, 0);
    if (options.yes !== true) {
      throw new OptionError(`study delete: ${name} has ${trials} trials`, {
        value: name,
        expected: '--yes, to say that they are no longer wanted',
      });
    }
    for (const { id } of studies) await storage.deleteStudy(id);
    const names = studies.map(({ definition }) => definition.name);
    printResult(
      options.json === true,
      { deleted: names, trials },
      `Deleted ${names.join(', ')} with ${trials} trials. The folders of their runs are still there.`,
    );
  });
}

/** `atelier study delete`: forgets a study and its trials. */
export function deleteStudyCommand(): Command {
  return addPlaceOptions(new Command('delete').summary('forget a study and its trials'))
    .description(
      'Deletes a study and what is known of its trials from the database. Folders of runs are left alone.',
    )
    .argument('<study>', 'its name')
    .option('--yes', 'really')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier study delete learning-rates-quick --yes\n')
    .action(deleteStudy);
}
