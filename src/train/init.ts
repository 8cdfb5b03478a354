import { z } from 'zod';
import { oneOf } from '../core/option-schemas.ts';

const FROM = 'Expected a run, or the path of a safetensors file';

/** The schema of what training begins with in place of drawn weights. */
export const initSchema = z.strictObject({
  from: z
    .string(FROM)
    .min(1, FROM)
    .max(4096, FROM)
    .refine((text) => !text.includes('\0'), FROM)
    .describe(
      'A run (id, beginning of an id, path or "latest"), whose best weights are taken, or a safetensors file',
    ),
  replaceHead: z
    .boolean('Expected true or false')
    .default(false)
    .describe('Draw the last layer with a kernel, and what follows it, anew: for other classes'),
  allow: z
    .array(oneOf(['missing', 'unused', 'mismatched']))
    .default([])
    .describe(
      'What is no error: tensors that the source lacks, that the model lacks, or whose shapes differ; the model’s are then drawn',
    ),
});

/** What training begins with in place of drawn weights. */
export type Init = z.output<typeof initSchema>;
