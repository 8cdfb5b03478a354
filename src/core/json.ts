import { z } from 'zod';

/** Data that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The schema of anything that JSON can hold. */
export const jsonSchema: z.ZodType<Json, Json> = z.json();
