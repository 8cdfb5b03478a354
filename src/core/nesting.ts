import { OptionError } from './errors.ts';

/** Lists and objects within one another. A layer inside a layer takes two or three of them; no real model comes near. */
const MAX_NESTING = 200;

/**
 * Refuses options that are nested so deep that checking or building them, which goes inwards by recursion, would end the
 * program.
 *
 * @param what what the value is, for the message
 * @throws OptionError
 */
export function checkNesting(value: unknown, what: string): void {
  const waiting = [{ inner: value, depth: 0, top: '' }];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    const { inner, depth, top } = entry;
    if (typeof inner !== 'object' || inner === null || ArrayBuffer.isView(inner)) continue;
    if (depth === MAX_NESTING) {
      throw new OptionError(`${what}: ${top}: nested more than ${MAX_NESTING} levels deep`, {
        expected: `at most ${MAX_NESTING} lists and objects within one another`,
      });
    }
    for (const [key, child] of Object.entries(inner))
      waiting.push({ inner: child as unknown, depth: depth + 1, top: top === '' ? key : top });
  }
}
