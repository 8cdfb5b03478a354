import type { SamplerContext } from '../../sampler.ts';

/** Which of the trials without values of someone's choice it is, from 0: its place in a sequence. */
export function ownNumber({ trials, number }: Pick<SamplerContext, 'trials' | 'number'>): number {
  let own = number;
  for (const trial of trials) {
    if (trial.number < number && Object.keys(trial.fixed).length > 0) own--;
  }
  return own;
}
