import { InternalError } from '../../core/errors.ts';
import { typedUnion } from '../../core/typed-union.ts';
import type { PrunerDefinition, PrunerSpec } from '../pruner.ts';
import { hyperbandPruner } from './hyperband.ts';
import { medianPruner } from './median.ts';
import { patientPruner } from './patient.ts';
import { percentilePruner } from './percentile.ts';
import { successiveHalvingPruner } from './successive-halving.ts';
import { thresholdPruner } from './threshold.ts';

const judges: readonly PrunerDefinition[] = [
  medianPruner,
  percentilePruner,
  successiveHalvingPruner,
  hyperbandPruner,
  thresholdPruner,
];

/** Every pruner: those that judge by themselves, and the one around any of them. */
export const prunerDefinitions: readonly PrunerDefinition[] = [...judges, patientPruner(judges)];

export const prunerSchema = typedUnion<PrunerSpec, PrunerSpec>(
  prunerDefinitions,
  `Expected a pruner with a type of ${prunerDefinitions.map(({ type }) => type).join(', ')}`,
);

/** The definition of a pruner and its checked options. */
export function resolvePruner(spec: PrunerSpec) {
  const { type, ...options } = spec;
  const definition = prunerDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no pruner of type ${type}`);
  return { definition, options: definition.options.parse(options) };
}
