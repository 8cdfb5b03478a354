import { z } from 'zod';
import { nonNegativeNumber } from '../../core/option-schemas.ts';
import { typedUnion } from '../../core/typed-union.ts';
import { definePruner, type PrunerDefinition, type PrunerSpec } from '../pruner.ts';
import { asLoss } from '../trial.ts';
import { bestLoss, shown, wholeNumber } from './judged-steps.ts';

const options = z.strictObject({
  patience: wholeNumber.describe('Reports without a gain before a trial may be pruned'),
  minDelta: nonNegativeNumber.default(0).describe('How much worse counts as no gain'),
});

/** Asks another pruner only of trials that have stopped gaining; without one, ends them. */
export function patientPruner(inner: readonly PrunerDefinition[]): PrunerDefinition {
  const find = (spec: PrunerSpec) => {
    const { type, ...rest } = spec;
    const definition = inner.find((candidate) => candidate.type === type)!;
    return { definition, rest: definition.options.parse(rest) };
  };
  return definePruner({
    type: 'patient',
    options: options.extend({
      pruner: typedUnion<PrunerSpec, PrunerSpec>(
        inner,
        `Expected a pruner with a type of ${inner.map(({ type }) => type).join(', ')}`,
      )
        .optional()
        .describe('Which of those that have stopped gaining are pruned; all where it is not given'),
    }),
    check: (study, { pruner }) => {
      if (pruner === undefined) return;
      const { definition, rest } = find(pruner);
      definition.check?.(study, rest);
    },
    judge: (context, { patience, minDelta, pruner }) => {
      const { trial, direction } = context;
      const { reports } = trial;
      // Infinite while there are too few reports to have any before.
      const before = bestLoss(reports.slice(0, -patience - 1), direction);
      const after = bestLoss(reports.slice(-patience - 1), direction);
      if (before + minDelta >= after) return undefined;
      if (pruner !== undefined) {
        const { definition, rest } = find(pruner);
        return definition.judge(context, rest);
      }
      const inWords = (loss: number) => shown(asLoss(loss, direction));
      const since = reports.at(-patience - 2)!.step;
      return `${inWords(after)} at best after step ${since}, ${inWords(before)} until then`;
    },
  });
}

/**
 * Lets a trial go on as long as it gains: another pruner is asked only where the best of the last `patience` + 1 reports
 * is worse by more than `minDelta` than the best before them. Without another pruner that alone ends it. As Optuna's
 * `PatientPruner`. Around successive halving, a trial that still gains when it reaches a rung has passed it.
 *
 * @example patient({ patience: 2, pruner: median() })
 */
export function patient(spec: z.input<typeof options> & { readonly pruner?: PrunerSpec }): PrunerSpec {
  return { type: 'patient', ...spec };
}
