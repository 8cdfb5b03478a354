import { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { printResult } from '../output.ts';
import { addPlaceOptions, withExistingStorage, type StudyPlace } from './study-options.ts';

async function showStudy(name: string, options: StudyPlace & { readonly json?: true }): Promise<void> {
  const { chosenStudies } = await import('./chosen-studies.ts');
  const { studyDocument } = await import('./study-document.ts');
  const json = options.json === true;
  await withExistingStorage(options, async (storage) => {
    const studies = await chosenStudies(storage, name);
    if (json) {
      printResult(true, { storage: storage.place, studies: studies.map(studyDocument) }, '');
      return;
    }
    const { studyMaterial } = await import('./study-material.ts');
    const { studyText } = await import('../../report/terminal/study-view.ts');
    const { terminalLook } = await import('../terminal-look.ts');
    const look = terminalLook(process.stdout, process.env);
    printResult(false, undefined, studies.map((study) => studyText(studyMaterial(study), look)).join('\n\n'));
  });
}

/** `atelier study show`: what a study has learned so far. */
export function showStudyCommand(): Command {
  return addPlaceOptions(new Command('show').summary('what a study has learned so far'))
    .description(
      'Shows the best trials of a study or of all stages of a tour, which parameters matter, and what failed.',
    )
    .argument('<study>', 'its name')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier study show learning-rates-quick\n')
    .action(showStudy);
}
