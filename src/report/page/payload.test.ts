import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packIntegers, jsonText, tilePlace, unpackIntegers } from './payload.ts';

it('packs whole numbers in as few bytes as the largest needs', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(255), fc.nat(65_535), fc.nat(2 ** 32 - 1))), (values) => {
      expect(unpackIntegers(packIntegers(values))).toEqual(values);
    }),
  );
  expect(packIntegers([255])).toHaveLength(1 + 4);
  expect(packIntegers([256, 0, 0])).toHaveLength(1 + 8);
});

it('writes JSON that ends no element', () => {
  const text = jsonText({
    images: [{ classNames: ['</script><!--'], labels: packIntegers([]) }],
  });
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toMatchObject({ images: [{ classNames: ['</script><!--'] }] });
});

it('finds tiles row by row, sheet by sheet', () => {
  const tiles = { width: 3, height: 5, columns: 4, rows: 2 };
  expect([0, 3, 4, 8, 13].map((place) => tilePlace(place, tiles))).toEqual([
    { sheet: 0, x: 0, y: 0 },
    { sheet: 0, x: 9, y: 0 },
    { sheet: 0, x: 0, y: 5 },
    { sheet: 1, x: 0, y: 0 },
    { sheet: 1, x: 3, y: 5 },
  ]);
});
