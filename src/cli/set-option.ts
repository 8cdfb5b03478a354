import { OptionError } from '../core/errors.ts';
import { formatPath, parsePath } from '../core/option-path.ts';
import type { Setting } from '../core/settings.ts';

/** Collects the values of an option `--set path=value` that may be given several times. */
export function collectSetting(text: string, earlier: readonly Setting[] = []): readonly Setting[] {
  return [...earlier, parseSetting(text)];
}

/** Reads `optimizer.learningRate=0.01`: a path, and JSON or a text without quotes. */
function parseSetting(text: string): Setting {
  const equals = text.indexOf('=');
  const path = parsePath(equals === -1 ? text : text.slice(0, equals));
  if (equals === -1 || path === undefined) {
    throw new OptionError(`--set: cannot read "${text}"`, {
      value: text,
      expected: 'a path and a value, such as optimizer.learningRate=0.01 or model.layers[2].rate=0.5',
    });
  }
  return { path, value: parseValue(text.slice(equals + 1), formatPath(path)) };
}

/** JSON where it is JSON, else the text itself; what begins like a list, an object or a quoted text must be JSON. */
function parseValue(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!/^\s*[[{"]/.test(text)) return text;
    throw new OptionError(`--set ${where}: not valid JSON: ${text}`, {
      value: text,
      expected: 'a number, true, false, a text, or a list or an object as JSON',
      hint: 'Put the whole argument into single quotes, so that the shell leaves its double quotes alone.',
      cause,
    });
  }
}
