import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import { interruptSignal } from '../interrupt.ts';
import { loadRecipeData, noteData } from '../load-data.ts';
import { addDataOptions, jsonOption, type DataOptions } from '../options.ts';
import { printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import { addOverrideOptions } from './override-options.ts';
import type { StudyOverrides } from './read-study.ts';
import { addPlaceOptions, withStorage, type StudyPlace } from './study-options.ts';

interface StartOptions extends StudyPlace, StudyOverrides, DataOptions {
  readonly queue?: true;
  readonly json?: true;
}

async function startStudy(nameOrPath: string, options: StartOptions): Promise<void> {
  const { readPlan } = await import('./read-study.ts');
  const plan = await readPlan(nameOrPath, options);
  if (plan.type === 'tour' && plan.tour.stages.length > 1) {
    throw new OptionError(
      `${nameOrPath}: each stage needs the best of the one before, so they cannot all be queued`,
      {
        value: nameOrPath,
        expected: 'one study',
        hint: '"atelier study run" goes through the stages; several of them may work on one tour at once.',
      },
    );
  }
  const { stageSpec } = await import('../../studies/tour.ts');
  const spec =
    plan.type === 'study' ? plan.spec : stageSpec(plan.tour, plan.tour.stages[0]!, plan.tour.start);
  if (options.queue === true) await checkQueue(options);
  const { exampleRecipe } = await import('../../studies/trial-recipe.ts');
  const { openRecipeStudy } = await import('../../studies/recipe-study.ts');
  const signal = interruptSignal();
  const progress = new ProgressLine();
  const recipe = exampleRecipe(spec);
  const data = await loadRecipeData({ where: spec.name, recipe }, options, { progress, signal }).finally(
    () => {
      progress.done();
    },
  );
  noteData(data, progress);
  await withStorage(options, async (storage) => {
    const { study } = await openRecipeStudy(storage, spec, data);
    await storage.requestStop(study.id, false);
    const numbers = await study.enqueueAll();
    if (options.queue === true) {
      const { postgresQueue } = await import('../../tune/queue/postgres-queue.node.ts');
      const queue = await postgresQueue(options.storage!);
      try {
        await queue.send(study, numbers);
      } finally {
        await queue.close();
      }
    }
    const how = options.queue === true ? 'atelier study work --storage …' : 'atelier study run';
    printResult(
      options.json === true,
      { study: spec.name, storage: storage.place, queued: numbers.length },
      `${spec.name}: ${numbers.length} trials are queued in ${storage.place}; "${how}" works on them.`,
    );
  });
}

async function checkQueue({ storage }: StudyPlace): Promise<void> {
  const { isPostgresUrl } = await import('../../tune/storages/postgres-storage.node.ts');
  if (storage !== undefined && isPostgresUrl(storage)) return;
  throw new OptionError('--queue is for a PostgreSQL database', {
    value: storage,
    expected: '--storage postgres://user@host/database',
    hint: 'On one machine "atelier study run --workers 2" needs no queue.',
  });
}

/** `atelier study start`: begins a study and leaves its trials to workers. */
export function startStudyCommand(): Command {
  const command = new Command('start')
    .summary('begin a study and leave its trials to workers')
    .description(
      'Begins a study, or goes on with it, and queues its trials. With --queue they also go into a queue on PostgreSQL, from ' +
        'which "atelier study work" takes them on any machine.',
    )
    .argument('<study>', 'a built-in study of one question, a JSON file, or a module')
    .option('--queue', 'put the trials into the queue of the database');
  return addOverrideOptions(addPlaceOptions(addDataOptions(command)))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  atelier study start learning-rates --storage postgres://me@db.local/studies --queue\n',
    )
    .action(startStudy);
}
