import { describe, expect, it } from 'vitest';
import { packError, unpackError } from './error-transfer.ts';
import { StorageError } from './errors.ts';

describe('packError and unpackError', () => {
  it('keep the class, the message and the details', () => {
    const error = new StorageError('disk is full', { value: 'a/b', expected: 'room', hint: 'make room' });
    const copy = unpackError(structuredClone(packError(error)));
    expect(copy).toBeInstanceOf(StorageError);
    expect(copy).toMatchObject({
      message: 'disk is full',
      value: 'a/b',
      expected: 'room',
      hint: 'make room',
      code: 'storage',
    });
  });

  it('keep other errors as errors', () => {
    expect(unpackError(packError(new TypeError('no')))).toMatchObject({ message: 'no' });
    expect(unpackError(packError('text'))).toMatchObject({ message: 'text' });
  });
});
