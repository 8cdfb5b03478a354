import { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { printResult } from '../output.ts';
import { addPlaceOptions, withExistingStorage, type StudyPlace } from './study-options.ts';

async function listStudies(options: StudyPlace & { readonly json?: true }): Promise<void> {
  const { textTable } = await import('../../report/text.ts');
  const { trialStates } = await import('../../tune/trial.ts');
  await withExistingStorage(options, async (storage) => {
    const studies = await storage.listStudies();
    const rows = studies.map(({ definition, counts, stopRequested, createdAt }) => [
      definition.name,
      ...trialStates.map((state) => String(counts[state])),
      stopRequested ? 'to stop' : '',
      new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
    ]);
    const table = textTable(
      [
        { title: 'Study', align: 'left' },
        ...trialStates.map((state) => ({ title: state, align: 'right' as const })),
        { title: '', align: 'left' },
        { title: 'Begun (UTC)', align: 'left' },
      ],
      rows,
    );
    const document = studies.map(({ definition, counts, stopRequested, createdAt }) => ({
      name: definition.name,
      counts,
      stopRequested,
      createdAt: new Date(createdAt).toISOString(),
      objectives: definition.objectives,
      budget: definition.budget,
    }));
    printResult(
      options.json === true,
      { storage: storage.place, studies: document },
      studies.length === 0 ? `There are no studies in ${storage.place}.` : table,
    );
  });
}

/** `atelier study list`: all studies and how far they are. */
export function listStudiesCommand(): Command {
  return addPlaceOptions(new Command('list').summary('list studies and how far they are'))
    .description('Lists all studies, with how many trials are in each state.')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier study list --studies experiments\n')
    .action(listStudies);
}
