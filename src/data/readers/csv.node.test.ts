import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CsvImageParser } from '../csv-images.ts';
import { loadDataset } from '../load-dataset.node.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-csv-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const parse = (text: string, pieceBytes = 1000, maxBytes = 1000) => {
  const parser = new CsvImageParser('a.csv', maxBytes);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) parser.push(bytes.subarray(at, at + pieceBytes));
  const { labels, images, pixels } = parser.finish();
  return { labels: [...labels], images: [...images], pixels };
};

describe('CsvImageParser', () => {
  const expected = { labels: [5, 0], images: [0, 255, 3, 7, 8, 9], pixels: 3 };

  it.each([
    ['plain', '5,0,255,3\n0,7,8,9\n'],
    ['without a last line end', '5,0,255,3\n0,7,8,9'],
    ['with a header', 'label,1x1,1x2,1x3\n5,0,255,3\n0,7,8,9\n'],
    ['with a quoted header and Windows line ends', '"label","p 1","p2","p3"\r\n5,0,255,3\r\n0,7,8,9\r\n'],
    ['with a byte-order mark', '\uFEFF5,0,255,3\n0,7,8,9\n'],
    ['with a byte-order mark and a header', '\uFEFFlabel,a,b,c\n5,0,255,3\n0,7,8,9\n'],
    ['with every value quoted', '"5","0","255","3"\n"0","7","8","9"\n'],
    [
      'quoted with its header, and to the end',
      '\uFEFF"label","a","b","c"\r\n"5","0","255","3"\r\n"0","7","8","9"',
    ],
    ['quoted after a byte-order mark, with spaces', '\uFEFF"5", "0" ,"255.0", 3\n0,"7","8","9"\n'],
    ['with spaces, points and empty lines', '5, 0, 255.0, 3\n\n0,7.,8,9.00\n\n'],
  ])('reads %s, whole or in pieces', (_, text) => {
    expect(parse(text)).toEqual(expected);
    for (const pieceBytes of [1, 2, 7]) expect(parse(text, pieceBytes)).toEqual(expected);
  });

  it.each([
    ['nothing', '', 'a.csv, line 1: no images'],
    ['a header alone', 'label,a\n', 'a.csv, line 2: no images'],
    ['a pixel out of range', '1,2,3\n1,2,256\n', 'a.csv, line 2: pixel 2 is above 255'],
    ['a minus', '1,2,-3\n', 'a.csv, line 1: "-" in column 3'],
    ['a fraction', '1,2,0.5\n', 'a.csv, line 1: column 3 is no whole number'],
    ['a longer row', '1,2,3\n1,2,3,4\n', 'a.csv, line 2: 3 pixels, 2 in the rows before'],
    ['a shorter row', '1,2,3\n1,2\n', 'a.csv, line 2: 1 pixels, 2 in the rows before'],
    ['a label alone', '1\n', 'a.csv, line 1: 0 pixels'],
    ['an empty value', '1,,3\n', 'a.csv, line 1: column 2 is empty'],
    ['an empty value in quotes', '1,"",3\n', 'a.csv, line 1: column 2 is empty'],
    ['quotes that do not end', '1,"2,3\n', 'a.csv, line 1: the quotes of column 2 do not end'],
    ['quotes that do not end with the file', '1,2\n"', 'a.csv, line 2: the quotes of column 1 do not end'],
    ['a quote within a value', '1,2"3,4\n', 'a.csv, line 1: a quote within column 2'],
    ['a value after its quotes', '1,"2"3,4\n', 'a.csv, line 1: a digit after the quotes of column 2'],
    ['text in quotes', '1,2,3\n"cat",2,3\n', 'a.csv, line 2: "c" in column 1'],
    ['the label last', 'a,b,label\n1,2,3\n', 'a.csv, line 1: the label is column 3 of the header'],
    ['endless zeros', `1,${'0'.repeat(50)}`, 'a.csv, line 1: pixel 1 is above 255'],
    ['too many pixels', '1,2,3\n'.repeat(501), 'more than 1000 pixels'],
    ['too long a text', '\n'.repeat(11000), 'the file is too long'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

/** Rows of four pixels, the label and the row in them. */
const rows = (count: number, classes = 2) =>
  Array.from({ length: count }, (_, row) => `${row % classes},${row},1,2,3`).join('\n');

describe('a CSV file', () => {
  it('is one part, of which a share is held out for testing', async () => {
    const path = join(root, 'own.csv.gz');
    await writeFile(path, gzipSync(rows(10)));
    const dataset = await loadDataset({ type: 'csv', path, test: { count: 4 } });
    expect(dataset).toMatchObject({ name: 'own', imageShape: [2, 2, 1], classNames: ['0', '1'] });
    expect(dataset.test.labels).toHaveLength(4);
    expect([...dataset.train.images, ...dataset.test.images].filter((_, at) => at % 4 === 0).sort()).toEqual([
      ...Array(10).keys(),
    ]);
    const other = await loadDataset({ type: 'csv', path, test: { count: 4 }, seed: 1 });
    expect(other.digest).not.toBe(dataset.digest);
    expect((await loadDataset(path, { cwd: '/' })).test.labels).toHaveLength(2);
  });

  it('of a folder has a training and a test part', async () => {
    const folder = join(root, 'digits');
    await mkdir(folder);
    await writeFile(join(folder, 'mnist_train.csv'), rows(6));
    await writeFile(join(folder, 'mnist_test.csv.gz'), gzipSync(rows(4)));
    await writeFile(join(folder, 'classes.txt'), 'even\nodd\n');
    const dataset = await loadDataset('mine', { dataDir: folder });
    expect(dataset).toMatchObject({ name: 'mine', classNames: ['even', 'odd'] });
    expect([dataset.train.labels.length, dataset.test.labels.length]).toEqual([6, 4]);
    const test = { type: 'csv', path: folder, test: { count: 1 } } as const;
    await expect(loadDataset(test)).rejects.toThrow('has a test part of its own');
  });

  it('has the shape that is said, or a square', async () => {
    const path = join(root, 'shapes.csv');
    await writeFile(path, rows(10).replaceAll(',3\n', ',3,4,5\n').replace(/,3$/, ',3,4,5'));
    const shape = async (options: object) =>
      (await loadDataset({ type: 'csv', path, ...options })).imageShape;
    expect(await shape({ size: [2, 3] })).toEqual([2, 3, 1]);
    expect(await shape({ size: [1, 2], channels: 3 })).toEqual([1, 2, 3]);
    expect(await shape({ size: [1, 2] })).toEqual([1, 2, 3]);
    await expect(shape({})).rejects.toThrow('6 pixels a row do not make a square');
    await expect(shape({ size: 2 })).rejects.toThrow('6 pixels a row do not make 2 × 2');
  });

  it('is refused where it is damaged or not there', async () => {
    const path = join(root, 'damaged.csv.gz');
    await writeFile(path, gzipSync(rows(200)).subarray(0, -20));
    await expect(loadDataset(path)).rejects.toThrow(/damaged: it cannot be decompressed \(Z_BUF_ERROR\)/);
    await expect(loadDataset(join(root, 'no.csv'))).rejects.toThrow(/no\.csv does not exist/);
    await expect(loadDataset(path, { size: 0 })).rejects.toThrow('data: size: expected a side of 1 to 4096');
  });
});
