import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The options that the object at `path` in a value may have. Where the schema offers several forms, those that fit the
 * object's `type` count, or all where it has none that is known.
 */
export function knownOptions(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  const forms = formsAt(schema, value, path);
  return [...new Set(forms.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** Whether the object at `path` takes options of any name. */
export function takesAnyOption(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): boolean {
  return formsAt(schema, value, path).some(
    ({ additionalProperties }) => typeof additionalProperties === 'object',
  );
}

/** The words that the value at `path` may be; for objects of several types, their types. */
export function knownWords(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  const words = formsAt(schema, value, path).flatMap((form) => [...(form.enum ?? []), form.const]);
  return words.filter((word): word is string => typeof word === 'string');
}

/** The plain forms that a schema offers for the value at `path`. */
function formsAt(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): JsonSchema[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  let forms = plainForms(root, root);
  let inner: unknown = value;
  for (const key of path) {
    forms = ofType(forms, inner).flatMap((form) => childForms(form, key, root));
    inner = (inner as Record<PropertyKey, unknown> | null | undefined)?.[key];
  }
  return ofType(forms, inner);
}

/** A schema's alternatives, with references and choices resolved. */
function plainForms(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref === '#' ? root : root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return target === undefined ? [] : plainForms(target, root);
  }
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return inner.length === 0 ? [schema] : inner.flatMap((form) => plainForms(form, root));
}

function childForms(form: JsonSchema, key: PropertyKey, root: JsonSchema): JsonSchema[] {
  const properties = form.properties ?? {};
  const child =
    typeof key === 'number'
      ? (form.prefixItems?.[key] ?? form.items)
      : Object.hasOwn(properties, key)
        ? properties[key as string]
        : form.additionalProperties;
  return typeof child === 'object' && !Array.isArray(child) ? plainForms(child, root) : [];
}

function ofType(forms: JsonSchema[], value: unknown): JsonSchema[] {
  const type = (value as { readonly type?: unknown } | null | undefined)?.type;
  const fitting = forms.filter(({ properties }) => {
    const declared = properties?.['type'];
    return typeof declared === 'object' && declared.const === type;
  });
  return type !== undefined && fitting.length > 0 ? fitting : forms;
}
