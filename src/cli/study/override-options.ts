import type { Command } from 'commander';
import { wholeNumber } from '../options.ts';
import { collectSetting } from '../set-option.ts';

/** Adds the options that take the place of what a study says. */
export function addOverrideOptions(command: Command): Command {
  return command
    .option(
      '--quick',
      'of a built-in study, minutes in place of hours: fewer images, epochs and values, a trial for each core',
    )
    .option('--name <name>', 'what the study is called, in place of its own name')
    .option('--trials <n>', 'trials in all, of each study', wholeNumber('--trials', 1))
    .option('--minutes <n>', 'time in all, of each study', wholeNumber('--minutes', 1))
    .option('--seeds <n>', 'runs of a trial, each with another seed', wholeNumber('--seeds', 1))
    .option('--seed <n>', 'for the sampler', wholeNumber('--seed', 0))
    .option('--epochs <n>', 'passes over the training images', wholeNumber('--epochs', 1))
    .option('--dataset <name>', 'the data set, in place of the study’s or Fashion-MNIST')
    .option(
      '--set <path=value>',
      'a value of the study, such as sampler.type=tpe; may be repeated',
      collectSetting,
    );
}
