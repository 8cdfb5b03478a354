import { randomStream } from '../core/random.ts';
import type { SamplerContext, Suggestion } from './sampler.ts';
import { resolveSampler } from './samplers/index.ts';
import { randomValue } from './samplers/random.ts';
import { fillParams } from './space/space.ts';
import type { StudyDefinition } from './study-definition.ts';
import type { Trial } from './trial.ts';

/** What is known of a study when the next trial is chosen. */
export interface StudyView extends Pick<SamplerContext, 'space' | 'directions' | 'trials'> {
  readonly definition: Pick<StudyDefinition, 'sampler' | 'seed'>;
}

/** Chooses what a trial is tried with: what someone chose for it, and for the rest what the sampler says. */
export function chooseParams(
  { space, directions, trials, definition: { sampler, seed } }: StudyView,
  { number, fixed }: Pick<Trial, 'number' | 'fixed'>,
): Suggestion {
  const { definition, options } = resolveSampler(sampler);
  const suggestion = definition.suggest(
    {
      space,
      directions,
      trials: trials.filter((other) => other.number !== number),
      number,
      seed,
      random: randomStream(seed, 'suggest', number),
    },
    options,
  );
  if (Object.keys(fixed).length === 0) return suggestion;
  // A parameter may be in use only because of what was chosen; the sampler then said nothing of it.
  const random = randomStream(seed, 'suggest-rest', number);
  const params = fillParams(
    space,
    (parameter) =>
      fixed[parameter.name] ?? suggestion.params[parameter.name] ?? randomValue(parameter, random),
  );
  return { params };
}
