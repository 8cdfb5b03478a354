import { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { parseOptions } from '../core/parse-options.ts';
import { samplerSchema } from '../tune/samplers/index.ts';
import { spaceSchema } from '../tune/space/space.ts';
import type { ParameterValue, Params } from '../tune/space/parameter.ts';
import { parseStudySpec, studySpecSchema, type StudySpec } from './study-spec.ts';
import { checkStudyRecipe } from './trial-recipe.ts';

const { name, recipe, cases, objective, pruner, monitor, seed, seeds, retries } = studySpecSchema.shape;

const stageSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Expected a name of small letters, digits and hyphens, at most 40'),
  question: z.string().max(200).optional().describe('What it is to answer, for the report'),
  space: spaceSchema.describe('The parameters of this stage; the others stay as they were best'),
  budget: studySpecSchema.shape.budget,
  sampler: samplerSchema.optional().describe('In place of that of the tour'),
});

/** Several studies of one recipe, each on the best of the last, as JSON. */
export const tourSchema = z.strictObject({
  $schema: z.string().optional(),
  name: name.refine((text) => !text.includes('/'), 'Expected a name without a slash'),
  recipe,
  cases,
  start: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('What parameters are until their stage'),
  stages: z.array(stageSchema).min(1, 'Expected at least one stage'),
  objective,
  sampler: samplerSchema.prefault({ type: 'grid' }),
  pruner,
  monitor,
  seed,
  seeds,
  retries,
});

export type TourInput = z.input<typeof tourSchema>;
export type Tour = z.output<typeof tourSchema>;
export type TourStage = Tour['stages'][number];

/** Checks a tour, and every one of its stages as far as can be told before the ones before it are done. */
export function parseTour(value: unknown, where = 'tour'): Tour {
  const tour = parseOptions(tourSchema, value, where);
  const names = tour.stages.map((stage) => stage.name);
  const twice = names.find((stage, index) => names.indexOf(stage) < index);
  if (twice !== undefined) {
    throw new OptionError(`${where}: stages: there are two of the name ${twice}`, {
      value: twice,
      expected: 'names that differ',
    });
  }
  for (const stage of tour.stages) {
    checkStudyRecipe(stageSpec(tour, stage, tour.start, where), `${where}: stage ${stage.name}`);
  }
  return tour;
}

/** The name of a stage's study; that of the tour where there is no other stage. */
export function stageName(tour: Tour, stage: TourStage): string {
  return tour.stages.length === 1 ? tour.name : `${tour.name}/${stage.name}`;
}

/**
 * The study of a stage: its own parameters, and every other one with the one value that was best so far, so that each
 * trial says all of what it was made of.
 */
export function stageSpec(tour: Tour, stage: TourStage, best: Params, where = 'tour'): StudySpec {
  const { stages: _, start: __, $schema: ___, ...shared } = tour;
  const settled = Object.entries(best)
    .filter(([parameter]) => !Object.hasOwn(stage.space, parameter))
    .map(([parameter, value]) => [parameter, { type: 'choice', values: [value] }]);
  return parseStudySpec(
    {
      ...shared,
      name: stageName(tour, stage),
      space: { ...(Object.fromEntries(settled) as object), ...stage.space },
      budget: stage.budget,
      sampler: stage.sampler ?? tour.sampler,
      cases: casesOf(tour, new Set([...Object.keys(best), ...Object.keys(stage.space)]), stage, best),
      ...(stage.question === undefined ? {} : { question: stage.question }),
    },
    `${where}: stage ${stage.name}`,
  );
}

/** The cases of the values that a stage can have. */
function casesOf(tour: Tour, parameters: ReadonlySet<string>, { space }: TourStage, best: Params) {
  const possible = (parameter: string): readonly ParameterValue[] | undefined => {
    const spec = space[parameter];
    if (spec === undefined) return [best[parameter]!];
    return spec.type === 'choice' ? spec.values : undefined;
  };
  const chosen = Object.entries(tour.cases).filter(([parameter]) => parameters.has(parameter));
  return Object.fromEntries(
    chosen.map(([parameter, meanings]) => {
      const values = possible(parameter)?.map(String);
      const kept = Object.entries(meanings).filter(([label]) => values?.includes(label) ?? true);
      return [parameter, Object.fromEntries(kept)];
    }),
  );
}

/** The JSON Schema (draft 2020-12) of such files as people write them, for editors. */
export function tourJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(tourSchema, { io: 'input' });
  return { $schema, title: 'Atelier tour', ...schema };
}
