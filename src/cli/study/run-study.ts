import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import type { Dataset } from '../../data/dataset.ts';
import type { RecipeStudy } from '../../studies/recipe-study.ts';
import { Interrupted, interruptSignal } from '../interrupt.ts';
import { loadRecipeData, noteData } from '../load-data.ts';
import { addDataOptions, jsonOption, type DataOptions } from '../options.ts';
import { ProgressLine } from '../progress-line.ts';
import { addOverrideOptions } from './override-options.ts';
import type { Plan, StudyOverrides } from './read-study.ts';
import { addPlaceOptions, withStorage, type StudyPlace } from './study-options.ts';
import { addWorkOptions, workersOf, type WorkerOptions } from './worker-options.ts';

const EXAMPLES = `
Examples:
  atelier study run full-tour --quick          dense or CNN, optimiser, rate, batch size, ... in minutes
  atelier study run learning-rates             one question, on all images
  atelier study run my-study.json --trials 50 --workers 2
  atelier study run my-study.json --trials 80  goes on with it, to 80 trials in all
`;

interface RunOptions extends StudyPlace, StudyOverrides, DataOptions, WorkerOptions {
  readonly out: string;
  readonly page: boolean;
  readonly json?: true;
}

/** The recipe of a plan as far as it says which data are meant. */
async function planData(
  plan: Plan,
  options: RunOptions,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<Dataset> {
  const { stageSpec } = await import('../../studies/tour.ts');
  const { exampleRecipe } = await import('../../studies/trial-recipe.ts');
  const spec =
    plan.type === 'study' ? plan.spec : stageSpec(plan.tour, plan.tour.stages[0]!, plan.tour.start);
  const recipe = exampleRecipe(spec);
  return loadRecipeData({ where: spec.name, recipe }, options, { progress, signal });
}

async function runStudy(nameOrPath: string, options: RunOptions): Promise<void> {
  const startMs = performance.now();
  const { readPlan } = await import('./read-study.ts');
  const plan = await readPlan(nameOrPath, options);
  const { checkStudyPage, tellStudies } = await import('./tell-studies.ts');
  if (options.page) await checkStudyPage(options.out);
  const signal = interruptSignal();
  const progress = new ProgressLine();
  const { StudyProgress } = await import('./study-progress.ts');
  const shown = new StudyProgress(progress);
  const begun: RecipeStudy[] = [];
  const data = await planData(plan, options, progress, signal).finally(() => {
    progress.done();
  });
  await withStorage(options, async (storage) => {
    noteData(data, progress);
    const { runTour, workOnStudy } = await import('../../studies/run-tour.node.ts');
    const { openRecipeStudy } = await import('../../studies/recipe-study.ts');
    const work = {
      data,
      studiesDir: options.studies,
      signal,
      // Small networks keep one core busy each; several of them keep more busy than one with threads.
      ...workersOf(options, options.quick === true ? availableParallelism() : 1),
      ...(options.layout === undefined ? {} : { layout: options.layout }),
      onTrial: shown.trial.bind(shown),
      onEvent: shown.event.bind(shown),
    };
    const begin = async (study: RecipeStudy, title: string): Promise<void> => {
      begun.push(study);
      await storage.requestStop(study.study.id, false);
      shown.begin(study, title);
    };
    let stopped: unknown;
    try {
      if (plan.type === 'study') {
        const study = await openRecipeStudy(storage, plan.spec, data);
        await begin(study, plan.spec.name);
        await workOnStudy(study, work);
      } else {
        const count = plan.tour.stages.length;
        await runTour(plan.tour, storage, {
          ...work,
          onStage: (study, index) =>
            begin(study, count === 1 ? study.spec.name : `${study.spec.name} (${index + 1} of ${count})`),
        });
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      stopped = new Interrupted(error.signal, 'The same command goes on with it.');
    } finally {
      progress.done();
    }
    for (const { study } of begun) await study.refresh();
    await tellStudies(begun, { ...options, stopped, durationMs: performance.now() - startMs });
  });
}

/** `atelier study run`: works on a study until it is done. */
export function runStudyCommand(): Command {
  const command = new Command('run')
    .summary('work on a study until it is done')
    .description(
      'Trains trial after trial of a study, tells what came of each, and writes a page about what was learned. A study ' +
        'that was begun before goes on: budgets count all trials. Ctrl-C gives the running trials back, to be gone on with.',
    )
    .argument('<study>', 'a built-in study, a JSON file, or a module whose default export is a study');
  return addWorkOptions(addOverrideOptions(addPlaceOptions(addDataOptions(command))))
    .option('--out <file>', 'the page to write', 'study.html')
    .option('--no-page', 'write none; "atelier report <study>" does at any time')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(runStudy);
}
