import { Command } from 'commander';
import { listStudiesCommand } from '../study/list-studies.ts';
import { continueTrialCommand } from '../study/continue-trial.ts';
import { deleteStudyCommand } from '../study/delete-study.ts';
import { reportStudyCommand } from '../study/report-study.ts';
import { runStudyCommand } from '../study/run-study.ts';
import { showStudyCommand } from '../study/show-study.ts';
import { startStudyCommand } from '../study/start-study.ts';
import { stopStudyCommand } from '../study/stop-study.ts';
import { workStudyCommand } from '../study/work-study.ts';

/** `atelier study`: tries many recipes and learns from them. */
export function studyCommand(): Command {
  return new Command('study')
    .summary('try many recipes and learn which is best')
    .description(
      'Studies try many recipes: all of a grid, or those that a sampler chooses by what came of the ones before. They are ' +
        'kept in a database beside their runs, can be stopped and gone on with, and be worked on by many processes.',
    )
    .addCommand(runStudyCommand())
    .addCommand(startStudyCommand())
    .addCommand(workStudyCommand())
    .addCommand(listStudiesCommand())
    .addCommand(showStudyCommand())
    .addCommand(reportStudyCommand())
    .addCommand(stopStudyCommand())
    .addCommand(continueTrialCommand())
    .addCommand(deleteStudyCommand());
}
