import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import { defineSampler, type SamplerSpec } from '../sampler.ts';
import { valueAt } from '../space/parameter.ts';
import { fillParams } from '../space/space.ts';
import { fromUnit } from '../space/unit-interval.ts';
import { ownNumber } from './parts/own-number.ts';
import { MOST_DIMENSIONS, scrambledSobol } from './sobol/sobol-sequence.ts';

/**
 * A sequence of points that covers the space evenly: Sobol's, with the direction numbers of Joe and Kuo (2008) and nested
 * uniform scrambling (Owen 1995) by the seed. Each parameter has a dimension of its own, those with conditions too; a
 * dimension whose parameter is not in use is left out. Powers of two are the best numbers of trials.
 */
export const sobolSampler = defineSampler({
  type: 'sobol',
  options: z.strictObject({}),
  check: ({ parameters }) => {
    if (parameters.length <= MOST_DIMENSIONS) return;
    throw new OptionError(`sampler sobol: the space has ${parameters.length} parameters`, {
      value: parameters.length,
      expected: `at most ${MOST_DIMENSIONS}, each repetition of one with "each" counted`,
      hint: 'In so many dimensions no sequence is more even than random search.',
    });
  },
  suggest: (context) => {
    const { space, seed } = context;
    const index = ownNumber(context);
    const dimensions = new Map(space.parameters.map((parameter, place) => [parameter, place]));
    const params = fillParams(space, (parameter) => {
      const unit = scrambledSobol(seed, index, dimensions.get(parameter)!);
      return parameter.type === 'choice'
        ? valueAt(parameter, Math.floor(unit * parameter.values.length))
        : fromUnit(parameter, unit);
    });
    return { params };
  },
});

/** Quasi-random search; see `sobolSampler`. @example sobol() */
export function sobol(): SamplerSpec {
  return { type: 'sobol' };
}
