import { expect } from 'vitest';

/**
 * Expects every number in `actual` to be that of `expected` to 1e-9, relative where it is above 1, and all else to be
 * equal.
 */
export function expectClose(actual: unknown, expected: unknown, path = ''): void {
  if (typeof expected === 'number') {
    const distance = typeof actual === 'number' ? Math.abs(actual - expected) : NaN;
    expect(distance, `${path}: got ${String(actual)}, expected ${expected}`).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(expected)),
    );
  } else if (typeof expected === 'object' && expected !== null) {
    expect(typeof actual, path).toBe('object');
    expect(Object.keys(actual ?? {}).sort(), path).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected)) {
      expectClose((actual as Record<string, unknown>)[key], value, path === '' ? key : `${path}.${key}`);
    }
  } else {
    expect(actual, path).toBe(expected);
  }
}
