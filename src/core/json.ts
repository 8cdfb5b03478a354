import { z } from 'zod';

/** Data that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The schema of anything that JSON can hold. */
export const jsonSchema = z.json() as unknown as z.ZodType<Json, Json>;

/** JSON with sorted keys: the same text for the same data. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
