import { typedUnion } from '../../core/typed-union.ts';
import { InternalError } from '../../core/errors.ts';
import { selectNames, type NamePatterns } from '../../core/name-pattern.ts';
import type { RegularizerDefinition, RegularizerSpec } from '../regularizer.ts';
import { l1Regularizer } from './l1.ts';
import { l2Regularizer } from './l2.ts';
import { maxNormRegularizer } from './max-norm.ts';

/** Every regulariser. */
export const regularizerDefinitions: readonly RegularizerDefinition[] = [
  l1Regularizer,
  l2Regularizer,
  maxNormRegularizer,
];

export const regularizerSchema = typedUnion<RegularizerSpec, RegularizerSpec>(
  regularizerDefinitions,
  `Expected a regularizer with a type of ${regularizerDefinitions.map(({ type }) => type).join(', ')}`,
);

/** A regulariser and the parameters that it is for. */
export interface ResolvedRegularizer {
  readonly definition: RegularizerDefinition;
  readonly options: Readonly<Record<string, unknown>>;
  readonly names: ReadonlySet<string>;
}

/**
 * Finds the parameters that each regulariser is for. Raises `OptionError` where a pattern matches none.
 *
 * @param parameters all of the model's
 */
export function resolveRegularizers(
  specs: readonly RegularizerSpec[],
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
): ResolvedRegularizer[] {
  const all = parameters.map(({ name }) => name);
  const kernels = parameters.filter(({ shape }) => shape.length > 1).map(({ name }) => name);
  return specs.map(({ type, ...given }, index) => {
    const definition = regularizerDefinitions.find((candidate) => candidate.type === type);
    if (!definition) throw new InternalError(`no regularizer of type ${type}`);
    const { parameters: patterns, ...options } = definition.options.parse(given);
    const where = `regularizers[${index}].parameters`;
    const names =
      patterns === undefined ? kernels : selectNames(patterns as NamePatterns, all, where, 'parameter');
    return { definition, options, names: new Set(names) };
  });
}
