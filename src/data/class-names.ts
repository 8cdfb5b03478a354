import { DataError } from '../core/errors.ts';

const MAX_NAME_LENGTH = 100;

function nonEmptyLines(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/**
 * Class names from a text with one name a line, in label order; empty lines do not count.
 *
 * @param where names the file in messages
 * @throws DataError for no names, a name that occurs twice, or one that is longer than 100 characters
 */
export function parseClassNames(text: string, where: string): string[] {
  const names = nonEmptyLines(text);
  const tooLong = names.find((name) => name.length > MAX_NAME_LENGTH);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.length === 0 || tooLong !== undefined || twice !== undefined) {
    const problem =
      names.length === 0
        ? 'no class names'
        : twice === undefined
          ? `the class name "${tooLong!.slice(0, 40)}…" is too long`
          : `the class name "${twice}" occurs twice`;
    throw new DataError(`${where}: ${problem}`, {
      value: twice ?? tooLong ?? text,
      expected: `different names of at most ${MAX_NAME_LENGTH} characters, one a line, in label order`,
      hint: `Correct ${where}, or remove it to have the classes numbered.`,
    });
  }
  return names;
}

/**
 * Class names from a mapping as EMNIST publishes them: `label code [code]` a line, codes being Unicode numbers. A class
 * of several letters, such as upper and lower case, is named by all of them: `Aa`.
 *
 * @param firstLabel the label of the first class
 * @throws DataError for a line of another form, or labels that do not follow each other
 */
export function parseLabelMapping(text: string, firstLabel: number, where: string): string[] {
  return nonEmptyLines(text).map((line, index) => {
    const [label, ...codes] = line.split(/\s+/).map(Number);
    const usable =
      codes.length > 0 && codes.every((code) => Number.isInteger(code) && code > 32 && code < 0xd800);
    if (label !== firstLabel + index || !usable) {
      throw new DataError(`${where}: cannot use line ${index + 1}, "${line.slice(0, 60)}"`, {
        value: line,
        expected: `"${firstLabel + index} code [code ...]", labels in order`,
        hint: `Correct ${where}, or put a classes.txt with one name a line beside the files.`,
      });
    }
    return String.fromCodePoint(...new Set(codes));
  });
}
