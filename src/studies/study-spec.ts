import { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { monitors } from '../core/monitor.ts';
import { oneOf, positiveInteger } from '../core/option-schemas.ts';
import { hintFor, parseOptions } from '../core/parse-options.ts';
import { valueCount } from '../tune/space/parameter.ts';
import { parseSpace, refuseProto } from '../tune/space/space.ts';
import { studyDefinitionSchema, type StudyOptions } from '../tune/study-definition.ts';
import { jsonSchema, type Json } from '../core/json.ts';
import type { Direction } from '../tune/trial.ts';
import { objectiveMetrics } from './objective-metrics.ts';

const metricNames = Object.keys(objectiveMetrics) as [string, ...string[]];
const metricSchema = z
  .string()
  .refine((name) => Object.hasOwn(objectiveMetrics, name), `Expected one of ${metricNames.join(', ')}`);

const objectiveSchema = z.union(
  [
    metricSchema,
    z.strictObject({ metric: metricSchema, direction: oneOf(['minimize', 'maximize']).optional() }),
  ],
  `Expected a metric (${metricNames.join(', ')}), or { "metric", "direction" }`,
);

const { name, space, sampler, pruner, seed, budget, retries } = studyDefinitionSchema.shape;

/** A study of recipes, as JSON. */
export const studySpecSchema = z.strictObject({
  $schema: z.string().optional().describe('The JSON Schema of studies, for editors'),
  name,
  question: z.string().max(200).optional().describe('What it is to answer, for its report'),
  recipe: z
    .union([z.string(), z.record(z.string(), jsonSchema)], 'Expected the name of a recipe, or a recipe')
    .describe(
      'What trials change: a built-in recipe or one of your own, in which { "$param": "name" } is a parameter and ' +
        '{ "$repeat": "name", "of": [...] } repeats layers',
    ),
  space: space.describe(
    'The parameters. One that the recipe does not mention is an option of it, named by its path, such as optimizer.learningRate',
  ),
  cases: z
    .record(z.string(), z.record(z.string(), jsonSchema))
    .default({})
    .describe('What the values of choices stand for, where they are more than a word or a number'),
  objective: z
    .union([objectiveSchema, z.array(objectiveSchema).min(1, 'Expected at least one objective')])
    .default('val.accuracy')
    .describe('What is to be best; several are weighed against each other'),
  sampler,
  pruner,
  monitor: oneOf(monitors)
    .optional()
    .describe('What pruners go by, epoch by epoch; the objective where it is known after each epoch'),
  seed: seed.describe('For the sampler; the runs of a trial take those of the recipe, from its own on'),
  seeds: positiveInteger
    .default(1)
    .describe('Runs of a trial, each with another seed; its value is their mean'),
  budget,
  retries,
});

export type StudySpecInput = z.input<typeof studySpecSchema>;

/** A study of recipes, checked. */
export interface StudySpec extends Omit<z.output<typeof studySpecSchema>, 'recipe' | 'cases' | 'objective'> {
  readonly recipe: string | Readonly<Record<string, Json>>;
  readonly cases: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly objectives: readonly { readonly metric: string; readonly direction: Direction }[];
}

/**
 * Checks a study of recipes and fills in defaults.
 *
 * @param where what messages begin with, such as the study's file
 * @throws OptionError with the path of what is wrong
 */
export function parseStudySpec(value: unknown, where = 'study'): StudySpec {
  refuseProto((value as { readonly space?: unknown } | null)?.space, `${where}: space`);
  const { objective, ...parsed } = parseOptions(studySpecSchema, value, where);
  const objectives = (Array.isArray(objective) ? objective : [objective]).map((one) => {
    const { metric, direction } = typeof one === 'string' ? { metric: one, direction: undefined } : one;
    return { metric, direction: direction ?? objectiveMetrics[metric]!.direction };
  });
  const spec = { ...parsed, objectives } as StudySpec;
  checkCases(spec, where);
  if (spec.pruner !== undefined) checkMonitored(spec, where);
  return spec;
}

/** Refuses cases of what is no choice, or no value of it. */
function checkCases({ space: parameters, cases }: StudySpec, where: string): void {
  const known = parseSpace(parameters, `${where}: space`).parameters;
  for (const [parameter, meanings] of Object.entries(cases)) {
    const found = known.filter(
      (candidate) => candidate.name === parameter || candidate.name.startsWith(`${parameter}[`),
    );
    const names = Object.keys(parameters);
    if (found[0] === undefined) {
      throw new OptionError(`${where}: cases: there is no parameter ${parameter}`, {
        value: parameter,
        expected: `one of ${names.join(', ')}`,
        ...hintFor(parameter, names),
      });
    }
    const values = found[0].type === 'choice' ? found[0].values.map(String) : undefined;
    const wrong = Object.keys(meanings).find(
      (label) => values?.includes(label) === false || (values === undefined && !/^-?[\d.e+-]+$/.test(label)),
    );
    if (wrong === undefined) continue;
    throw new OptionError(`${where}: cases.${parameter}: there is no value ${wrong}`, {
      value: wrong,
      expected: values === undefined ? 'a number' : `one of ${values.join(', ')}`,
      ...hintFor(wrong, values ?? []),
    });
  }
  if (known.every((parameter) => valueCount(parameter) === 1)) {
    throw new OptionError(`${where}: space: there is nothing to choose between`, {
      value: Object.keys(parameters),
      expected: 'at least one parameter with several values',
    });
  }
}

/** The figure of an epoch that is reported, which pruners go by. */
export function monitorOf({ monitor, objectives }: Pick<StudySpec, 'monitor' | 'objectives'>) {
  return monitor ?? monitors.find((known) => known === objectives[0]!.metric);
}

function checkMonitored(spec: StudySpec, where: string): void {
  const monitor = monitorOf(spec);
  const { metric, direction } = spec.objectives[0]!;
  if (monitor === undefined) {
    throw new OptionError(`${where}: pruner: ${metric} is not known before the end of a trial`, {
      value: metric,
      expected: `"monitor", one of ${monitors.join(', ')}`,
    });
  }
  const falling = monitor.endsWith('loss');
  if (falling !== (direction === 'minimize')) {
    throw new OptionError(
      `${where}: monitor: ${monitor} does not go the way of ${metric}, which is to be ${direction}d`,
      {
        value: monitor,
        expected: monitors.filter((known) => known.endsWith('loss') !== falling).join(' or '),
      },
    );
  }
}

/** The study as trials and samplers see it. */
export function studyOptions(spec: StudySpec, steps: number): StudyOptions {
  const {
    name: called,
    space: parameters,
    sampler: chosen,
    seed: start,
    budget: limits,
    retries: again,
  } = spec;
  const { question, recipe, cases, seeds, monitor } = spec;
  return {
    name: called,
    space: parameters,
    objectives: [...spec.objectives],
    sampler: chosen,
    ...(spec.pruner === undefined ? {} : { pruner: spec.pruner }),
    seed: start,
    budget: limits,
    retries: again,
    steps,
    task: structuredClone({
      recipe,
      cases,
      seeds,
      ...(question === undefined ? {} : { question }),
      ...(monitor === undefined ? {} : { monitor }),
    }),
  };
}

/** The JSON Schema (draft 2020-12) of such files as people write them, for editors. */
export function studyJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(studySpecSchema, { io: 'input' });
  return { $schema, title: 'Atelier study', ...schema };
}
