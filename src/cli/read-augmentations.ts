import { readFile } from 'node:fs/promises';
import { OptionError } from '../core/errors.ts';
import { parseOptions } from '../core/parse-options.ts';
import type { AugmentationSpec } from '../data/augment/augmentation.ts';
import { augmentationsSchema } from '../data/augment/index.ts';
import { fileError } from '../runs/file-error.ts';

/**
 * The augmentations that `--augment` means: a list as JSON, or a JSON file with a list or with a recipe that has one.
 *
 * @throws OptionError where it is not one, StorageError where a file cannot be read
 */
export async function readAugmentations(jsonOrPath: string): Promise<readonly AugmentationSpec[]> {
  const isJson = /^\s*[[{]/.test(jsonOrPath);
  const text = isJson
    ? jsonOrPath
    : await readFile(jsonOrPath, 'utf8').catch((cause: unknown) => {
        throw fileError(cause, 'read', jsonOrPath);
      });
  const where = isJson ? '--augment' : jsonOrPath;
  const value = parseJson(text, where);
  const isRecipe = typeof value === 'object' && value !== null && !Array.isArray(value) && 'augment' in value;
  return parseOptions(
    augmentationsSchema,
    isRecipe ? value.augment : value,
    isRecipe ? `${where}: augment` : where,
  );
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OptionError(
      `${where}: not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        value: text.slice(0, 80),
        expected: 'a list of augmentations as JSON',
        hint: `Write --augment '[{ "type": "flip" }]', for example.`,
        cause,
      },
    );
  }
}
