import { z } from 'zod';
import { oneOf, openFraction, positiveInteger, seedSchema } from '../core/option-schemas.ts';

/** The longest side of an image. */
export const MAX_SIDE = 4096;

const SIDE = `Expected a side of 1 to ${MAX_SIDE} pixels, or [height, width]`;
const side = z.int(SIDE).min(1, SIDE).max(MAX_SIDE, SIDE);
const sizeSchema = z.union([side, z.tuple([side, side], SIDE)], SIDE);
const channelsSchema = z.union([z.literal(1), z.literal(3)], 'Expected 1 for grey or 3 for colour');

const PATH = 'Expected a path of at most 4096 characters';
const pathSchema = z
  .string(PATH)
  .min(1, PATH)
  .max(4096, PATH)
  .refine((path) => !path.includes('\0'), PATH);

/** A share or a number of examples, as recipes write it. */
export const partSchema = z.union(
  [z.strictObject({ fraction: openFraction }), z.strictObject({ count: positiveInteger })],
  'Expected { "fraction": 0.1 } or { "count": 5000 }',
);

const NAME = 'Expected letters, digits, ".", "_" and "-", starting with a letter or digit, at most 64';
const nameSchema = z.string(NAME).regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, NAME);

const labelled = {
  /** What the data set is called; made from the path where not given. */
  name: nameSchema.optional(),
};

const arrays = {
  ...labelled,
  /** The label of the first class in the files; 0 unless given. */
  firstLabel: z.int('Expected a whole number').optional(),
  /** Whether rows and columns are swapped in the files, as in EMNIST; false unless given. */
  transposed: z.boolean('Expected true or false').optional(),
};

const heldOut = {
  /** What is held out for testing where the files have no test part of their own; a fifth unless given. */
  test: partSchema.optional(),
  /** Which examples are held out; 0 unless given. */
  seed: seedSchema.optional(),
};

const idx = z.strictObject({ type: z.literal('idx'), path: pathSchema, ...arrays });

const folder = z.strictObject({
  type: z.literal('folder'),
  path: pathSchema,
  ...labelled,
  /** The side, or height and width, that pictures are fitted into; may be left out where all have one size. */
  size: sizeSchema.optional(),
  /** 1 makes them grey, 3 colour; where not given 1 if all files are stored as grey (WebP never is), else 3. */
  channels: channelsSchema.optional(),
  /** Whether to exchange light and dark: always, where the border is light, or never (unless given). */
  invert: oneOf(['no', 'auto', 'yes']).optional(),
  /** Whether to follow symbolic links that lead out of the folder; false unless given. */
  followLinks: z.boolean('Expected true or false').optional(),
  ...heldOut,
});

const csv = z.strictObject({
  type: z.literal('csv'),
  /** A file, or a folder with `train.csv` and `test.csv`, each also as `.csv.gz`. */
  path: pathSchema,
  /** The file of the test part, where `path` is the file of the training part. */
  testPath: pathSchema.optional(),
  ...arrays,
  /** May be left out where images are square. */
  size: sizeSchema.optional(),
  channels: channelsSchema.optional(),
  ...heldOut,
});

const npz = z.strictObject({ type: z.literal('npz'), path: pathSchema, ...arrays, ...heldOut });

const drawn = z
  .int('Expected a whole number of at least 10')
  .min(10, 'Expected a whole number of at least 10');
const sketches = z.strictObject({
  type: z.literal('sketches'),
  trainCount: drawn.optional(),
  testCount: drawn.optional(),
  /** Which drawings; 0 unless given. */
  seed: seedSchema.optional(),
});

/** The schema of a data set in a certain format at a certain place. */
export const dataFormatSchema = z.discriminatedUnion('type', [idx, folder, csv, npz, sketches], {
  error: 'Expected a data set with a type of idx, folder, csv, npz or sketches',
});

/** The schema of what names a data set: a known name, a path, or a format with its options. */
export const dataSpecSchema = z.union(
  [pathSchema, dataFormatSchema],
  'Expected the name of a data set, a path, or an object with a type',
);

const CLASSES = 'Expected at least two classes, by name or number, each once';
const classesSchema = z
  .array(z.union([z.string(), z.int().min(0)], 'Expected the name or the number of a class'), CLASSES)
  .min(2, CLASSES)
  .refine((classes) => new Set(classes).size === classes.length, CLASSES);

const SUBSET = 'Expected "classes", "fraction" or "count", or "classes" with one of the others';

/** The schema of a part of a data set. */
export const subsetSchema = z
  .strictObject(
    {
      /** The classes that are kept, by name or number; they are numbered anew in this order. */
      classes: classesSchema.optional(),
      /** The share, or the number, of the training examples that are kept. */
      fraction: openFraction.optional(),
      count: positiveInteger.optional(),
      /** Which examples are kept; 0 unless given. */
      seed: seedSchema.optional(),
    },
    SUBSET,
  )
  .refine(
    ({ classes, fraction, count }) =>
      (classes ?? fraction ?? count) !== undefined && (fraction === undefined || count === undefined),
    SUBSET,
  );

/**
 * A part of a data set: some classes, or a share or a number of the training examples by class, or both. All test
 * examples of the classes that are kept stay.
 */
export type Subset = z.infer<typeof subsetSchema>;

/** A data set in a certain format at a certain place, as JSON. */
export type DataFormat = z.infer<typeof dataFormatSchema>;

/** What names a data set, as JSON. */
export type DataSpec = z.infer<typeof dataSpecSchema>;

/** The options of one format. */
export type DataFormatOf<Type extends DataFormat['type']> = Extract<DataFormat, { readonly type: Type }>;

/** A share or a number of examples. */
export type Part = z.infer<typeof partSchema>;

/** Height and width of a size that may be one number. */
export function heightAndWidth(size: number | readonly [number, number]): readonly [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}
