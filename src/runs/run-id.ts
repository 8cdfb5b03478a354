import { OptionError } from '../core/errors.ts';

/** What a run may be called: it becomes part of a folder's name on every platform. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/**
 * The id of a run: its local time to the minute, its name, and from the second of the same minute on a number, such as
 * `2026-11-21-0534-cnn` and `2026-11-21-0534-cnn-2`.
 *
 * @param name lower-case letters, digits, `.`, `_` and `-`, at most 64
 * @param attempt 1 for the first run of that name in that minute
 * @throws OptionError where the name could not be part of a folder's name
 */
export function runId(name: string, now: Date, attempt: number): string {
  if (!NAME.test(name)) {
    throw new OptionError(`run name: got ${JSON.stringify(name)}`, {
      value: name,
      expected: 'lower-case letters, digits, ".", "_" and "-", at most 64, a letter or digit first and last',
      hint: 'Choose a name such as "cnn" or "cnn-wide".',
    });
  }
  const day = `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
  const time = `${twoDigits(now.getHours())}${twoDigits(now.getMinutes())}`;
  return `${day}-${time}-${name}${attempt === 1 ? '' : `-${attempt}`}`;
}
