/** One tensor as the header of a safetensors file names it; offsets are relative to the data. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

type Refuse = (message: string, details?: { value?: unknown; expected?: string }) => never;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Finds a name that one object of the text has twice; `JSON.parse` would keep only the second. The text is known to be
 * valid JSON.
 */
function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, token.length - colon.length)) as string;
      if (open.at(-1)?.has(key) === true) return key;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}

function parseObject(bytes: Uint8Array, refuse: Refuse): Readonly<Record<string, unknown>> {
  if (bytes[0] !== 0x7b) refuse('the header does not begin with "{"');
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    refuse('the header is not valid JSON in UTF-8');
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) refuse(`the header has ${JSON.stringify(repeated)} twice`, { value: repeated });
  if (!isObject(value)) refuse('the header is not an object');
  return value;
}

function parseEntry(name: string, value: unknown, refuse: Refuse): HeaderEntry {
  const where = `tensor ${JSON.stringify(name)}`;
  if (!isObject(value)) refuse(`${where}: got ${JSON.stringify(value)}`, { value, expected: 'an object' });
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') refuse(`${where}: it has no dtype`, { value: dtype, expected: 'a string' });
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    refuse(`${where}: got shape ${JSON.stringify(shape)}`, {
      value: shape,
      expected: 'whole numbers, zero or more',
    });
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    refuse(`${where}: got data_offsets ${JSON.stringify(offsets)}`, {
      value: offsets,
      expected: 'two whole numbers, zero or more',
    });
  }
  return { name, dtype, shape, begin: offsets[0]!, end: offsets[1]! };
}

function parseMetadata(value: unknown, refuse: Refuse): Map<string, string> {
  if (!isObject(value)) refuse('__metadata__ is not an object', { value });
  const metadata = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      refuse(`__metadata__: ${JSON.stringify(key)} is ${JSON.stringify(text)}`, {
        value: text,
        expected: 'a string',
      });
    }
    metadata.set(key, text);
  }
  return metadata;
}

/** Reads the header of a safetensors file; calls `refuse`, which throws, for the first thing that is wrong. */
export function parseHeader(
  bytes: Uint8Array,
  refuse: Refuse,
): { entries: HeaderEntry[]; metadata: Map<string, string> } {
  const header = parseObject(bytes, refuse);
  const entries: HeaderEntry[] = [];
  let metadata = new Map<string, string>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = parseMetadata(value, refuse);
    else entries.push(parseEntry(name, value, refuse));
  }
  return { entries, metadata };
}
