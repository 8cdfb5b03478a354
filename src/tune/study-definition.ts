import { z } from 'zod';
import { positiveInteger, positiveNumber, seedSchema } from '../core/option-schemas.ts';
import { oneOf } from '../core/option-schemas.ts';
import { prunerSchema } from './pruners/index.ts';
import { samplerSchema } from './samplers/index.ts';
import { spaceSchema } from './space/space.ts';
import { jsonSchema } from '../core/json.ts';

const objectiveSchema = z.strictObject({
  metric: z.string().min(1, 'Expected a name').describe('What is measured'),
  direction: oneOf(['minimize', 'maximize']),
});

/** What a study is, whatever its trials do. */
export const studyDefinitionSchema = z.strictObject({
  name: z
    .string('Expected a name')
    .regex(
      /^[a-z0-9][a-z0-9-]{0,39}(\/[a-z0-9][a-z0-9-]{0,39})?$/,
      'Expected a name of small letters, digits and hyphens, at most 40',
    ),
  space: spaceSchema.describe('The parameters and what they may be'),
  objectives: z
    .array(objectiveSchema)
    .min(1, 'Expected at least one objective')
    .default([{ metric: 'value', direction: 'minimize' }])
    .describe('What is to be best; several are weighed against each other'),
  sampler: samplerSchema.prefault({ type: 'random' }).describe('How the next trial is chosen'),
  pruner: prunerSchema.optional().describe('Which trials are ended early'),
  seed: seedSchema.default(0).describe('For the sampler'),
  budget: z
    .strictObject({
      trials: positiveInteger.optional().describe('Trials in all, however often the study is resumed'),
      minutes: positiveNumber.optional().describe('Time in all in which some trial was running'),
    })
    .default({})
    .describe('When the study is done; without it, when it is stopped'),
  retries: z
    .int('Expected a whole number of at least 0')
    .min(0, 'Expected a whole number of at least 0')
    .default(3)
    .describe('How often a trial whose worker fell silent is begun again'),
  steps: positiveInteger
    .optional()
    .describe('The most reports that a trial gives, for pruners that divide them'),
  task: jsonSchema
    .optional()
    .describe('What the objective needs to know, such as the recipe that trials change'),
});

export type StudyOptions = z.input<typeof studyDefinitionSchema>;

/** A study as it is stored. */
export type StudyDefinition = z.output<typeof studyDefinitionSchema>;
