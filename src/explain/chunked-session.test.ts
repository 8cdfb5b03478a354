import { expect, it } from 'vitest';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { chunkRows } from './chunked-session.ts';

it('chunkRows are no more than there are, at least one, and fewer of large images', () => {
  const rows = (side: number, count: number) =>
    chunkRows(sequential({ input: [side, side, 3], classes: 2 }, [flatten(), dense({ units: 2 })]), count);
  expect([rows(28, 10), rows(28, 1000), rows(64, 1000), rows(28, 0)]).toEqual([10, 64, 64, 1]);
  expect([rows(224, 1000), rows(4096, 1000)]).toEqual([5, 1]);
});
