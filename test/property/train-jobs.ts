import { readFile } from 'node:fs/promises';
import type { TrainingCallback } from '../../src/train/callbacks.ts';
import { resumeTraining, train } from '../../src/train/train.node.ts';
import { callbackOf, data, drawTraining, model } from './random-training.ts';

/** How long each recipe is trained by, where nothing ends it before. */
export const EPOCHS = 6;

/** A run to train, or one to go on with. */
export interface Job {
  readonly recipe: number;
  readonly runsDir: string;
  /** The run to go on with. */
  readonly folder?: string;
  /** The epoch that is never left: whoever has started this kills it. */
  readonly holdAtEpoch?: number;
}

/** What is told of a job, a line of JSON each. */
export interface JobNews {
  readonly folder: string;
  /** Steps of the run that are done. */
  readonly step: number;
  /** Whether nothing more will happen. */
  readonly held?: true;
  readonly epochs?: number;
}

/** Tells how far a run is, and holds it in the end. */
function teller({ holdAtEpoch }: Job): TrainingCallback {
  let folder = '';
  const tell = (news: Omit<JobNews, 'folder'>) => {
    process.stdout.write(`${JSON.stringify({ folder, ...news })}\n`);
  };
  return {
    onStart: (event) => {
      folder = event.folder!;
      tell({ step: 0 });
    },
    onProgress: ({ epoch, step, stepsPerEpoch }) => {
      tell({ step: (epoch - 1) * stepsPerEpoch + step });
    },
    onEpoch: async ({ epoch, step }) => {
      if (epoch !== holdAtEpoch) return;
      tell({ step, held: true });
      await new Promise(() => undefined);
    },
  };
}

/** Code of the user's own, as the recipe's number says. */
function ownCallbacks(recipe: number): TrainingCallback[] {
  const kind = callbackOf(recipe);
  if (kind === 'nothing') return [];
  return [
    {
      onEpoch: async ({ epoch }) => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        return kind === 'ends' && epoch === EPOCHS - 2 ? { stop: 'that will do' } : undefined;
      },
    },
  ];
}

async function work(job: Job): Promise<void> {
  const { recipe, runsDir, folder } = job;
  const callbacks = [teller(job), ...ownCallbacks(recipe)];
  const training = drawTraining(recipe, EPOCHS);
  const run =
    folder === undefined
      ? train(model, data, { ...training, runsDir, name: `recipe-${recipe}`, threads: 1, callbacks })
      : resumeTraining(folder, data, { callbacks });
  const { history } = await run.result;
  const news: JobNews = { folder: folder ?? '', step: history.at(-1)!.step, epochs: history.length };
  process.stdout.write(`${JSON.stringify(news)}\n`);
}

const [, script, jobsFile] = process.argv;
if (script === import.meta.filename) {
  const jobs = JSON.parse(await readFile(jobsFile!, 'utf8')) as Job[];
  for (const job of jobs) await work(job);
}
