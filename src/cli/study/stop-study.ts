import { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { printResult } from '../output.ts';
import { addPlaceOptions, withExistingStorage, type StudyPlace } from './study-options.ts';

async function stopStudy(name: string, options: StudyPlace & { readonly json?: true }): Promise<void> {
  const { chosenStudies } = await import('./chosen-studies.ts');
  await withExistingStorage(options, async (storage) => {
    const studies = await chosenStudies(storage, name);
    for (const { id } of studies) await storage.requestStop(id, true);
    const names = studies.map(({ definition }) => definition.name);
    printResult(
      options.json === true,
      { stopping: names },
      `${names.join(', ')}: the workers give their trials back within seconds; "atelier study run" goes on.`,
    );
  });
}

/** `atelier study stop`: asks all workers of a study to end. */
export function stopStudyCommand(): Command {
  return addPlaceOptions(new Command('stop').summary('ask all workers of a study to end'))
    .description('Asks all workers of a study, on whatever machine, to give their trials back and to end.')
    .argument('<study>', 'its name')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier study stop full-tour\n')
    .action(stopStudy);
}
